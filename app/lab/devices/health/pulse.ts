/** A heartbeat: the device answers, is still the one we know, and tells which boot it runs and what time it has. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { bootIdPath, isBootId } from '../../ledger/shell-text.js';
import type { AdbFailure, AdbPort } from '../adb-port.js';

export interface Pulse {
  readonly serialno: string;
  readonly avd: string;
  readonly bootId: string;
  readonly bootCompleted: boolean;
  /** Since the boot, with deep sleep: `/proc/uptime`. */
  readonly uptimeMs: number | null;
  readonly latencyMs: number;
  /** Wall clock of the device minus that of the lab; known to half the round trip. */
  readonly clockSkewMs: number | null;
}

const command = [
  `cat ${bootIdPath}`,
  'getprop ro.serialno',
  'getprop ro.boot.qemu.avd_name',
  'getprop sys.boot_completed',
  'date +%s.%N',
  'cat /proc/uptime',
].join('; ');

/** `clock`: milliseconds since 1970. */
export async function feelPulse(port: AdbPort, clock: () => number): Promise<Result<Pulse, AdbFailure>> {
  const began = performance.now();
  const answer = await port.shell(command);
  if (!answer.ok) return answer;
  const latencyMs = performance.now() - began;
  const middle = clock() - latencyMs / 2;
  const [bootId = '', serialno = '', avd = '', booted = '', date = '', uptime = ''] = answer.value.stdout
    .split('\n')
    .map((line) => line.trim());
  if (!isBootId(bootId)) return fail({ reason: 'refused', text: 'it answers, but tells no boot id' });
  const wall = wallOf(date);
  return ok({
    serialno,
    avd,
    bootId,
    bootCompleted: booted === '1',
    uptimeMs: secondsToMs(/^([0-9.]+) /.exec(uptime)?.[1]),
    latencyMs: Math.round(latencyMs),
    clockSkewMs: wall === null ? null : Math.round(wall - middle),
  });
}

/** Without `%N` (before Android 8) the second is all there is: its middle. */
function wallOf(text: string): number | null {
  const [, seconds, nanoseconds] = /^([0-9]{1,12})\.([0-9]{9})?/.exec(text) ?? [];
  if (seconds === undefined) return null;
  return Number(seconds) * 1000 + (nanoseconds === undefined ? 500 : Number(nanoseconds) / 1e6);
}

function secondsToMs(text: string | undefined): number | null {
  const seconds = Number(text);
  return text === undefined || !Number.isFinite(seconds) ? null : Math.round(seconds * 1000);
}
