/**
 * The log of a watched device: every line once, over lost cables, restarts of the device, and labs that were killed and opened
 * again. Changes nothing on the device.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { formatDuration } from '../../../../engine/time-format.js';
import type { AdbPort } from '../../devices/adb-port.js';
import type { LeasedDevice } from '../../devices/device-fleet.js';
import { SleepWatch, type HostClocks } from '../../devices/host-sleep.js';
import { DeviceLog } from '../../probe/device-log.js';
import { LogOverlap } from '../../probe/log-overlap.js';
import type { StoreReader } from '../../store/store.js';
import type { StoreError } from '../../store/store-error.js';
import type { ObservationRecorder } from '../play/observation-recorder.js';
import { aborted, type Deadline } from '../play/waiting.js';
import { orTrouble } from '../play/store-trouble.js';

export const LOG_SOURCE = 'logcat';

export interface LogWatch {
  readonly leased: LeasedDevice;
  readonly recorder: ObservationRecorder;
  /** What an earlier lab had kept already. */
  readonly known: LogOverlap;
  readonly deadline: Deadline;
  readonly now: () => Date;
  readonly onAway: (isAway: boolean) => void;
  readonly hostClocks: HostClocks | undefined;
}

/** So many lines of an earlier lab are looked at: more than the log says in the second that readings overlap. */
const TAIL = 20_000;

/** The end of what was kept of a device's log; empty when the watch begins. */
export async function knownTail(
  store: StoreReader,
  place: { readonly run: string; readonly device: string },
): Promise<Result<LogOverlap, StoreError>> {
  const overlap = new LogOverlap();
  const next = await store.nextSequences(place.run);
  if (!next.ok) return next;
  const from = Math.max(0, (next.value.get(place.device) ?? 0) - TAIL);
  const page = await store.observations({ ...place, from, limit: TAIL });
  if (!page.ok) return page;
  overlap.fresh(page.value.filter(({ source }) => source === LOG_SOURCE).map(({ text }) => text));
  return ok(overlap);
}

/**
 * Watches until the deadline and answers with what could not be observed, one sentence each; the error says why it could not
 * go on. Throws `StoreTrouble` when what was heard cannot be kept.
 */
export async function watchLog(watch: LogWatch): Promise<Result<readonly string[], string>> {
  const { leased, deadline, known } = watch;
  const sinceMs = known.readFrom ?? (await deviceTime(leased.port));
  if (sinceMs === undefined) return fail('The device does not tell its time.');
  const gaps = new Gaps();
  const keeper = new Keeper(watch, gaps);
  let broken: string | null = null;
  const log = new DeviceLog({
    port: leased.port,
    sinceMs,
    signal: deadline.signal,
    onLines: (lines) => keeper.keep(lines),
    onGap: () => gaps.miss(),
    whenBack: () => whenBack(watch, gaps),
    onBroken: (why) => {
      broken = why;
      deadline.abort();
    },
  });
  const opened = await log.open();
  if (!opened.ok) return fail(`The log cannot be read: ${opened.error}.`);
  watch.onAway(false);
  const sleep = new SleepWatch((ms) => gaps.slept(ms, watch.now()), watch.hostClocks);
  await aborted(deadline.signal);
  sleep.end();
  const finished = await log.finish();
  if (keeper.trouble !== null) throw keeper.trouble;
  if (broken !== null) return fail(`The log cannot be followed any more: ${String(broken)}.`);
  if (!finished.ok) gaps.miss();
  return ok(gaps.sentences);
}

/** What an earlier lab kept is left out; the rest goes to the disk before the device says more. */
class Keeper {
  /** Why nothing more could be kept. */
  trouble: Error | null = null;
  #isFirst = true;

  constructor(
    private readonly watch: LogWatch,
    private readonly gaps: Gaps,
  ) {
    watch.known.readsAgain();
  }

  async keep(lines: readonly string[]): Promise<void> {
    const { known, recorder, now } = this.watch;
    const receivedMs = now().getTime();
    const fresh = known.fresh(lines);
    if (this.#isFirst && !known.hasMet) this.gaps.miss();
    this.#isFirst = false;
    try {
      orTrouble(await recorder.record(fresh.map((text) => ({ source: LOG_SOURCE, text, receivedMs }))));
    } catch (error) {
      this.trouble = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}

async function whenBack({ leased, deadline, now, onAway }: LogWatch, gaps: Gaps): Promise<Result<void, string>> {
  const from = now();
  onAway(true);
  const ready = await leased.whenReady(deadline.signal);
  // Time is up: the reading of the rest is not the business of who waits for the device.
  if (deadline.signal.aborted) return ok(undefined);
  gaps.add(from, now());
  onAway(false);
  return ready;
}

/** Epoch milliseconds of the device's wall clock, to the second. */
async function deviceTime(port: AdbPort): Promise<number | undefined> {
  const answer = await port.shell('date +%s');
  const seconds = answer.ok ? /^[0-9]{1,11}/.exec(answer.value.stdout)?.[0] : undefined;
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

const MOST_GAPS = 100;

/** When the device was away; a bad cable makes thousands of gaps in a day, of which the first are told one by one. */
class Gaps {
  readonly #told: string[] = [];
  #more = 0;
  #missing = 0;

  add(from: Date, to: Date): void {
    const away = `The device was away for ${formatDuration(to.getTime() - from.getTime())} from ${from.toISOString()} on`;
    this.#tell(away);
  }

  /** The computer did, and woke just now. */
  slept(forMs: number, wokeAt: Date): void {
    const slept = formatDuration(Math.round(forMs / 1_000) * 1_000);
    this.#tell(`The computer slept, or Curfew was stopped, for ${slept} until ${wokeAt.toISOString()}`);
  }

  #tell(what: string): void {
    if (this.#told.length >= MOST_GAPS) this.#more++;
    else this.#told.push(`${what}; what the device's log still held of that time was read afterwards.`);
  }

  /** The log did not hold all of it any more. */
  miss(): void {
    this.#missing++;
  }

  get sentences(): readonly string[] {
    return [
      ...this.#told,
      ...(this.#more === 0 ? [] : [`So it was ${this.#more} times more.`]),
      ...(this.#missing === 0
        ? []
        : [`Lines of its log may be missing in ${this.#missing} places: the device held them no longer.`]),
    ];
  }
}
