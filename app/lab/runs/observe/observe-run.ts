/**
 * Watches an installed app without the probe: the system's log as a stream, a look with dumpsys now and then, and at the end
 * the comparison. Every command only reads: the device is not changed.
 */
import { fail, type Result } from '../../../../engine/result.js';
import type { AdbPort } from '../../devices/adb-port.js';
import type { LeasedDevice } from '../../devices/device-fleet.js';
import type { Store } from '../../store/store.js';
import type { PlayDevice } from '../play/active-run.js';
import { leaseWhenFree } from '../play/lease-device.js';
import { pause, untilWall } from '../play/waiting.js';
import type { QueueOptions } from '../play/queue-options.js';
import type { CasePlace } from '../play/run-book.js';
import { orTrouble } from '../play/store-trouble.js';
import { policyReadOnDevice, type DevicePolicy } from '../prepare/scenario-on-device.js';
import type { RunCase } from '../run.js';
import { analyseObserved } from './analyse-observed.js';
import { OBSERVED, observedPackage } from './observation.js';
import { knownTail, watchLog } from './watch-log.js';

export interface ObserveOptions extends Pick<QueueOptions, 'fleet' | 'patience' | 'keep' | 'now' | 'hostClocks'> {
  readonly store: Store;
  /** Milliseconds between two looks with dumpsys. */
  readonly everyMs?: number;
}

const EVERY_MS = 10 * 60_000;
/** A dump larger than this is cut: what is asked for is about one app. */
const LONGEST_DUMP = 1 << 20;

type Ground = Parameters<PlayDevice>[0];

interface Watch extends Ground {
  readonly options: ObserveOptions;
  readonly place: CasePlace;
  readonly packageName: string;
  readonly begunMs: number;
  readonly endsMs: number;
  readonly leased: LeasedDevice;
  readonly policy: DevicePolicy;
  readonly notObserved: readonly string[];
}

/** Watches until its time is over, also when it was begun by a lab that was killed meanwhile. */
export async function observeDevice(ground: Ground, options: ObserveOptions): Promise<null> {
  const { book, device, signal } = ground;
  const watched = observedPackage(book.run);
  if (watched === null) throw new Error(`run ${book.id} watches nothing`);
  const place: CasePlace = { scenario: OBSERVED, device };
  const wish = { device, holder: book.id, signal, waitMs: options.patience.leaseMs };
  const leased = await leaseWhenFree(options.fleet, wish);
  if (!leased.ok) {
    await change(ground, place, { state: 'interrupted', reason: leased.error });
    return null;
  }
  try {
    leased.value.setActivity(`watching ${watched.packageName}`);
    const policy = await beforeWatching(leased.value, watched.packageName);
    if (!policy.ok) await change(ground, place, policy.error);
    else await watchApp({ ...ground, ...watched, options, place, leased: leased.value, policy: policy.value });
  } finally {
    await ground.recorder.finish();
    leased.value.setActivity('idle');
    await leased.value.release();
  }
  return null;
}

async function change({ book }: Ground, place: CasePlace, changes: Partial<RunCase>): Promise<void> {
  orTrouble(await book.changeCase(place, changes));
}

type CannotWatch = Pick<RunCase, 'state' | 'reason'>;

async function beforeWatching(
  { port, describe }: LeasedDevice,
  packageName: string,
): Promise<Result<DevicePolicy, CannotWatch>> {
  const silent = (text: string): CannotWatch => ({
    state: 'interrupted',
    reason: `The device does not answer: ${text}.`,
  });
  const path = await port.shell(`pm path ${packageName}`);
  if (!path.ok) return fail(silent(path.error.text));
  if (!path.value.stdout.startsWith('package:'))
    return fail({ state: 'failed', reason: `${packageName} is not installed on the device.` });
  const policy = await policyReadOnDevice(describe(), port);
  return policy.ok ? policy : fail(silent(policy.error.text));
}

async function watchApp(
  ground: Omit<Watch, 'begunMs' | 'endsMs' | 'notObserved'> & { readonly forMs: number },
): Promise<void> {
  const { book, place, options, policy, forMs } = ground;
  const known = book.case(place);
  const begunAt = known.begunAt ?? options.now().toISOString();
  await change(ground, place, { state: 'running', reason: null, attempts: known.attempts + 1, begunAt, endedAt: null });
  const begunMs = Date.parse(begunAt);
  const notObserved = [...known.notObserved, ...policy.notes];
  const watch: Watch = { ...ground, begunMs, endsMs: begunMs + forMs, notObserved };
  const seen = await watchUntilEnd(watch);
  await conclude(watch, seen);
}

/** The log, and beside it the looks. */
async function watchUntilEnd(watch: Watch): Promise<Result<readonly string[], string>> {
  const { book, place, leased, options, recorder, endsMs, device } = watch;
  const known = orTrouble(await knownTail(options.store, { run: book.id, device }));
  const deadline = untilWall(watch.signal, endsMs, options.now);
  const looks = lookNowAndThen(watch, deadline.signal).then(
    () => null,
    (error: unknown) => {
      deadline.abort();
      return { error };
    },
  );
  const onAway = (isAway: boolean): void =>
    book.tell(place, {
      phase: isAway ? 'waiting for device' : 'playing',
      waitsFor: isAway ? 'The device does not answer; its log is read on as soon as it does.' : null,
    });
  let seen: Result<readonly string[], string>;
  try {
    seen = await watchLog({
      leased,
      recorder,
      known,
      deadline,
      now: options.now,
      onAway,
      hostClocks: options.hostClocks,
    });
  } finally {
    deadline.abort();
    deadline.end();
  }
  const broken = await looks;
  if (broken !== null) throw broken.error;
  return seen;
}

async function lookNowAndThen(watch: Watch, signal: AbortSignal): Promise<void> {
  const { options, book, place, begunMs } = watch;
  while (!signal.aborted) {
    await look(watch);
    book.tell(place, { playedMs: options.now().getTime() - begunMs });
    await pause(options.everyMs ?? EVERY_MS, signal);
  }
}

/** What the system says of the app at this moment. A look that fails is one less; the log is what counts. */
async function look({ leased, recorder, packageName, options }: Watch): Promise<void> {
  for (const what of [`activity services ${packageName}`, `activity exit-info ${packageName}`]) {
    const text = await dump(leased.port, `dumpsys ${what}`);
    if (text === null) continue;
    orTrouble(await recorder.record([{ source: `dumpsys ${what}`, text, receivedMs: options.now().getTime() }]));
  }
}

async function dump(port: AdbPort, command: string): Promise<string | null> {
  const answer = await port.shell(command);
  return answer.ok && answer.value.exitCode === 0 ? answer.value.stdout.slice(0, LONGEST_DUMP) : null;
}

/** What was seen is compared in any case, also when the watch was ended before its time. */
async function conclude(watch: Watch, seen: Result<readonly string[], string>): Promise<void> {
  const { book, place, options, recorder, packageName, policy, device, endsMs } = watch;
  await recorder.finish();
  book.tell(place, { phase: 'comparing', waitsFor: null });
  const found = orTrouble(
    await analyseObserved(options.store, {
      run: book.id,
      device,
      packageName,
      policy: policy.policy,
      toleranceMs: book.run.toleranceMs,
      now: options.now(),
    }),
  );
  const trace = orTrouble(await options.keep(`${packageName} on ${book.device(device).name}`, found.trace));
  await change(watch, place, {
    ...endOf(seen, options.now().getTime() >= endsMs),
    endedAt: options.now().toISOString(),
    analysis: found.analysis,
    trace,
    notObserved: [...watch.notObserved, ...(seen.ok ? seen.value : [])],
  });
  book.tell(place, { phase: 'over' });
}

function endOf(seen: Result<unknown, string>, isComplete: boolean): CannotWatch {
  if (!seen.ok) return { state: 'interrupted', reason: seen.error };
  if (isComplete) return { state: 'done', reason: null };
  return { state: 'interrupted', reason: 'The watch was ended before its time.' };
}
