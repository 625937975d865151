/**
 * What would have come if something from outside had not ended a service before: a reboot, a kill by the vendor, a kill for memory.
 * Found by replaying the trace up to that moment, as if nothing had followed.
 *
 *     in the foreground ────────× reboot          ▽ where the timeout would have come: interrupted
 */
import { packageOf } from '../android/components.js';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import type { Assembly } from '../ingest/assemble/assemble.js';
import type { ForegroundSession } from '../ingest/assemble/foreground-session.js';
import type { Policy } from '../policy/policy.js';
import { compile } from '../replay/compile.js';
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import { isTop } from '../replay/program.js';
import { replay } from '../replay/replay.js';
import { EventKind } from '../trace/event-kind.js';
import { TraceBuilder, type NewEvent } from '../trace/trace-builder.js';
import type { Trace } from '../trace/trace.js';
import type { Cause, ProvenMoment } from './analysis.js';
import { judgedUnder, limitedMask } from './judged-outcomes.js';
import { killerBehind, type Killer } from './kill-reasons.js';
import { countBefore } from './sorted-search.js';
import type { WallClock } from './wall-clock.js';

export interface InterruptedPrediction {
  readonly event: PredictedEvent;
  /** The replay that holds its reasons. */
  readonly prediction: Prediction;
  readonly cause: Cause;
}

/** A kill and the death that it brings stand this close together. */
const SAME_DEATH_MS = 2_000;
/** Moments that are looked at, latest first: each replays the trace. */
const MOST_MOMENTS = 24;
const MOST_ROWS_REPLAYED = 500_000;

const restarts: ReadonlySet<string> = new Set(['reboot', 'shutdown']);

interface Ending {
  readonly elapsed: number;
  readonly sessions: ForegroundSession[];
  readonly cause: Cause['cause'];
  readonly standing: Cause['standing'];
  readonly words: string;
  readonly evidence: readonly ProvenMoment[];
}

export function interruptedPredictions(
  { trace, sessions, clock: { span } }: Assembly,
  policy: Policy,
  clock: WallClock,
): InterruptedPrediction[] {
  if (span === undefined) return [];
  const found: InterruptedPrediction[] = [];
  let left = MOST_ROWS_REPLAYED;
  for (const ending of endingsOf(trace, sessions, clock).slice(-MOST_MOMENTS).reverse()) {
    if (left <= 0) break;
    left -= trace.length;
    found.push(...cutOffBy(ending, trace, policy, clock));
  }
  return found.reverse();
}

function cutOffBy(ending: Ending, trace: Trace, policy: Policy, clock: WallClock): InterruptedPrediction[] {
  const asItWas = before(trace, ending.elapsed);
  // An app on screen is never due: what it lost is what would have come had it left the screen then.
  const offScreen = leavingScreen(asItWas, ending.elapsed);
  const predictions = [asItWas, ...offScreen].map((each) => replay(compile(each), policy));
  const judged = judgedUnder(policy);
  return ending.sessions.flatMap((session) => {
    // The first thing that was to come: what comes behind it depends on what the app would have done.
    const [next] = predictions.flatMap((prediction) => nextOf(prediction, session, ending.elapsed, judged));
    if (next === undefined) return [];
    const { event, prediction } = next;
    const cause: Cause = {
      cause: ending.cause,
      standing: ending.standing,
      explanation: `Interrupted: ${ending.words} at ${clock.words(ending.elapsed)}; without that it would have come at ${clock.words(event.elapsedMs)}.`,
      evidence: ending.evidence,
    };
    return [{ event, prediction, cause }];
  });
}

function nextOf(
  prediction: Prediction,
  { component, uid }: ForegroundSession,
  elapsed: number,
  judged: ReadonlySet<string>,
): Omit<InterruptedPrediction, 'cause'>[] {
  const event = prediction.outcomes.find(
    (each) =>
      !each.silent &&
      judged.has(each.outcome) &&
      each.component === component &&
      each.uid === uid &&
      each.elapsedMs >= elapsed,
  );
  return event === undefined ? [] : [{ event, prediction }];
}

/** Moments at which something from outside ended sessions that a timer was running for, in order of time. */
function endingsOf(trace: Trace, sessions: readonly ForegroundSession[], clock: WallClock): Ending[] {
  const kills = killsOf(trace);
  const endings = new Map<string, Ending>();
  for (const session of sessions) {
    const { stop, types, component } = session;
    const isTimed = types !== undefined && ((types & limitedMask) !== 0 || types === ServiceType.shortService);
    if (stop === undefined || !isTimed) continue;
    const kill = stop.reason === 'process died' ? killAt(kills, component, stop.elapsed) : undefined;
    const isRestart = restarts.has(stop.reason);
    if (kill === undefined && !isRestart) continue;
    const cause = kill === undefined ? 'reboot' : kill.killer.cause;
    const key = `${cause} ${stop.elapsed} ${kill?.row ?? ''}`;
    const known = endings.get(key);
    if (known !== undefined) {
      known.sessions.push(session);
      continue;
    }
    const { elapsed, uptime, provenance } = stop;
    const line: ProvenMoment = {
      ...clock.moment(elapsed, uptime),
      source: provenance?.source ?? null,
      line: provenance?.line ?? null,
      text: provenance?.rawText ?? null,
    };
    const words =
      kill === undefined ? 'the device was restarted' : `${kill.killer.who} killed ${kill.process} (${kill.note})`;
    endings.set(key, {
      elapsed,
      sessions: [session],
      cause,
      standing: kill?.isClaim === true ? 'suspected' : 'proved',
      words,
      evidence: kill === undefined ? [line] : [clock.proven(kill.row)],
    });
  }
  return [...endings.values()].sort((a, b) => a.elapsed - b.elapsed);
}

interface Kill {
  readonly elapsed: number;
  readonly row: number;
  readonly process: string;
  readonly note: string;
  readonly killer: Killer;
  /** Written by a process that only a uid column could prove to be the system's (lmkd). */
  readonly isClaim: boolean;
}

/** Kills by somebody other than AOSP, by package, in order of time. */
function killsOf(trace: Trace): ReadonlyMap<string, readonly Kill[]> {
  const kills = new Map<string, Kill[]>();
  for (const row of trace.rowsOfKind(EventKind.processKillReason)) {
    const { process, elapsed, note } = trace.event(row);
    const killer = killerBehind(note);
    if (killer === undefined) continue;
    const isClaim = trace.provenance(row)?.trust === 'claim';
    const known = kills.get(packageOf(process));
    const kill = { elapsed, row, process, note, killer, isClaim };
    if (known === undefined) kills.set(packageOf(process), [kill]);
    else known.push(kill);
  }
  return kills;
}

/** The kill that ended a process of a component's app at this moment. */
function killAt(kills: ReadonlyMap<string, readonly Kill[]>, component: string, elapsed: number): Kill | undefined {
  const ofApp = kills.get(packageOf(component)) ?? [];
  const from = countBefore(ofApp.length, (index) => ofApp[index]!.elapsed < elapsed - SAME_DEATH_MS);
  const kill = ofApp[from];
  return kill !== undefined && kill.elapsed <= elapsed + SAME_DEATH_MS ? kill : undefined;
}

/** The trace up to a moment, without what happened at it. */
function before(trace: Trace, elapsed: number): Trace {
  const builder = new TraceBuilder();
  for (let row = 0; row < trace.length && trace.core.elapsed[row]! < elapsed; row++) builder.add(trace.event(row));
  return builder.finish(trace.meta);
}

/** The same, in which whoever is on screen then leaves it; nothing where nobody is. */
function leavingScreen(trace: Trace, elapsed: number): Trace[] {
  const onTop = new Map<string, NewEvent>();
  for (const row of trace.rowsOfKind(EventKind.processState)) {
    const event = trace.event(row);
    const key = `${event.uid} ${event.process}`;
    if (isTop(event.argument ?? Number.POSITIVE_INFINITY)) onTop.set(key, event);
    else onTop.delete(key);
  }
  if (onTop.size === 0) return [];
  const last = trace.event(trace.length - 1);
  const at = { elapsed, uptime: last.uptime + (elapsed - last.elapsed), argument: ProcessState.LAST_ACTIVITY };
  const builder = new TraceBuilder({ capacity: trace.length + onTop.size });
  for (let row = 0; row < trace.length; row++) builder.add(trace.event(row));
  for (const { kind, uid, process } of onTop.values())
    builder.add({ kind, ...at, ...(uid === undefined ? {} : { uid }), ...(process === undefined ? {} : { process }) });
  return [builder.finish(trace.meta)];
}
