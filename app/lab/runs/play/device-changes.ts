/** What a run tells of the changes it made to a device: the ledger's entries in the words of `run/1`. */
import { entryName, type EntryRecord, type EntryState } from '../../ledger/change.js';
import type { ChangeState, DeviceChange } from '../run.js';

const stateOf: Readonly<Record<EntryState, ChangeState>> = {
  planned: 'outstanding',
  applied: 'outstanding',
  refused: 'refused',
  restored: 'restored',
  gone: 'gone',
  conflict: 'conflict',
  abandoned: 'outstanding',
};

export function changeOf({ kind, target, before, want, found, state, note }: EntryRecord): DeviceChange {
  const isClosed = state !== 'planned' && state !== 'applied';
  return {
    kind,
    subject: Object.values(target).join('/'),
    before,
    during: want,
    after: isClosed ? (found ?? null) : null,
    state: stateOf[state],
    note: note ?? (isClosed && found === undefined ? 'not read back' : null),
  };
}

/**
 * The changes of a run on one device, over all its cases. A journal that has grown long is put aside by the ledger, so what
 * was seen once is remembered here.
 */
export class DeviceChanges {
  readonly #records = new Map<string, EntryRecord>();

  /** `told`: what the run said of the device before it was taken up again. */
  constructor(
    private readonly run: string,
    private readonly told: readonly DeviceChange[] = [],
  ) {}

  learn(records: readonly EntryRecord[]): void {
    for (const record of records) if (record.run === this.run) this.#records.set(entryName(record), record);
  }

  /** In the order made. */
  get list(): readonly DeviceChange[] {
    const known = [...this.#records.values()].map(changeOf);
    // The journal knows all that was told before, or was put aside since and knows only what is new.
    const isRepeated = this.told.every((old, at) => isSame(old, known[at]));
    return isRepeated ? known : [...this.told, ...known];
  }
}

const isSame = (one: DeviceChange, other: DeviceChange | undefined): boolean =>
  one.kind === other?.kind && one.subject === other.subject && one.during === other.during;
