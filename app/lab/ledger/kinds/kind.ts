/** What the ledger must know of one kind of change. A kind is data: texts to send, texts to understand. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { ShellAnswer } from '../../devices/adb-port.js';
import type { DeviceIdentity, Target, Value } from '../change.js';
import { deviceWords } from '../shell-text.js';

export interface ChangeKind {
  readonly name: string;
  /** For people, after "changes". */
  readonly title: string;
  /** Fields of the target and what each may look like. Every pattern is anchored: they keep the shell lines harmless. */
  readonly fields: Readonly<Record<string, RegExp>>;
  /** What a value may look like, whether wanted or found. */
  readonly values: RegExp;
  /** Changes are made from the lowest rank to the highest and undone in exact reverse. */
  readonly rank: number;
  /** `package`: what an app carries, which goes with the app. */
  readonly scope: 'device' | 'package';
  /**
   * What a restart of the device makes of a value: it is kept, it becomes another (the function says which), or nobody can
   * say, but ours is gone.
   */
  readonly afterReboot: 'kept' | 'unknown' | ((value: Value) => Value);
  /** Where `afterReboot` comes from: read in the platform's sources, or believed. Believed ones are looked at anyway. */
  readonly rebootProof: 'source' | 'assumed';
  /** First SDK level that has the command. */
  readonly sinceSdk: number;
  /** What a person should know beside it. */
  readonly note: string;
  /** The command that tells the value; null when no command does: then nothing is compared, and undoing is always safe. */
  readonly read: ((target: Target, device: DeviceIdentity) => string) | null;
  readonly parse: (answer: ShellAnswer, target: Target) => Result<Value, string>;
  /** The command that sets a value; `from` is the value that is there now. */
  readonly put: (target: Target, value: string, from: Value) => string;
  /** The command that makes it "not set"; null where a value is always set. */
  readonly unset: ((target: Target) => string) | null;
  /** Why this change must not be made although the device might take it; undefined when it may. */
  readonly objection?: (before: Value, want: string) => string | undefined;
  /** What the asked value means on this device, when the asked text leaves something open. */
  readonly complete?: (want: string, answer: ShellAnswer) => string;
  /** Whether a value read back, though not letter for letter what was asked, is what the device makes of it. */
  readonly adopts?: (found: Value, want: string) => boolean;
}

/** Names of packages, as Android takes them. */
export const packageName = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+$/;

/** A device's answer that has no value in it. */
export const unreadable = (answer: ShellAnswer): Result<never, string> => {
  const said = deviceWords(answer);
  return fail(said === '' ? `exit code ${answer.exitCode}, no output` : said);
};

/** One of two words on a line of its own, told as a value. */
export function oneOf(answers: Readonly<Record<string, Value>>): ChangeKind['parse'] {
  return (answer) => {
    const text = answer.stdout.trim();
    const value = Object.hasOwn(answers, text) ? answers[text] : undefined;
    return answer.exitCode !== 0 || value === undefined ? unreadable(answer) : ok(value);
  };
}

/** A field of a target whose fields were checked. */
export function field(target: Target, name: string): string {
  const value = target[name];
  if (value === undefined) throw new Error(`a target without ${name}`);
  return value;
}
