/** What `curfew restore` answers of one device, and its words. */
import type { EntryRecord } from '../../lab/ledger/change.js';
import type { RestoredSetting } from '../../lab/ledger/steps/restore-device.js';
import { visibleText } from '../../lab/reports/visible-text.js';

/** A setting of the answer, in words that other programs can rely on. */
export interface SettingAnswer {
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

export interface DeviceAnswer {
  /** As adb calls it; null for a device that is not connected. */
  readonly serial: string | null;
  readonly serialno: string | null;
  /** Why nothing was done, or null. */
  readonly error: string | null;
  readonly settings: readonly SettingAnswer[];
  /** Journals that could not be read or written, in words. */
  readonly notes: readonly string[];
}

/** A device of which nothing but a reason can be told. */
export const refusedDevice = (serial: string | null, serialno: string | null, error: string): DeviceAnswer => ({
  serial,
  serialno,
  error,
  settings: [],
  notes: [],
});

export function settingOf(
  entry: EntryRecord,
  outcome: SettingAnswer['outcome'],
  why: string,
  command: string,
): SettingAnswer {
  const { kind, target, before, run, desktop } = entry;
  return { kind, target, outcome, expected: before, found: undefined, why, command, run, desktop: desktop.name };
}

export const openSetting = (entry: EntryRecord): SettingAnswer =>
  settingOf(entry, 'open', 'not undone yet', entry.undo);

const isDone = ({ outcome }: SettingAnswer): boolean =>
  outcome === 'restored' || outcome === 'as-before' || outcome === 'gone';

/** Everything on the device is as it was, as far as anybody knows. */
export const isClean = ({ error, settings, notes }: DeviceAnswer): boolean =>
  error === null && notes.length === 0 && settings.every(isDone);

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

/** `absence`: how a device is called that was not met; `not connected`. */
export function describeDevice({ serial, serialno, error, settings, notes }: DeviceAnswer, absence: string): string {
  const name = [serial, serialno === serial ? null : serialno]
    .filter((part) => part !== null && part !== '')
    .join(', ');
  const place = serial === null && serialno !== null && error === null ? ` (${absence})` : '';
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
