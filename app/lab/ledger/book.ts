/**
 * What is known of the changes of one device: the latest state of every entry, from however many journals, in whatever
 * order they are read. A closed entry never opens again, so joining journals needs no clock.
 */
import { entryName, isOpen, type DeviceIdentity, type EntryRecord } from './change.js';

const weight = ({ state }: EntryRecord): number => (isOpen(state) ? (state === 'planned' ? 0 : 1) : 2);

export class Book {
  readonly #records = new Map<string, EntryRecord>();

  /** Whether the record said something new. */
  add(record: EntryRecord): boolean {
    const name = entryName(record);
    const known = this.#records.get(name);
    if (known !== undefined && weight(known) >= weight(record)) return false;
    this.#records.set(name, record);
    return true;
  }

  get records(): readonly EntryRecord[] {
    return [...this.#records.values()];
  }

  /** Open entries in the order in which the changes were made: sessions by the time of their first entry, then by count. */
  get open(): readonly EntryRecord[] {
    const start = new Map<string, string>();
    for (const { session, at } of this.#records.values()) {
      const known = start.get(session);
      if (known === undefined || at < known) start.set(session, at);
    }
    const began = ({ session }: EntryRecord): string => start.get(session) ?? '';
    return this.records
      .filter(({ state }) => isOpen(state))
      .sort((a, b) => compare(began(a), began(b)) || compare(a.session, b.session) || a.entry - b.entry);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether both are the same device; an update changes the fingerprint, not the device. */
export const isSameDevice = (a: DeviceIdentity, b: DeviceIdentity): boolean =>
  a.serialno === b.serialno && a.avd === b.avd;
