/** Makes a device ready for a case: settings, probe, rights; and reads back that the limits are in force. */
import { createHash } from 'node:crypto';
import { castServices, type Cast } from '../../probe/cast-services.js';
import { measureClocks, type ClockRelation } from '../../probe/clock-relation.js';
import { installProbe } from '../../probe/install-probe.js';
import { probePackage } from '../../probe/probe-app.js';
import type { Change } from '../../ledger/change.js';
import { settingName } from '../../ledger/kinds/kinds.js';
import type { CaseEnvironment } from '../run.js';
import { changesAfterInstall, changesBeforeInstall } from './case-changes.js';
import { CaseFailure, Interruption } from './interruption.js';
import { planDrive, type DrivePlan } from './plan-drive.js';
import type { CaseStage } from './case-stage.js';
import { judgeMissingLimits } from './missing-limits.js';
import { readEnvironment } from './read-environment.js';

export interface PreparedCase {
  readonly packageName: string;
  readonly cast: Cast;
  readonly plan: DrivePlan;
  readonly environment: CaseEnvironment;
  readonly clocks: ClockRelation;
}

/** Throws an `Interruption` or a `CaseFailure`. */
export async function prepareCase(stage: CaseStage): Promise<PreparedCase> {
  const { ground, device, records, notObserved } = stage;
  const { scenario, policy } = ground;
  const cast = castServices(scenario);
  if (!cast.ok) throw new CaseFailure(cast.error);
  const plan = planDrive(scenario, cast.value, ground.run, policy);
  if (!plan.ok) throw new CaseFailure(plan.error);
  notObserved.push(...plan.value.notes);
  const packageName = probePackage(scenario.targetSdk);
  const before = await measure(stage);
  device.expectBoot(before.bootId);
  const refusals = await applyAll(stage, changesBeforeInstall(scenario));
  await install(stage);
  await applyAll(stage, changesAfterInstall(scenario, ground.device.describe().sdk));
  ground.tell({ phase: 'confirming limits' });
  const read = await readEnvironment({
    device,
    policy,
    bootId: before.bootId,
    wanted: scenario.device.config,
    packageName,
    readAt: ground.now(),
  });
  if (!read.ok) throw new CaseFailure(`What is in force cannot be read: ${read.error}`);
  const clocks = await measure(stage);
  if (clocks.bootId !== before.bootId) throw new Interruption('The device restarted while it was prepared.');
  // From the beginning on: the limits were in force before the first line of the log.
  await records.settings({ text: read.value.settingsDump, atMs: clocks.wallMs });
  const different = judgeMissingLimits(scenario, policy, read.value);
  if (!different.ok) throw new CaseFailure([different.error, ...refusals].join(' '));
  notObserved.push(...different.value);
  return {
    packageName,
    cast: cast.value,
    plan: plan.value,
    environment: withClocks(read.value.environment, clocks),
    clocks,
  };
}

/** Throws an `Interruption` when the device does not answer. */
export async function measure({ device, records, interrupter }: CaseStage): Promise<ClockRelation> {
  const clocks = await interrupter.race(measureClocks(device.ask, () => performance.now()));
  if (!clocks.ok) throw new Interruption(`The clocks of the device cannot be read: ${clocks.error}`);
  await records.hear('clocks', [JSON.stringify(clocks.value)]);
  return clocks.value;
}

function withClocks(environment: CaseEnvironment, { errorMs }: ClockRelation): CaseEnvironment {
  const value = `known to ±${errorMs.toFixed(1)} ms`;
  return { ...environment, facts: [...environment.facts, { name: 'clocks of lab and device', value }] };
}

async function install({ ground, device, session, interrupter, records }: CaseStage): Promise<void> {
  ground.tell({ phase: 'installing' });
  const { targetSdk } = ground.scenario;
  const apk = await interrupter.race(ground.probeApk(targetSdk));
  if (!apk.ok) throw new CaseFailure(apk.error);
  const installed = await interrupter.race(installProbe({ port: device.port, session, targetSdk, apk: apk.value }));
  const sha256 = createHash('sha256').update(apk.value).digest('hex');
  await records.hear('probe', [JSON.stringify({ package: probePackage(targetSdk), bytes: apk.value.length, sha256 })]);
  if (installed.ok) return;
  const { isLost, text } = installed.error;
  throw isLost ? new Interruption(text) : new CaseFailure(text);
}

/** Limits that are refused are looked at when they are read back; other refusals are told and played without. */
async function applyAll(
  { session, interrupter, notObserved }: CaseStage,
  changes: readonly Change[],
): Promise<readonly string[]> {
  const results = await interrupter.race(session.applyAll(changes));
  const refusals: string[] = [];
  results.forEach((result, index) => {
    const change = changes[index];
    if (change === undefined || result.outcome === 'already' || result.outcome === 'applied') return;
    const { kind, target } = change;
    const name = settingName(kind, target);
    if (result.outcome === 'unknown' || session.ended !== undefined)
      throw new Interruption(`What became of ${name} is not known: ${result.why}`);
    refusals.push(`The device did not take ${name} = ${change.want}: ${result.why}`);
  });
  notObserved.push(...refusals);
  return refusals;
}
