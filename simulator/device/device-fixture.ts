/** Devices for tests: on a clock that the test moves, with a shell that answers in one piece. */
import { Shell } from '../shell/interpreter.js';
import { bytesOf } from '../shell/process-io.js';
import { BytePipe } from '../transport/byte-pipe.js';
import { shellWorld } from '../userland/programs.js';
import { SHELL_UID } from './file-system.js';
import { SimulatedDevice, type DeviceOptions } from './simulated-device.js';
import type { HostTime } from './virtual-time.js';

/** A host's clock that stands still until the test moves it. */
export class StandingTime implements HostTime {
  #now = 0;
  #alarms: { at: number; callback: () => void }[] = [];

  now = (): number => this.#now;
  wake = (delayMs: number, callback: () => void): (() => void) => {
    const alarm = { at: this.#now + delayMs, callback };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  };

  /** Moves on, ringing what is due on the way at its time. */
  move(durationMs: number): void {
    const end = this.#now + durationMs;
    for (;;) {
      const next = this.#alarms.toSorted((first, second) => first.at - second.at)[0];
      if (next === undefined || next.at > end) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}

export interface ShellText {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A line of the shell on a device, without adb. */
export async function runLine(
  device: SimulatedDevice,
  line: string,
  input: string | Uint8Array = '',
): Promise<ShellText> {
  const stdin = new BytePipe();
  if (input.length > 0) void stdin.write(bytesOf(input));
  stdin.end();
  const said = { stdout: '', stderr: '' };
  const collect =
    (name: 'stdout' | 'stderr') =>
    (data: string | Uint8Array): Promise<boolean> => {
      said[name] += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
      return Promise.resolve(true);
    };
  const shell = new Shell(shellWorld(device, SHELL_UID, '/'));
  const hangup = new Promise<void>(() => undefined);
  const exitCode = await shell.run(line, { stdin, stdout: collect('stdout'), stderr: collect('stderr'), hangup });
  return { ...said, exitCode };
}

export function newDevice(more: Partial<DeviceOptions> = {}): SimulatedDevice {
  return new SimulatedDevice({
    serialNumber: 'SIM00001',
    release: 16,
    model: 'pixel',
    quirks: {},
    host: new StandingTime(),
    speed: 1,
    wallAtStart: Date.UTC(2026, 10, 22, 8, 0, 0),
    bootedMsAgo: 3_600_000,
    bootDurationMs: 3_000,
    seed: 7,
    ...more,
  });
}
