/**
 * The prediction for a recording, and what the rules say of starts that only an app's own words tell of.
 *
 * A claimed start is no input: an app may write that it was refused whenever it likes. It is replayed apart from the
 * prediction; where the rules agree that the start would have been refused, the refusal is predicted, and nothing else.
 */
import type { Assembly } from '../ingest/assemble/assemble.js';
import type { ClaimedStart } from '../ingest/assemble/observed-outcomes.js';
import type { Policy } from '../policy/policy.js';
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import { compile } from '../replay/compile.js';
import { replay } from '../replay/replay.js';
import { EventKind } from '../trace/event-kind.js';
import type { NewEvent } from '../trace/trace-builder.js';
import { TraceBuilder } from '../trace/trace-builder.js';
import { edited } from './causes/edited-trace.js';

export interface ClaimedDenial {
  readonly event: PredictedEvent;
  /** The replay that holds its reasons. */
  readonly prediction: Prediction;
}

/** Lines about one refused start (the exception, its cause, a crash event) stand this close together. */
const SAME_START_MS = 2_000;
/** Claims beyond these are shown and not replayed. */
const MOST_CLAIMS = 1_000;

/** Without a clock there is nothing to count: then nothing is predicted. */
export function predictionOf({ trace, clock }: Assembly, policy: Policy): Prediction {
  return replay(compile(clock.span === undefined ? new TraceBuilder().finish(trace.meta) : trace), policy);
}

interface ClaimedStarts {
  readonly denied: readonly ClaimedDenial[];
  /** A refused startForeground keeps the promise as well as an accepted one: with the claimed calls this outcome does not come. */
  readonly isKeptPromise: (event: PredictedEvent) => boolean;
}

const ofPromises: ReadonlySet<PredictedEvent['outcome']> = new Set(['crash-did-not-start', 'anr-did-not-start']);

export function deniedWhereClaimed({ trace, clock, claimedStarts }: Assembly, policy: Policy): ClaimedStarts {
  if (clock.span === undefined || claimedStarts.length === 0) return { denied: [], isKeptPromise: () => false };
  const added: NewEvent[] = [];
  const claimedAt = new Set<string>();
  const lastOf = new Map<string, number>();
  for (const start of claimedStarts.slice(0, MOST_CLAIMS)) {
    const key = `${start.outcome} ${start.uid} ${start.service}`;
    if (start.elapsed - (lastOf.get(key) ?? Number.NEGATIVE_INFINITY) <= SAME_START_MS) continue;
    lastOf.set(key, start.elapsed);
    added.push(...eventsOf(start));
    claimedAt.add(`${start.outcome} ${start.elapsed} ${start.uid} ${start.service}`);
  }
  const prediction = replay(edited(trace, { added }), policy);
  const denied = prediction.outcomes
    .filter((event) => claimedAt.has(keyOf(event)))
    .map((event) => ({ event, prediction }));
  const broken = new Set(prediction.outcomes.filter(({ outcome }) => ofPromises.has(outcome)).map(keyOf));
  return { denied, isKeptPromise: (event) => ofPromises.has(event.outcome) && !broken.has(keyOf(event)) };
}

function keyOf({ outcome, elapsedMs, uid, component }: PredictedEvent): string {
  return `${outcome} ${elapsedMs} ${uid} ${component}`;
}

/** The refused start as a whole: what the app got was an exception, and nothing of it lasts. */
function eventsOf({ elapsed, uptime, uid, process, service, types, startReason }: ClaimedStart): NewEvent[] {
  const about = { elapsed, uptime, uid, process, service };
  return [
    { ...about, kind: EventKind.startService, note: startReason },
    { ...about, kind: EventKind.startForeground, types },
    { ...about, kind: EventKind.stopSelf },
  ];
}
