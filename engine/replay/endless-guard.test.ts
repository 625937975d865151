import { describe, expect, it } from 'vitest';
import { ServiceType } from '../android/service-types.js';
import { android15v2, android16 } from '../policy/shipped.js';
import { durationMs, MS_PER_HOUR } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import { TraceBuilder } from '../trace/trace-builder.js';
import { emptyMeta } from '../trace/trace.js';
import { compile } from './compile.js';
import { EndlessGuard } from './endless-guard.js';
import type { Reaction } from './reactions.js';
import { replay } from './replay.js';

const service = 'com.example/.A';
const subject = { uid: 10_001, process: 'com.example', service, types: ServiceType.dataSync };
const horizon = durationMs(24 * MS_PER_HOUR);

describe('a plan that never comes to an end', () => {
  it('is cut at the instant where the app and the system begin to answer each other', () => {
    const builder = new TraceBuilder();
    builder.add({ kind: EventKind.boot, elapsed: -100 * MS_PER_HOUR });
    builder.add({ kind: EventKind.processState, elapsed: 0, ...subject, service: '', argument: 2 });
    builder.add({ kind: EventKind.startForegroundService, elapsed: 0, ...subject });
    builder.add({ kind: EventKind.startForeground, elapsed: 0, ...subject });
    builder.add({ kind: EventKind.startForeground, elapsed: 1_000, ...subject });
    const reactions = new Map<string, Reaction>([[service, { do: 'startForegroundAgain', afterMs: 0, types: 0 }]]);
    const program = compile(builder.finish(emptyMeta));
    const prediction = replay(program, android15v2, { consequences: 'simulated', horizon, reactions });
    expect(prediction.isCutShort).toBe(true);
    expect(prediction.assumptions.join(' ')).toContain('without end');
    expect(prediction.outcomes.every((event) => event.elapsedMs <= 1_000)).toBe(true);
  });

  it('an app that refreshes its notification every second is not one: thousands of cancelled timers share a deadline', () => {
    const builder = new TraceBuilder();
    builder.add({ kind: EventKind.boot, elapsed: -100 * MS_PER_HOUR });
    builder.add({ kind: EventKind.startService, elapsed: 0, ...subject });
    for (let at = 0; at < 5_000_000; at += 1_000)
      builder.add({ kind: EventKind.startForeground, elapsed: at, ...subject });
    const program = compile(builder.finish(emptyMeta));
    const prediction = replay(program, android16, { consequences: 'simulated', horizon, reactions: new Map() });
    expect(prediction.isCutShort).toBe(false);
    const spoken = prediction.outcomes
      .filter((event) => !event.silent)
      .map((event) => [event.outcome, event.elapsedMs]);
    expect(spoken).toEqual([
      ['timeout-callback', 6 * MS_PER_HOUR],
      ['crash-did-not-stop', 6 * MS_PER_HOUR + 10_000],
    ]);
  });
});

describe('the guard', () => {
  const NO_MOST = Number.POSITIVE_INFINITY;
  /** How many of `count` notes at these uptimes pass before it cuts. */
  const passing = (count: number, uptimeOf: (index: number) => number, didSomething: boolean, most: number): number => {
    const guard = new EndlessGuard();
    for (let index = 0; index < count; index++) if (guard.note(uptimeOf(index), didSomething, most)) return index;
    return count;
  };

  it('lets a thousand things happen at one instant, and cuts at the next', () => {
    expect(passing(5_000, () => 7, true, NO_MOST)).toBe(1_000);
  });

  it('counts anew at each instant', () => {
    expect(passing(5_000, (index) => Math.floor(index / 1_000), true, NO_MOST)).toBe(5_000);
  });

  it('does not count messages at an instant that do nothing', () => {
    expect(passing(5_000, () => 7, false, NO_MOST)).toBe(5_000);
  });

  it('counts them in all, as it does those of many instants', () => {
    expect(passing(5_000, () => 7, false, 3_000)).toBe(3_000);
    expect(passing(5_000, (index) => index, true, 3_000)).toBe(3_000);
  });

  it('says where it cut, and that it did from then on', () => {
    const guard = new EndlessGuard();
    expect([guard.note(3, true, 1), guard.isCut]).toEqual([false, false]);
    expect([guard.note(4, true, 1), guard.isCut, guard.cutAt]).toEqual([true, true, 4]);
  });
});
