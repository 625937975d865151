/**
 * Which process states of a recording tell a rule anything: those that come to TOP or leave it, of apps that some rule asks
 * about. The others are left out when the recording is compiled.
 */
import { ServiceType } from '../android/service-types.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { Numbering } from './numbering.js';
import { acceptedTypes, isTop } from './program.js';

/** What is known of a process: nothing, so that its next state counts; whether it is TOP; that no rule ever asks. */
const Known = { nothing: 0, notTop: 1, top: 2, unasked: 3 } as const;

/** Types whose limits ask whether the app is on top. */
const LIMITED = ServiceType.dataSync | ServiceType.mediaProcessing;

const UID_SLOTS = 1_024;

export class KnownStates {
  #known = new Uint8Array(64);
  #uidsUnderLimits: ReadonlySet<number> | undefined;

  constructor(
    readonly numbering: Numbering,
    readonly trace: Trace,
  ) {}

  /** False for a row that tells a rule nothing. The row's subjects stand in `numbering`. */
  isNews(kind: number, argument: number): boolean {
    const { process, app } = this.numbering;
    switch (kind) {
      case EventKind.processState:
        return this.#isNewState(process, argument);
      case EventKind.processStarted:
      case EventKind.processDied:
        this.#set(process, Known.nothing);
        return true;
      case EventKind.forceStop:
      case EventKind.packageRemoved:
        this.numbering.processes.forEach((candidate, index) => {
          if (candidate.app === app) this.#set(index, Known.nothing);
        });
        return true;
      case EventKind.boot:
      case EventKind.shutdown:
        this.#known.fill(Known.nothing);
        return true;
      default:
        return true;
    }
  }

  #isNewState(process: number, state: number): boolean {
    if (Number.isNaN(state)) return false;
    const before = process < this.#known.length ? this.#known[process]! : Known.nothing;
    if (before === Known.unasked) return false;
    const now = isTop(state) ? Known.top : Known.notTop;
    if (before === now) return false;
    if (before === Known.nothing && !this.#isAsked()) {
      this.#set(process, Known.unasked);
      return false;
    }
    this.#set(process, now);
    return true;
  }

  #isAsked(): boolean {
    this.#uidsUnderLimits ??= uidsUnderLimits(this.trace);
    return this.#uidsUnderLimits.has(this.numbering.apps[this.numbering.app]!.uid);
  }

  #set(process: number, state: number): void {
    if (process >= this.#known.length) {
      const larger = new Uint8Array(2 * (process + 1));
      larger.set(this.#known);
      this.#known = larger;
    }
    this.#known[process] = state;
  }
}

/** Uids of which a row asks a rule about TOP: a service of a limited type, or a report that the uid is idle. */
function uidsUnderLimits({ core, length }: Trace): ReadonlySet<number> {
  const { kind, types, uid } = core;
  const uids = new Set<number>();
  // By slot, what was added last: most rows add what is there.
  const added = new Int32Array(UID_SLOTS);
  for (let row = 0; row < length; row++) {
    const value = kind[row]!;
    if (value !== EventKind.startForeground && value !== EventKind.uidIdle) continue;
    const slot = uid[row]! & (UID_SLOTS - 1);
    if (added[slot] === uid[row] && uid[row] !== 0) continue;
    if (value !== EventKind.uidIdle && (acceptedTypes(types[row]!) & LIMITED) === 0) continue;
    added[slot] = uid[row]!;
    uids.add(uid[row]!);
  }
  return uids;
}
