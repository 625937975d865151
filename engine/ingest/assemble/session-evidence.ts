/**
 * What lies around a moment in the life of a service: the stop event that follows a cancelled timer, the death that explains
 * a bring-down, the duration that tells an unseen start. Believed facts only, looked up by time.
 */
import { userOfUid } from '../../android/uids.js';
import type { TimedFact } from '../clock/moments.js';
import type { FactBody } from '../fact.js';
import type { Identities } from './identities.js';
import { isVote } from './system-server.js';

type FgsEvent = Extract<FactBody, { kind: 'fgs-event' }>;
type Refusal = Extract<FactBody, { kind: 'fgs-start-refused' }>;

/** The event log tells one thing so shortly before or after the line of the activity manager. */
const SAME_THING_MS = 2_000;
/** The event of a start follows the decision about it within this time (the promise of startForegroundService is shorter). */
const START_FOLLOWS_MS = 30_000;
/** The event of a bring-down lies this close to the death that caused it. */
const DEATH_EXPLAINS_STOP_MS = 1_000;
const RESTART_FOLLOWS_MS = 60_000;

interface Told<T> {
  readonly elapsed: number;
  readonly what: T;
}

export const serviceKey = (user: number, component: string): string => `${user}/${component}`;

export class SessionEvidence {
  readonly #events = new Map<string, Told<FgsEvent>[]>();
  readonly #cancels = new Map<string, Told<true>[]>();
  readonly #restarts = new Map<string, Told<true>[]>();
  readonly #refusals = new Map<string, Told<Refusal['call']>[]>();
  readonly #idleAges = new Map<string, Told<number>[]>();
  readonly #deaths = new Map<string, Told<number | undefined>[]>();
  /** From when on the event log tells every start and stop; Infinity when it never does. */
  readonly #eventsFrom: number;
  /** From when on a start would have been seen at all; `undefined` when no line of system_server is there. */
  readonly watchedFrom: number | undefined;

  constructor(believed: readonly TimedFact[], identities: Identities) {
    let hasEvents = false;
    for (const { body, elapsed } of believed) {
      switch (body.kind) {
        case 'fgs-event':
          hasEvents ||= body.transition !== 'denied';
          add(this.#events, serviceKey(body.user, body.component), elapsed, body);
          break;
        case 'fgs-timer-cancelled':
          add(this.#cancels, serviceKey(body.service.user, body.service.component), elapsed, true);
          break;
        case 'fgs-start-refused':
          add(this.#refusals, body.component, elapsed, body.call);
          break;
        case 'service-stopped-idle':
          if (body.ageMs !== undefined)
            add(this.#idleAges, serviceKey(userOfUid(body.uid), body.component), elapsed, body.ageMs);
          break;
        case 'restart-scheduled':
          add(this.#restarts, body.component, elapsed, true);
          break;
        case 'process-died':
          add(this.#deaths, body.processName, elapsed, userOf(identities.uidOfPid(body.pid, elapsed)));
          break;
        case 'process-killed':
          add(this.#deaths, body.processName, elapsed, userOf(body.uid));
          break;
        default:
          break;
      }
    }
    const ofLogs = believed.filter(({ channel }) => channel !== 'dump');
    const firstEvent = ofLogs.find(({ channel }) => channel === 'event-log')?.elapsed;
    this.#eventsFrom = hasEvents ? (firstEvent ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    this.watchedFrom = hasEvents ? firstEvent : ofLogs.find(({ body }) => isVote(body.kind))?.elapsed;
  }

  /** The event of the start that was decided about at this moment. */
  hasStartAfter(key: string, elapsed: number): boolean {
    return between(this.#events.get(key), elapsed, elapsed + START_FOLLOWS_MS).some(
      ({ what }) => what.transition === 'start',
    );
  }

  tellsStartsAt(elapsed: number): boolean {
    return elapsed >= this.#eventsFrom;
  }

  /** The stop event that belongs to a timer cancelled at this moment. */
  stopAfter(key: string, elapsed: number): FgsEvent | undefined {
    return between(this.#events.get(key), elapsed, elapsed + SAME_THING_MS).find(
      ({ what }) => what.transition === 'stop',
    )?.what;
  }

  /** How long the service had been in the foreground at this moment, in uptime, where an event close by says so. */
  durationAt(key: string, elapsed: number): number | undefined {
    const found = between(this.#events.get(key), elapsed - SAME_THING_MS, elapsed + SAME_THING_MS).find(
      ({ what }) => (what.transition === 'stop' || what.transition === 'timed-out') && what.durationMs > 0,
    );
    return found === undefined ? undefined : found.what.durationMs - (found.elapsed - elapsed);
  }

  /** The call that was refused right after it was decided about at this moment. */
  refusedCallAfter(component: string, elapsed: number): Refusal['call'] | undefined {
    return between(this.#refusals.get(component), elapsed, elapsed + SAME_THING_MS)[0]?.what;
  }

  /** How long ago the record of a service that an idle stop ended was made, where a line close by says so. */
  idleAgeAt(key: string, elapsed: number): number | undefined {
    return between(this.#idleAges.get(key), elapsed - SAME_THING_MS, elapsed + SAME_THING_MS)[0]?.what;
  }

  isTimerCancelledNear(key: string, elapsed: number): boolean {
    return (
      between(this.#cancels.get(key), elapsed - DEATH_EXPLAINS_STOP_MS, elapsed + DEATH_EXPLAINS_STOP_MS).length > 0
    );
  }

  hasDeathNear(process: string, user: number, elapsed: number): boolean {
    return between(this.#deaths.get(process), elapsed - DEATH_EXPLAINS_STOP_MS, elapsed + DEATH_EXPLAINS_STOP_MS).some(
      ({ what }) => what === undefined || what === user,
    );
  }

  /** The system schedules a restart of the service around a death at this moment. */
  isRestarted(component: string, elapsed: number): boolean {
    return (
      between(this.#restarts.get(component), elapsed - RESTART_FOLLOWS_MS, elapsed + RESTART_FOLLOWS_MS).length > 0
    );
  }
}

function userOf(uid: number | undefined): number | undefined {
  return uid === undefined || uid < 0 ? undefined : userOfUid(uid);
}

function add<T>(map: Map<string, Told<T>[]>, key: string, elapsed: number, what: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [{ elapsed, what }]);
  else list.push({ elapsed, what });
}

/** `list` is in order of time. */
function between<T>(list: readonly Told<T>[] | undefined, from: number, to: number): readonly Told<T>[] {
  if (list === undefined) return [];
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.elapsed < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < list.length && list[end]!.elapsed <= to) end++;
  return list.slice(low, end);
}
