/**
 * Which process is on top of the screen. Known continuously where the log has resumed-activity events or a battery
 * history; otherwise only at the moments when a line about a start happens to say so.
 */
import { packageOf } from '../../android/components.js';
import { ProcessState } from '../../android/process-states.js';
import { userOfCaller } from '../../android/uids.js';
import { EventKind } from '../../trace/event-kind.js';
import type { TimedFact } from '../clock/moments.js';
import type { RowSink } from './row-sink.js';

interface TopProcess {
  readonly uid: number;
  readonly process: string;
}

export class TopOfScreen {
  #top: TopProcess | undefined;
  /** Whether some source tells every coming and going. */
  readonly isContinuous: boolean;

  constructor(
    readonly rows: RowSink,
    believed: readonly TimedFact[],
  ) {
    this.isContinuous = believed.some(
      ({ body }) => body.kind === 'activity-top' && body.entered && body.packageName !== '',
    );
  }

  /** Before the services of the same line: who is on top decides what a start does. */
  before(fact: TimedFact): void {
    const { body } = fact;
    if (body.kind === 'process-died' || body.kind === 'process-killed') {
      if (this.#top?.process === body.processName) this.#top = undefined;
    } else if (body.kind === 'boot') this.#top = undefined;
    // Without a package it is the app's own word about itself, which any app may write; the system's events tell the same.
    else if (body.kind === 'activity-top' && body.packageName !== '') {
      const process = { uid: body.uid ?? this.rows.identities.uidOf(body.packageName), process: body.packageName };
      if (body.entered) this.#enter(fact, process);
      else if (this.#top?.process === process.process) this.#leave(fact, ProcessState.LAST_ACTIVITY);
    } else if (body.kind === 'screen' && !body.on) this.#leave(fact, ProcessState.TOP_SLEEPING);
    else if (saysTop(fact)) {
      const sampled = this.#sampled(fact);
      if (sampled !== undefined && this.#top?.process !== sampled.process) this.#write(fact, sampled, ProcessState.TOP);
    }
  }

  /** After them: a sample says nothing about the time that follows, so the process is taken to leave at once. */
  after(fact: TimedFact): void {
    if (!saysTop(fact)) return;
    const sampled = this.#sampled(fact);
    if (sampled !== undefined && this.#top?.process !== sampled.process)
      this.#write(fact, sampled, ProcessState.LAST_ACTIVITY);
  }

  #sampled({ body }: TimedFact): TopProcess | undefined {
    if (body.kind === 'fgs-event') return this.#hostOf(body.component, body.user);
    // The state is the caller's: it says something about the service's process only where the two are one app.
    if (body.kind !== 'fgs-start-decision' || body.component === undefined) return undefined;
    if (packageOf(body.component) !== body.callingPackage) return undefined;
    return this.#hostOf(body.component, userOfCaller(body.callingUid));
  }

  #hostOf(component: string, user: number): TopProcess {
    const { uid, process } = this.rows.service(component, user);
    return { uid, process };
  }

  #enter(fact: TimedFact, process: TopProcess): void {
    if (this.#top?.process === process.process) return;
    this.#leave(fact, ProcessState.LAST_ACTIVITY);
    this.#top = process;
    this.#write(fact, process, ProcessState.TOP);
  }

  #leave(fact: TimedFact, state: number): void {
    if (this.#top !== undefined) this.#write(fact, this.#top, state);
    this.#top = undefined;
  }

  #write(fact: TimedFact, process: TopProcess, state: number): void {
    this.rows.proven(EventKind.processState, fact, { ...process, argument: state });
  }
}

/** Lines about an accepted start that say that the app was on top: `uidState: TOP`, `code:PROC_STATE_TOP`. */
function saysTop({ body }: TimedFact): boolean {
  if (body.kind === 'fgs-start-decision')
    return body.allowed && body.uidState !== undefined && body.uidState <= ProcessState.TOP;
  return body.kind === 'fgs-event' && body.transition === 'start' && body.startReason === 'PROC_STATE_TOP';
}
