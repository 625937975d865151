/** What a run says of its devices: who they are, which limits were in force, and what was changed and handed back. */
import { formatWall } from '../../../../engine/time-format.js';
import type { CaseEnvironment, ChangeState, DeviceChange, LimitInForce, Run, RunDevice } from '../../runs/run.js';
import type { ReportPart, ReportSubject } from '../subject.js';
import { cutText } from '../visible-text.js';
import { countWords } from '../words.js';
import { markup, type HtmlValue, type Markup } from './escape.js';
import { deviceLine } from './fleet-matrix.js';
import { breakable, factList, table } from './table.js';

const orUnknown = (value: string | number | null): string => (value === null ? 'not known' : String(value));

export function deviceFactList(device: RunDevice): Markup {
  const mono = (value: string | null): HtmlValue =>
    value === null ? 'not known' : markup`<span class="id">${breakable(value)}</span>`;
  return factList([
    ['device', `${device.manufacturer === null ? '' : `${device.manufacturer} `}${deviceLine(device)}`],
    ['serial', mono(device.serial)],
    ['SDK', orUnknown(device.sdk)],
    ['fingerprint', mono(device.fingerprint)],
    ['security patch', orUnknown(device.securityPatch)],
    ['changes', changesInWords(device.changes)],
  ]);
}

const stateWord: Readonly<Record<ChangeState, string>> = {
  restored: 'restored',
  conflict: 'conflict: somebody else changed it, left as it is',
  gone: 'gone with a reboot',
  refused: 'refused by the device',
  outstanding: 'still to be undone',
};

/** Changes after which the device is not as it was found. */
const isOpen = ({ state }: DeviceChange): boolean => state === 'conflict' || state === 'outstanding';

export function changesInWords(changes: readonly DeviceChange[]): string {
  if (changes.length === 0) return 'none: the device was not changed';
  const open = changes.filter(isOpen).length;
  const count = countWords(changes.length, 'change');
  return open === 0 ? `${count}, handed back as it was found` : `${count}, ${open} of them not undone`;
}

/** Kinds are our own words; a run from elsewhere may say anything. */
const LONGEST_KIND = 40;

interface ChangeRow {
  readonly device: RunDevice;
  readonly change: DeviceChange;
}

const valueCell = (value: string | null): HtmlValue =>
  value === null ? markup`<span class="sub">not set</span>` : breakable(value);

/** The ledger of the run: every change with its value before, during and after. */
export function ledgerSection(run: Run): Markup {
  const rows = run.devices.flatMap((device) => device.changes.map((change): ChangeRow => ({ device, change })));
  if (rows.length === 0) return markup`<p class="empty">Nothing on any device was changed for this run.</p>`;
  const open = rows.filter(({ change }) => isOpen(change)).length;
  const summary =
    open === 0
      ? 'Every device was handed back as it was found.'
      : `${countWords(open, 'change')} not undone. "curfew restore" undoes what is outstanding; a conflict was left to whoever made the other change.`;
  return markup`<p>${summary}</p>${table<ChangeRow>({
    caption: `${countWords(rows.length, 'change')}, in the order made`,
    rows,
    columns: [
      { title: 'device', kind: 'words', cell: ({ device }) => device.name },
      { title: 'kind', kind: 'short', cell: ({ change }) => cutText(change.kind, LONGEST_KIND) },
      { title: 'what', kind: 'mono', cell: ({ change }) => breakable(change.subject) },
      { title: 'before', kind: 'value', cell: ({ change }) => valueCell(change.before) },
      { title: 'during', kind: 'value', cell: ({ change }) => valueCell(change.during) },
      { title: 'after', kind: 'value', cell: ({ change }) => valueCell(change.after) },
      {
        title: 'state',
        kind: 'words',
        cell: ({ change }) =>
          markup`<span class="${isOpen(change) ? 'tone-wrong strong' : ''}">${stateWord[change.state]}</span>${
            change.note === null ? null : markup`<span class="sub">${change.note}</span>`
          }`,
      },
    ],
  })}`;
}

interface LimitRow {
  readonly device: RunDevice;
  readonly limit: LimitInForce;
  /** The cases in which it had this value. */
  readonly cases: string[];
}

/** The same limit with the same value on the same device is one row, however many cases had it. */
function limitRows(parts: readonly ReportPart[]): LimitRow[] {
  const rows = new Map<string, LimitRow>();
  for (const { played } of parts) {
    for (const limit of played?.case.environment?.limits ?? []) {
      if (played === null) continue;
      const key = JSON.stringify([played.device.id, limit.name, limit.value, limit.reading, limit.origin]);
      const row = rows.get(key) ?? { device: played.device, limit, cases: [] };
      rows.set(key, row);
      row.cases.push(played.scenario.name);
    }
  }
  return [...rows.values()];
}

const MAX_CASE_NAMES = 4;
const caseNames = (names: readonly string[]): string =>
  names.length <= MAX_CASE_NAMES
    ? names.join(', ')
    : `${names.slice(0, MAX_CASE_NAMES).join(', ')} and ${names.length - MAX_CASE_NAMES} more`;

/** Which limits were in force while the cases were played, and where each number came from. */
export function environmentSection(subject: ReportSubject): Markup {
  const rows = limitRows(subject.parts);
  if (rows.length === 0) return markup`<p class="empty">No device told which limits were in force.</p>`;
  return table<LimitRow>({
    caption: 'Limits in force while the cases were played',
    rows,
    columns: [
      { title: 'device', kind: 'words', cell: ({ device }) => device.name },
      { title: 'limit', kind: 'mono', cell: ({ limit }) => breakable(limit.name) },
      { title: 'value', kind: 'value', cell: ({ limit }) => limit.reading },
      { title: 'as stored', kind: 'value', cell: ({ limit }) => limit.value ?? 'not readable' },
      { title: 'from', kind: 'short', cell: ({ limit }) => limit.origin },
      { title: 'in', kind: 'words', cell: ({ cases }) => caseNames(cases) },
    ],
  });
}

/** Policy and further facts of one case, for its list of facts. */
export function environmentFacts(environment: CaseEnvironment | null): (readonly [string, HtmlValue])[] {
  if (environment === null) return [['environment', 'not read']];
  const { policy, variant, readAt, facts } = environment;
  const words = facts.map(({ name, value }) => `${name}: ${value}`).join(' · ');
  return [
    ['policy', markup`<span class="id">${policy}${variant === null ? '' : ` (${variant})`}</span>`],
    ['environment', `read ${formatWall(readAt)}${words === '' ? '' : `; ${words}`}`],
  ];
}
