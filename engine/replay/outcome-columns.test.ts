/** Outcomes as columns say the same as outcomes as objects, for recordings, plans and the guide. */
import { describe, expect, it } from 'vitest';
import { isSilent, outcomeNames } from '../android/outcomes.js';
import { ProcessState } from '../android/process-states.js';
import { labelOfMask, ServiceType } from '../android/service-types.js';
import { documented } from '../policy/documented.js';
import type { Policy } from '../policy/policy.js';
import { android14, android15, android15v2, android17 } from '../policy/shipped.js';
import { Script, traceOf } from '../testing/script.js';
import { hours, MS_PER_HOUR, MS_PER_MINUTE } from '../time.js';
import { EventKind } from '../trace/event-kind.js';
import { compile } from './compile.js';
import type { OutcomeColumns } from './outcome-columns.js';
import type { PredictedEvent } from './prediction.js';
import { defaultReplayOptions, replay, replayColumns, type ReplayOptions } from './replay.js';

const H = MS_PER_HOUR;
const M = MS_PER_MINUTE;
const { TOP, SERVICE } = ProcessState;
const policies: readonly Policy[] = [android14, android15v2, android15, android17, documented];

const rowsOfColumns = (columns: OutcomeColumns): object[] =>
  Array.from({ length: columns.length }, (_, at) => ({
    outcome: outcomeNames[columns.outcome[at]!],
    service: columns.service[at],
    type: columns.type[at] === 0 ? null : labelOfMask(columns.type[at]!),
    row: columns.row[at],
    uptimeMs: columns.uptime[at],
    elapsedMs: columns.elapsed[at],
    earliestElapsedMs: columns.earliestElapsed[at],
    latestElapsedMs: columns.latestElapsed[at],
  }));

const rowsOfEvents = (events: readonly PredictedEvent[]): object[] =>
  events.map(({ outcome, service, type, row, uptimeMs, elapsedMs, earliestElapsedMs, latestElapsedMs }) => ({
    outcome,
    service,
    type,
    row,
    uptimeMs,
    elapsedMs,
    earliestElapsedMs,
    latestElapsedMs,
  }));

/** Two services of several types, long enough for more outcomes than the columns first have room for, with sleep in between. */
function busy(): Script {
  const script = new Script();
  for (let day = 0; day < 12; day++) {
    const at = day * 30 * H;
    script.start(at, 'A').start(at + H, 'B', ServiceType.mediaProcessing);
    script.sleep(at + 2 * H, at + 3 * H);
    script.start(at + 9 * H, 'A').startForeground(at + 9 * H + M, 'A', ServiceType.shortService);
    script
      .state(at + 10 * H, TOP)
      .startForeground(at + 10 * H, 'B')
      .state(at + 11 * H, SERVICE);
    script.startForegroundServiceInBackground(at + 12 * H, 'C').stop(at + 20 * H, 'A');
    script.stopSelf(at + 20 * H, 'B');
  }
  return script;
}

const early = busy().events.map((event) =>
  event.kind === EventKind.startForeground ? { ...event, earlierBy: 5 * M } : event,
);

describe('outcomes in columns', () => {
  it.each(policies.map((policy) => [policy.name, policy] as const))('are those of the prediction: %s', (_, policy) => {
    const program = compile(traceOf(early));
    const events = replay(program, policy).outcomes;
    const columns = replayColumns(program, policy);
    expect(rowsOfColumns(columns)).toEqual(rowsOfEvents(events));
    for (const column of Object.values(columns))
      if (typeof column !== 'number') expect(column).toHaveLength(columns.length);
    if (policy !== android14) expect(columns.length).toBeGreaterThan(20);
  });

  it('are those of a plan, in which the app reacts', () => {
    const program = compile(busy().trace());
    const options: ReplayOptions = { consequences: 'simulated', horizon: hours(1), reactions: new Map() };
    const events = replay(program, android15, options).outcomes;
    expect(rowsOfColumns(replayColumns(program, android15, options))).toEqual(rowsOfEvents(events));
    // A recording does not know that a plan's crash kills.
    expect(rowsOfEvents(events)).not.toEqual(rowsOfEvents(replay(program, android15).outcomes));
  });

  it('leave out what nobody on the device is told of, where that is asked for', () => {
    const program = compile(busy().trace());
    const told = replayColumns(program, android15, { ...defaultReplayOptions, outcomes: 'told' });
    const all = replay(program, android15).outcomes;
    expect(rowsOfColumns(told)).toEqual(rowsOfEvents(all.filter(({ outcome }) => !isSilent(outcome))));
    expect(told.length).toBeLessThan(all.length);
    expect(told.length).toBeGreaterThan(0);
  });
});
