import { describe, expect, it } from 'vitest';
import { writeTrace } from '../../engine/trace/arrow-file.js';
import { EventKind } from '../../engine/trace/event-kind.js';
import { deviceTrace } from './generate-fleet.js';

const small = { apps: 20, days: 5, sessions: 3.74 };

describe('the recording of a made-up device', () => {
  it('is the same for the same seed, and another for another', () => {
    const bytes = (seed: number): string => Buffer.from(writeTrace(deviceTrace(seed, small))).toString('base64');
    expect(bytes(7)).toBe(bytes(7));
    expect(bytes(7)).not.toBe(bytes(8));
  });

  it('has the mix of rows that is promised', () => {
    const { core, length } = deviceTrace(1, { ...small, apps: 200 });
    const share = (...kinds: number[]): number => core.kind.filter((kind) => kinds.includes(kind)).length / length;
    const calls = [
      EventKind.startForegroundService,
      EventKind.startForeground,
      EventKind.stopForeground,
      EventKind.stopSelf,
    ];
    expect(share(EventKind.processState)).toBeCloseTo(0.45, 1);
    expect(share(...calls)).toBeCloseTo(0.36, 1);
    expect(share(EventKind.jobStarted, EventKind.jobFinished)).toBeGreaterThan(0.05);
    expect(share(EventKind.screenOn, EventKind.sleepBegin, EventKind.powerPlugged)).toBeGreaterThan(0.001);
    expect(length / (200 * 5)).toBeGreaterThan(60);
    expect(length / (200 * 5)).toBeLessThan(75);
  });

  it('sleeps: elapsed time runs ahead of uptime, and only there', () => {
    const { core, length } = deviceTrace(1, small);
    let turns = 0;
    for (let row = 1; row < length; row++) {
      const slept = core.elapsed[row]! - core.uptime[row]! - (core.elapsed[row - 1]! - core.uptime[row - 1]!);
      if (slept === 0) continue;
      expect(slept).toBeGreaterThan(0);
      expect(core.kind[row]).toBe(EventKind.sleepEnd);
      turns++;
    }
    expect(turns).toBeGreaterThan(5 * 15);
  });
});
