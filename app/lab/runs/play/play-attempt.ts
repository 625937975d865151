/** One case, once: the device made ready, the policy read, the case played, and what came of it written down. */
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import type { CaseGround, Heard, PlayCase, PlayedCase } from '../case/case-ground.js';
import type { PreparedScenario } from '../prepare/prepared-scenario.js';
import { policyReadOnDevice, scenarioOnDevice } from '../prepare/scenario-on-device.js';
import type { DeviceLedger } from '../../ledger/device-ledger.js';
import type { LeasedQueue } from './device-queue.js';
import { openCleanLedger } from './hand-back.js';
import type { CasePlace } from './run-book.js';
import { orTrouble } from './store-trouble.js';

/** Leaves the case done, failed or interrupted; undoes nothing. Throws `StoreTrouble` when it cannot be written down. */
export async function playAttempt(queue: LeasedQueue, prepared: PreparedScenario, place: CasePlace): Promise<void> {
  const { book, options } = queue;
  const attempts = book.case(place).attempts + 1;
  const begunAt = options.now().toISOString();
  orTrouble(
    await book.changeCase(place, { state: 'running', reason: null, attempts, begunAt, endedAt: null, ...nothingYet }),
  );
  book.tell(place, { phase: 'checking', playedMs: 0, waitsFor: null });
  orTrouble(await queue.recorder.record([remark(queue, `case ${place.scenario}: attempt ${attempts} begins`)]));
  const played = await onReadyDevice(queue, prepared, place);
  orTrouble(
    await queue.recorder.record([remark(queue, `case ${place.scenario}: attempt ${attempts} ${played.state}`)]),
  );
  orTrouble(await book.changeCase(place, { ...played, endedAt: options.now().toISOString() }));
}

/** What an earlier attempt found is not that of this one. */
const nothingYet = { environment: null, analysis: null, trace: null, logs: [], notObserved: [] } as const;

const remark = ({ options }: LeasedQueue, text: string): Heard => ({
  source: 'run',
  text,
  receivedMs: options.now().getTime(),
});

const ended = (state: 'interrupted' | 'failed', reason: string): PlayedCase => ({ state, reason, ...nothingYet });

async function onReadyDevice(queue: LeasedQueue, prepared: PreparedScenario, place: CasePlace): Promise<PlayedCase> {
  const { options, leased, signal } = queue;
  const waitMs = options.patience.readyMs;
  const ledger = await openCleanLedger({ leased, place: options.ledger, changes: queue.changes, waitMs, signal });
  if (!ledger.ok) return ended('interrupted', ledger.error.text);
  try {
    return await withLedger(queue, prepared, place, ledger.value);
  } finally {
    queue.changes.learn(ledger.value.records);
    await ledger.value.close();
  }
}

async function withLedger(
  queue: LeasedQueue,
  prepared: PreparedScenario,
  place: CasePlace,
  ledger: DeviceLedger,
): Promise<PlayedCase> {
  const { book, options, leased } = queue;
  const device = leased.describe();
  const read = await policyReadOnDevice(device, leased.port);
  if (!read.ok) return ended('interrupted', `The device was lost before the case began: ${read.error.text}.`);
  const { policy, notes } = read.value;
  const scenario = scenarioOnDevice(prepared.scenario, policy, device.health?.uptimeMs ?? null);
  const obstacle = options.planner.drivable(scenario, device);
  if (obstacle !== null) return ended('failed', obstacle);
  orTrouble(await book.changeCase(place, { prediction: predictScenario(scenario, policy) }));
  book.tell(place, { durationMs: options.planner.playedDuration(scenario, policy) });
  const ground: CaseGround = {
    run: book.id,
    device: leased,
    ledger,
    scenario,
    scenarioId: place.scenario,
    policy,
    toleranceMs: book.run.toleranceMs,
    probeApk: options.probeApk,
    record: (heard) => queue.recorder.record(heard),
    keep: options.keep,
    tell: ({ reason, ...news }) => book.tell(place, { ...news, ...(reason === undefined ? {} : { waitsFor: reason }) }),
    signal: queue.signal,
    now: options.now,
    ...(options.hostClocks === undefined ? {} : { hostClocks: options.hostClocks }),
  };
  const played = await playedOrBroken(options.playCase, ground);
  return { ...played, notObserved: [...notes, ...played.notObserved] };
}

/** A mistake of ours in one case must not keep other devices from being restored: it is written down where people see it. */
async function playedOrBroken(playCase: PlayCase, ground: CaseGround): Promise<PlayedCase> {
  try {
    return await playCase(ground);
  } catch (error) {
    if (ground.signal.aborted) return ended('interrupted', 'The run was ended.');
    const text = error instanceof Error ? error.message : String(error);
    return ended('failed', `A mistake in Curfew ended the case: ${text}.`);
  }
}
