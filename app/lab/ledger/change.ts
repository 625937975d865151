/** The words of the ledger: a change that is asked for, the device it is made on, and what became of it. */

/** A setting's value as the device tells it; null when it is not set. */
export type Value = string | null;

/** Which setting of its kind; the kind names the fields (`namespace` and `key`, `package` and `op`, ...). */
export type Target = Readonly<Record<string, string>>;

/** A change that somebody wants. */
export interface Change {
  readonly kind: string;
  readonly target: Target;
  readonly want: string;
}

/** Who a device is, whatever cable it hangs on. */
export interface DeviceIdentity {
  /** `ro.serialno`. */
  readonly serialno: string;
  /** Name of the virtual device; emulators of one image share a serial number. Empty on a real one. */
  readonly avd: string;
  /** `ro.build.fingerprint` when the change was made; an update changes it. */
  readonly fingerprint: string;
  readonly sdk: number;
}

/** The installation of Curfew that made the change. */
export interface Desktop {
  readonly id: string;
  /** For people: the host's name. */
  readonly name: string;
}

/**
 * What became of a change. `planned` and `applied` are open: the device may still carry it. The others close it:
 * `refused` (the device did not take it), `restored` (the value before is there again), `gone` (it went with a reboot or
 * with its package), `conflict` (somebody else changed the value: left alone), `abandoned` (a person said so).
 */
export const entryStates = ['planned', 'applied', 'refused', 'restored', 'gone', 'conflict', 'abandoned'] as const;
export type EntryState = (typeof entryStates)[number];

export const isOpen = (state: EntryState): boolean => state === 'planned' || state === 'applied';

/** One change in the journal. `session` and `entry` name it, on every desktop. */
export interface Entry extends Omit<Change, 'want'> {
  readonly session: string;
  /** Counts from 1 in its session: the order in which the changes were made. */
  readonly entry: number;
  readonly run: string;
  readonly desktop: Desktop;
  readonly device: DeviceIdentity;
  /** `/proc/sys/kernel/random/boot_id` when the change was made. */
  readonly boot: string;
  readonly before: Value;
  readonly want: Value;
}

/** An entry with its state, as a line of the journal says it. */
export interface EntryRecord extends Entry {
  readonly state: EntryState;
  /** ISO 8601, UTC, of the desktop. */
  readonly at: string;
  /** The value read at that moment; absent when nothing was read. */
  readonly found?: Value;
  /** The command that undoes the change by hand. Never run from here: it is made anew from kind and target. */
  readonly undo: string;
  /** What the device or the ledger said, for people. */
  readonly note?: string;
}

export const entryName = ({ session, entry }: Entry): string => `${session}/${entry}`;
