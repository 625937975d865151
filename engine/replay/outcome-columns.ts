/**
 * Outcomes as columns: what thousands of replays give back. One row per outcome, in the order in which the platform acts;
 * where the program stands app by app, the outcomes do too.
 */
import { outcomeNames } from '../android/outcomes.js';
import { maskOfLabel, ServiceType } from '../android/service-types.js';
import type { PredictedEvent } from './prediction.js';
export interface OutcomeColumns {
  readonly length: number;
  /** Index into `outcomeNames`. */
  readonly outcome: Uint8Array;
  /** Index into `Program.services`. */
  readonly service: Int32Array;
  /** `ServiceType` that it is about; 0: none. */
  readonly type: Int32Array;
  /** Row of the trace that caused it, or -1 when a timer did. */
  readonly row: Int32Array;
  /** Milliseconds on the trace's clocks; `elapsed` is the earliest moment where a sleep makes it uncertain. */
  readonly uptime: Float64Array;
  readonly elapsed: Float64Array;
  /** The outcome lies between these two; both equal `elapsed` when it is certain. */
  readonly earliestElapsed: Float64Array;
  readonly latestElapsed: Float64Array;
}

export function columnsOf(events: readonly PredictedEvent[]): OutcomeColumns {
  return {
    length: events.length,
    outcome: Uint8Array.from(events, (event) => outcomeNames.indexOf(event.outcome)),
    service: Int32Array.from(events, (event) => event.service),
    type: Int32Array.from(events, ({ type }) =>
      type === null ? ServiceType.none : (maskOfLabel(type) ?? ServiceType.none),
    ),
    row: Int32Array.from(events, (event) => event.row),
    uptime: Float64Array.from(events, (event) => event.uptimeMs),
    elapsed: Float64Array.from(events, (event) => event.elapsedMs),
    earliestElapsed: Float64Array.from(events, (event) => event.earliestElapsedMs),
    latestElapsed: Float64Array.from(events, (event) => event.latestElapsedMs),
  };
}
