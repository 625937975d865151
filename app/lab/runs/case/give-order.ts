/** Gives one order of a scenario to the device, and answers with what the device said. */
import { measureClocks, type ClockRelation } from '../../probe/clock-relation.js';
import type { Change } from '../../ledger/change.js';
import type { CaseStage } from './case-stage.js';
import { CaseFailure, Interruption } from './interruption.js';
import { settingsQuestion } from './read-environment.js';

/** A restart takes a phone up to some minutes. */
const RESTART_MS = 300_000;
const ASK_AGAIN_MS = 250;
const LONGEST_ANSWER = 1_000;
/** `am` ends with exit code 0 after much that it could not do. */
const REFUSAL = /^(?:Error|Exception|Unknown command|java\.lang\.)/m;

export async function giveByShell({ device, notObserved }: CaseStage, line: string, words: string): Promise<string> {
  const answer = await device.give(line);
  if (!answer.ok) {
    notObserved.push(`Whether "${words}" reached the device is not known: ${answer.error.text}.`);
    return answer.error.text;
  }
  const { exitCode, stdout, stderr } = answer.value;
  const said = `${stdout}\n${stderr}`.trim().slice(0, LONGEST_ANSWER);
  if (exitCode !== 0 || REFUSAL.test(said)) throw new CaseFailure(`The device refused "${words}": ${said}`);
  return said;
}

/** A limit that was changed is read back, so that the comparison knows it from that moment on. */
export async function giveByLedger(stage: CaseStage, change: Change, words: string): Promise<string> {
  const { session, interrupter, notObserved, records, device } = stage;
  const applied = await interrupter.race(session.apply(change));
  if (applied.outcome === 'unknown') throw new Interruption(`What became of "${words}" is not known: ${applied.why}`);
  if (applied.outcome === 'refused' || applied.outcome === 'overwritten')
    notObserved.push(`The device did not take "${words}": ${applied.why}`);
  if (change.kind !== 'device_config' && change.kind !== 'setting') return applied.outcome;
  const clocks = await interrupter.race(measureClocks(device.ask, () => performance.now()));
  const dump = await device.ask(settingsQuestion);
  if (clocks.ok && dump.ok) await records.settings({ text: dump.value.stdout, atMs: clocks.value.wallMs });
  else notObserved.push(`What is in force after "${words}" could not be read.`);
  return applied.outcome;
}

/** Settles when the device answers under another boot; answers with its clocks. */
export async function restartDevice(stage: CaseStage, boot: string): Promise<ClockRelation> {
  const { device, interrupter, records } = stage;
  device.expectRestart();
  const gone = await device.give('reboot');
  // A device that goes down at once answers nothing; that is no failure of the order.
  await records.hear('lab', [`reboot: ${gone.ok ? 'accepted' : gone.error.text}`]);
  const deadline = performance.now() + RESTART_MS;
  for (;;) {
    await device.back();
    const clocks = await interrupter.race(measureClocks(device.ask, () => performance.now()));
    if (clocks.ok && clocks.value.bootId !== boot) {
      device.expectBoot(clocks.value.bootId);
      await records.hear('clocks', [JSON.stringify(clocks.value)]);
      return clocks.value;
    }
    // Still up under the boot before, or gone again just now.
    if (performance.now() > deadline) throw new Interruption('The device was told to restart and did not.');
    await interrupter.until(performance.now() + ASK_AGAIN_MS);
  }
}
