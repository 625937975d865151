/**
 * One line of a journal: an entry with its state as JSON, closed by a checksum of everything before it. Lines are whole in
 * themselves (kind, target, values, device), so that any one of them may be lost without the others losing their meaning.
 * journal-schema.json says the same to other programs.
 */
import { hash } from 'node:crypto';
import { fail, ok, type Result } from '../../../../engine/result.js';
import {
  entryStates,
  type Desktop,
  type DeviceIdentity,
  type EntryRecord,
  type EntryState,
  type Value,
} from '../change.js';
import { isBootId } from '../shell-text.js';

const FORMAT = 'ledger/1';
/** Longer lines are not ours: three values of 4,000 characters and a command of 20,000, each escaped to six at worst. */
const MAX_LINE_CHARACTERS = 1 << 18;
const SUM_DIGITS = 16;
const MAX_TARGET_FIELDS = 8;

export interface JournalLine {
  /** Counts the lines of a file from 1; a gap says that lines were lost. */
  readonly line: number;
  readonly record: EntryRecord;
}

/** What a line that cannot be read is: torn or turned bits, a later format, or not an entry at all. */
export interface LineProblem {
  readonly what: 'damaged' | 'newer' | 'malformed';
  readonly text: string;
}

const sumOf = (text: string): string => hash('sha256', text).slice(0, SUM_DIGITS);

/** The text of a line, without its line break. */
export function encodeLine(line: number, record: EntryRecord): string {
  const { session, entry, state, at, run, desktop, device, boot, kind, target, before, want, undo } = record;
  const optional = {
    ...(record.found === undefined ? {} : { found: record.found }),
    ...(record.note === undefined ? {} : { note: record.note }),
  };
  const head = { ledger: FORMAT, line, at, session, entry, state, run, desktop, device, boot };
  const json = JSON.stringify({ ...head, kind, target, before, want, ...optional, undo });
  const open = json.slice(0, -1);
  return `${open},"sum":"${sumOf(open)}"}`;
}

const closing = /,"sum":"([0-9a-f]{16})"\}$/;

/** Reads a line that `encodeLine` wrote; hostile bytes end in a problem. */
export function decodeLine(text: string): Result<JournalLine, LineProblem> {
  if (text.length > MAX_LINE_CHARACTERS)
    return fail({ what: 'malformed', text: `a line of ${text.length} characters` });
  const sum = closing.exec(text);
  if (sum?.[1] === undefined) return fail({ what: 'damaged', text: 'the checksum is missing' });
  if (sumOf(text.slice(0, sum.index)) !== sum[1]) return fail({ what: 'damaged', text: 'the checksum does not fit' });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail({ what: 'malformed', text: error instanceof Error ? error.message : String(error) });
  }
  const read = new Fields(json);
  const format = read.text('ledger', 40);
  if (format !== FORMAT) {
    const newer = /^ledger\/[0-9]{1,6}$/.test(format);
    return fail({ what: newer ? 'newer' : 'malformed', text: newer ? `the line is ${format}` : 'no ledger line' });
  }
  const line: JournalLine = { line: read.count('line'), record: recordOf(read) };
  return read.problem === undefined ? ok(line) : fail({ what: 'malformed', text: read.problem });
}

function recordOf(read: Fields): EntryRecord {
  const desktop = read.object('desktop');
  const device = read.object('device');
  const target = read.object('target');
  const found = read.has('found') ? { found: read.value('found') } : {};
  const note = read.has('note') ? { note: read.text('note', 1000) } : {};
  const record: EntryRecord = {
    session: read.text('session', 64),
    entry: read.count('entry'),
    state: read.state(),
    at: read.text('at', 40),
    run: read.text('run', 200),
    desktop: { id: desktop.text('id', 64), name: desktop.text('name', 200) } satisfies Desktop,
    device: {
      serialno: device.text('serialno', 200),
      avd: device.text('avd', 200),
      fingerprint: device.text('fingerprint', 300),
      sdk: device.count('sdk'),
    } satisfies DeviceIdentity,
    boot: read.bootId(),
    kind: read.text('kind', 64),
    target: target.texts(),
    before: read.value('before'),
    want: read.value('want'),
    undo: read.text('undo', 20_000),
    ...found,
    ...note,
  };
  read.adopt(desktop);
  read.adopt(device);
  read.adopt(target);
  return record;
}

/** Reads fields and keeps the first complaint; what is wrong is read as empty. */
class Fields {
  problem: string | undefined;
  readonly #of: ReadonlyMap<string, unknown>;

  constructor(json: unknown) {
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    this.#of = new Map(isObject ? Object.entries(json) : []);
    if (!isObject) this.problem = 'not an object';
  }

  has(name: string): boolean {
    return this.#of.has(name);
  }

  text(name: string, longest: number): string {
    const value = this.#of.get(name);
    if (typeof value === 'string' && value.length <= longest) return value;
    return this.#complain(`${name} is no text of at most ${longest} characters`, '');
  }

  value(name: string): Value {
    return this.#of.get(name) === null ? null : this.text(name, 4000);
  }

  count(name: string): number {
    const value = this.#of.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    return this.#complain(`${name} is no count`, 1);
  }

  state(): EntryState {
    const found = entryStates.find((state) => state === this.#of.get('state'));
    return found ?? this.#complain('state is unknown', 'planned');
  }

  bootId(): string {
    const text = this.text('boot', 40);
    return isBootId(text) ? text : this.#complain('boot is no boot id', text);
  }

  object(name: string): Fields {
    const fields = new Fields(this.#of.get(name));
    this.adopt(fields);
    return fields;
  }

  texts(): Readonly<Record<string, string>> {
    if (this.#of.size > MAX_TARGET_FIELDS) return this.#complain('target has too many fields', {});
    return Object.fromEntries([...this.#of.keys()].map((name) => [name, this.text(name, 400)] as const));
  }

  adopt(part: Fields): void {
    this.problem ??= part.problem;
  }

  #complain<T>(problem: string, instead: T): T {
    this.problem ??= problem;
    return instead;
  }
}
