/** `curfew restore`: undoes what runs left on devices, whoever ran them, and says what it could not. */
import path from 'node:path';
import type { AdbPort } from '../../lab/devices/adb-port.js';
import { portOfConnection } from '../../lab/devices/adb/connection-port.js';
import { adbServerFrom, addressText } from '../../lab/devices/adb/server-address.js';
import { listConnections } from '../../lab/devices/adb/server-calls.js';
import type { EntryRecord } from '../../lab/ledger/change.js';
import { DeviceLedger } from '../../lab/ledger/device-ledger.js';
import { desktopOf, knownDevices, type KnownDevice } from '../../lab/ledger/journal/journal-folder.js';
import type { RestoredSetting } from '../../lab/ledger/steps/restore-device.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';

export const restoreHelp = `curfew restore [SERIAL...] [options]

Undoes every change that a run left on the connected devices (or on those named), last change first.
Each setting is compared before: what somebody else changed meanwhile is left alone and reported.
Safe to repeat. Works from any computer: the device carries a copy of the journal.

SERIAL is what adb devices prints, or the device's own serial number (ro.serialno).

  --list               only say what is not undone, with the command for each; touches no device
  --abandon            after trying: give up on what cannot be put back and free the device
  --data DIR           the data folder (default: CURFEW_DATA, else the system's place for data)
  --format text|json   default: text

Exit code: 0 everything is as it was, 1 something is not (it is listed), 2 usage, 3 no adb server or
no such device.`;

/** A setting of the answer, in words that other programs can rely on. */
interface SettingAnswer {
  readonly kind: string;
  readonly target: Readonly<Record<string, string>>;
  readonly outcome: RestoredSetting['outcome'] | 'changed-again' | 'open' | 'abandoned';
  readonly expected: string | null | undefined;
  readonly found: string | null | undefined;
  readonly why: string;
  readonly command: string;
  readonly run: string;
  readonly desktop: string;
}

interface DeviceAnswer {
  /** As adb calls it; null for a device that is not connected. */
  readonly serial: string | null;
  readonly serialno: string | null;
  /** Why nothing was done, or null. */
  readonly error: string | null;
  readonly settings: readonly SettingAnswer[];
  /** Journals that could not be read or written, in words. */
  readonly notes: readonly string[];
}

const isDone = ({ outcome }: SettingAnswer): boolean =>
  outcome === 'restored' || outcome === 'as-before' || outcome === 'gone';

export async function restoreCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files: serials } = parseCommandLine(args, {
    list: { type: 'boolean' },
    abandon: { type: 'boolean' },
    data: { type: 'string' },
    format: { type: 'string' },
  });
  const { format = 'text' } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  if (values.list === true && values.abandon === true) throw usageError('--list touches nothing: leave out --abandon.');
  const folder = path.join(dataFolder(values.data), 'ledger');
  const devices =
    values.list === true
      ? await listOpen(folder, serials)
      : await restoreConnected(folder, serials, values.abandon === true);
  const text = devices.map(describeDevice).join('\n\n');
  if (format === 'json') writeResult(JSON.stringify({ curfew: 'restore/1', devices }, null, 2), undefined);
  else
    writeResult(
      text === '' ? 'Nothing to undo: no journal knows of a change, and no device is connected.' : text,
      undefined,
    );
  if (devices.some(({ error }) => error?.startsWith(NOT_CONNECTED) === true)) return ExitCode.unreadable;
  const isClean = devices.every(
    ({ error, settings, notes }) => error === null && notes.length === 0 && settings.every(isDone),
  );
  return isClean ? ExitCode.asPredicted : ExitCode.divergence;
}

async function listOpen(folder: string, serials: readonly string[]): Promise<readonly DeviceAnswer[]> {
  const { devices, unreadable: notes } = await knownDevices(folder);
  const wanted = devices.filter(({ device }) => serials.length === 0 || serials.includes(device.serialno));
  const answers = wanted.map(absentDevice).filter(({ settings, notes: of }) => settings.length > 0 || of.length > 0);
  if (notes.length === 0) return answers;
  return [...answers, { serial: null, serialno: null, error: null, settings: [], notes }];
}

/** What this desktop knows of a device without asking it. */
function absentDevice({ file, device, open, problems }: KnownDevice): DeviceAnswer {
  const settings = open.map((entry) => settingOf(entry, 'open', 'not undone yet', entry.undo));
  const notes = problems.map(({ line, text }) => `${file}, line ${line}: ${text}`);
  return { serial: null, serialno: device.serialno, error: null, settings, notes };
}

function settingOf(entry: EntryRecord, outcome: SettingAnswer['outcome'], why: string, command: string): SettingAnswer {
  const { kind, target, before, run, desktop } = entry;
  return { kind, target, outcome, expected: before, found: undefined, why, command, run, desktop: desktop.name };
}

async function restoreConnected(
  folder: string,
  serials: readonly string[],
  isAbandoning: boolean,
): Promise<readonly DeviceAnswer[]> {
  const server = adbServerFrom(process.env);
  const listed = await listConnections(server);
  if (!listed.ok) {
    const open = (await listOpen(folder, serials)).map(describeDevice).join('\n\n');
    throw unreadable(
      `No adb server answers on ${addressText(server)} (${listed.error.text}).\nStart it with: adb start-server${open === '' ? '' : `\n\nKnown to be open, to be undone by hand with adb shell:\n\n${open}`}`,
    );
  }
  const desktop = await desktopOf(folder);
  if (!desktop.ok) throw unreadable(desktop.error);
  const connected = listed.value;
  const answers: DeviceAnswer[] = [];
  const missing = new Set(serials);
  for (const connection of connected) {
    const { serial, state, said } = connection;
    const port = state === 'device' ? await portOfConnection(server, connection) : undefined;
    const names = port?.ok === true && serials.length > 0 ? [serial, await serialNumber(port.value)] : [serial];
    if (serials.length > 0 && !serials.some((name) => names.includes(name))) continue;
    for (const name of names) missing.delete(name);
    if (port?.ok !== true) {
      const todo = state === 'unauthorized' ? 'accept the key on its screen' : 'reconnect it';
      const error = port === undefined ? `adb says "${said}": ${todo}` : port.error.text;
      answers.push({ serial, serialno: null, error, settings: [], notes: [] });
      continue;
    }
    const ledger = await DeviceLedger.open({ port: port.value, folder, desktop: desktop.value });
    if (!ledger.ok) answers.push({ serial, serialno: null, error: ledger.error, settings: [], notes: [] });
    else answers.push(await restoreOne(serial, ledger.value, isAbandoning));
  }
  const names = connected.map(({ serial }) => serial).join(', ');
  for (const name of missing) answers.push(notConnected(name, names === '' ? 'nothing' : names));
  const seen = new Set(answers.map(({ serialno }) => serialno));
  const absent = serials.length > 0 ? [] : await listOpen(folder, []);
  return [...answers, ...absent.filter(({ serialno, settings }) => settings.length > 0 && !seen.has(serialno))];
}

const NOT_CONNECTED = 'not connected';

function notConnected(serialno: string, connected: string): DeviceAnswer {
  return { serial: null, serialno, error: `${NOT_CONNECTED}; connected: ${connected}`, settings: [], notes: [] };
}

async function serialNumber(port: AdbPort): Promise<string> {
  const answer = await port.shell('getprop ro.serialno');
  return answer.ok ? answer.value.stdout.trim() : '';
}

async function restoreOne(serial: string, ledger: DeviceLedger, isAbandoning: boolean): Promise<DeviceAnswer> {
  const notes = [
    ...ledger.unrecorded,
    ...ledger.problems.map(({ where, line, text }) =>
      where === 'desktop' ? `${ledger.file}, line ${line}: ${text}` : `the copy on the device, line ${line}: ${text}`,
    ),
  ];
  const report = await ledger.restore();
  notes.push(...report.unrecorded);
  const settings: SettingAnswer[] = [];
  for (const setting of report.settings) settings.push(answerOf(setting, setting.outcome));
  for (const setting of report.changedAgain) settings.push(answerOf(setting, 'changed-again'));
  if (isAbandoning && report.lost === undefined) {
    const left = ledger.open;
    notes.push(...(await ledger.abandon('curfew restore --abandon')));
    for (const entry of left) settings.push(settingOf(entry, 'abandoned', 'left as it is, as asked', entry.undo));
  }
  const closed = await ledger.close();
  if (!closed.ok) notes.push(closed.error);
  return { serial, serialno: ledger.device.serialno, error: report.lost ?? null, settings, notes };
}

function answerOf(setting: RestoredSetting, outcome: SettingAnswer['outcome']): SettingAnswer {
  const { entries, expected, found, why, command } = setting;
  const [entry] = entries;
  if (entry === undefined) throw new Error('a setting without an entry');
  return { ...settingOf(entry, outcome, why, command), expected, found };
}

const said: Readonly<Record<SettingAnswer['outcome'], string>> = {
  restored: 'put back',
  'as-before': 'was as before',
  gone: 'is gone',
  conflict: 'CONFLICT',
  failed: 'NOT PUT BACK',
  unreached: 'NOT REACHED',
  'changed-again': 'CHANGED AGAIN',
  open: 'OPEN',
  abandoned: 'abandoned',
};

function describeDevice({ serial, serialno, error, settings, notes }: DeviceAnswer): string {
  const name = [serial, serialno === serial ? null : serialno]
    .filter((part) => part !== null && part !== '')
    .join(', ');
  const place = serial === null && serialno !== null && error === null ? ' (not connected)' : '';
  const lines = [`${visibleText(name === '' ? 'Journals' : name)}${place}`];
  if (error !== null) lines.push(`  ${visibleText(error)}`);
  else if (settings.length === 0 && notes.length === 0) lines.push('  nothing to undo');
  for (const setting of settings) lines.push(...describeSetting(setting));
  for (const note of notes) lines.push(`  note: ${visibleText(note)}`);
  return lines.join('\n');
}

function describeSetting(setting: SettingAnswer): readonly string[] {
  const { kind, target, outcome, expected, why, command, run, desktop } = setting;
  const what = [kind, ...Object.values(target)].join(' ');
  const value = outcome === 'restored' ? `: ${expected ?? 'not set'}` : why === '' ? '' : `: ${why}`;
  const lines = [`  ${said[outcome].padEnd(13)} ${visibleText(what)}${visibleText(value)}`];
  if (isDone(setting)) return lines;
  lines.push(`    changed by run "${visibleText(run)}" on ${visibleText(desktop)}`);
  if (command !== '') lines.push(`    to put it back by hand, in adb shell: ${visibleText(command)}`);
  return lines;
}
