/** After the last step: what was made ready is still there, or somebody else has used the device meanwhile. */
import { word } from '../../ledger/shell-text.js';
import type { CaseStage } from './case-stage.js';
import { Interruption } from './interruption.js';
import type { PreparedCase } from './prepare-case.js';
import { settingsIn, settingsQuestion } from './read-environment.js';

/** Throws an `Interruption` when the probe is gone: silence after that says nothing about Android. */
export async function confirmGround(
  { ground, device, notObserved }: Pick<CaseStage, 'ground' | 'device' | 'notObserved'>,
  { packageName, environment }: Pick<PreparedCase, 'packageName' | 'environment'>,
): Promise<void> {
  const installed = await device.ask(`pm path ${word(packageName)}`);
  if (installed.ok && !installed.value.stdout.startsWith('package:'))
    throw new Interruption('The probe was removed while the case was played: somebody else has used the device.');
  const changing = new Set(ground.scenario.steps.flatMap((step) => (step.do === 'setConfig' ? [step.key] : [])));
  const ours = environment.limits.filter(({ name, origin }) => origin === 'set for this run' && !changing.has(name));
  if (ours.length === 0) return;
  const dump = await device.ask(settingsQuestion);
  if (!dump.ok) return void notObserved.push(`Limits could not be read once more at the end: ${dump.error}`);
  const now = new Map(settingsIn(dump.value.stdout));
  for (const { name, value } of ours) {
    const found = now.get(name);
    if (found !== undefined && found !== value)
      notObserved.push(`${name} was ${value} at the beginning and ${found} at the end: somebody else has changed it.`);
  }
}
