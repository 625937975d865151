/**
 * How the device's clocks stand to the lab's. Asked several times: the answer with the shortest round trip is the best, and
 * half of its round trip is how wrong it may be.
 *
 *     lab      ├── asked ────────────┼──────────── answered ──┤
 *     device                    the moment read, somewhere in between
 */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { ShellAnswer } from '../devices/adb-port.js';
import { bootIdPath, isBootId } from '../ledger/shell-text.js';

export interface ClockRelation {
  /** A moment on the lab's steady clock, in milliseconds. */
  readonly labMs: number;
  /** The same moment on the device: time since boot with sleep, and wall clock (epoch). */
  readonly elapsedMs: number;
  readonly wallMs: number;
  readonly bootId: string;
  /** Deep sleep since the boot, by the device's own count a moment later; `null`: it does not tell. */
  readonly sleptMs: number | null;
  /** The moments are the same to this. */
  readonly errorMs: number;
}

const ROUND_TRIPS = 6;
/** `/proc/uptime` counts hundredths of a second. */
const RESOLUTION_MS = 10;
/** `ActivityManagerService.dumpGraphicsHardwareUsage` begins with `Uptime: N Realtime: N`; of no app, so that it is quick. */
const sleepQuestion = 'dumpsys gfxinfo system';
const question = `cat /proc/uptime ${bootIdPath}; date +%s.%N`;

/**
 * @param ask  runs a line of the device's shell that changes nothing
 * @param now  the lab's steady clock (`performance.now`)
 */
export async function measureClocks(
  ask: (line: string) => Promise<Result<ShellAnswer, string>>,
  now: () => number,
): Promise<Result<ClockRelation, string>> {
  let best: Omit<ClockRelation, 'sleptMs'> | undefined;
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const asked = now();
    const answer = await ask(question);
    const answered = now();
    if (!answer.ok) return answer;
    const read = readClocks(answer.value.stdout);
    if (read === undefined)
      return fail(`the device's clocks cannot be read from "${answer.value.stdout.slice(0, 120)}"`);
    const errorMs = (answered - asked) / 2 + RESOLUTION_MS / 2;
    if (best === undefined || errorMs < best.errorMs) best = { ...read, labMs: (asked + answered) / 2, errorMs };
  }
  if (best === undefined) return fail('the clocks were not asked');
  const slept = await ask(sleepQuestion);
  return ok({ ...best, sleptMs: slept.ok ? readSleep(slept.value.stdout) : null });
}

/** Elapsed time without uptime, both of one moment; `null` when the text has none. */
export function readSleep(text: string): number | null {
  const [, uptime, realtime] = /^Uptime: (\d{1,15}) Realtime: (\d{1,15})\s*$/m.exec(text) ?? [];
  return uptime === undefined || realtime === undefined ? null : Math.max(0, Number(realtime) - Number(uptime));
}

export function readClocks(text: string): Pick<ClockRelation, 'elapsedMs' | 'wallMs' | 'bootId'> | undefined {
  const [uptime = '', boot = '', date = ''] = text.split(/\r?\n/).map((line) => line.trim());
  const elapsed = /^(\d{1,10}\.\d{1,3}) /.exec(`${uptime} `)?.[1];
  const wall = /^(\d{1,11})\.(\d{3})\d*$/.exec(date);
  if (elapsed === undefined || wall === null || !isBootId(boot)) return undefined;
  return { elapsedMs: Number(elapsed) * 1000, wallMs: Number(wall[1]) * 1000 + Number(wall[2]), bootId: boot };
}

/** A moment of the lab's steady clock on the device's wall clock. */
export const wallOf = (relation: ClockRelation, labMs: number): number => relation.wallMs + (labMs - relation.labMs);
