/** After the last step: the rest of the log, the probe's own journal, and what the device says of services and dead processes. */
import { word } from '../../ledger/shell-text.js';
import type { ClockRelation } from '../../probe/clock-relation.js';
import { fetchJournal } from '../../probe/probe-journal.js';
import { Interruption } from './interruption.js';
import type { Listening } from './listen.js';
import type { CaseStage } from './case-stage.js';
import { measure, type PreparedCase } from './prepare-case.js';

/** Answers with the device's clocks at the moment up to which everything was heard. */
export async function collectEvidence(
  stage: CaseStage,
  prepared: PreparedCase,
  listening: Listening,
): Promise<ClockRelation> {
  const { device, records, interrupter, notObserved } = stage;
  const ended = await measure(stage);
  const { packageName } = prepared;
  for (const question of [
    `dumpsys activity services ${word(packageName)}`,
    `dumpsys activity exit-info ${word(packageName)}`,
  ]) {
    const answer = await device.ask(question);
    if (answer.ok) await records.hear(question, [answer.value.stdout]);
    else notObserved.push(`"${question}" was not answered: ${answer.error}`);
  }
  const rest = await interrupter.race(listening.log.finish());
  if (!rest.ok) throw new Interruption(`The log broke off: ${rest.error}`);
  const journal = await fetchJournal(device.ask, packageName);
  if (!journal.ok) notObserved.push(`The journal of the probe cannot be read: ${journal.error}`);
  else {
    const refilled = await records.journal(journal.value, listening.sinceMs);
    if (refilled > 0) notObserved.push(`${refilled} lines of the probe are from its journal, not from the log.`);
  }
  if (listening.log.reopened > 1) notObserved.push('The log was opened again after the connection was lost.');
  if (records.isCut) notObserved.push('The log is longer than what is kept of it as text.');
  return ended;
}
