/** Keys with values that the platform keeps in files of its own: device_config, settings, properties, the lock screen. */
import { ok } from '../../../../engine/result.js';
import type { Target, Value } from '../change.js';
import { withoutLastBreak, word } from '../shell-text.js';
import { field, oneOf, unreadable, type ChangeKind } from './kind.js';

/** Neither option nor shell syntax; what Android's own keys are made of. */
const key = /^[A-Za-z0-9_][A-Za-z0-9_.:/-]{0,199}$/;
/** Anything that is text, line breaks included; longer values would bloat the journal. */
const text = /^[^\0]{0,4000}$/;

/** What would not be read back as it was written could not be told from somebody else's value. */
const readsBack = (_before: Value, want: string): string | undefined =>
  want === 'null' || /[\r\p{Cs}]/u.test(want) ? 'this value would not be read back as it is written' : undefined;

/** `get` prints the value, or `null` for a key without one. A value that is the word "null" cannot be told from none. */
const nullOrText: ChangeKind['parse'] = (answer) => {
  const value = withoutLastBreak(answer.stdout);
  if (answer.exitCode !== 0 || answer.stderr.includes('Exception')) return unreadable(answer);
  return ok(value === 'null' ? null : value);
};

const words = (target: Target, ...names: readonly string[]): string =>
  names.map((name) => word(field(target, name))).join(' ');

const deviceConfig: ChangeKind = {
  name: 'device_config',
  title: 'a flag of the platform (device_config)',
  fields: { namespace: key, key },
  values: text,
  rank: 10,
  scope: 'device',
  afterReboot: 'kept',
  rebootProof: 'source',
  sinceSdk: 29,
  note: 'From Android 16 on the shell may write only flags of an allow-list. Read when a service starts: set it before.',
  read: (target) => `device_config get ${words(target, 'namespace', 'key')}`,
  parse: nullOrText,
  put: (target, value) => `device_config put ${words(target, 'namespace', 'key')} ${word(value)}`,
  unset: (target) => `device_config delete ${words(target, 'namespace', 'key')}`,
  objection: readsBack,
};

const syncModes = /^(?:none|until_reboot|persistent)$/;

/** Server pushes of flags, which would undo ours within minutes. */
const syncMode: ChangeKind = {
  name: 'sync_mode',
  title: 'whether flags are synchronised from the server',
  fields: {},
  values: syncModes,
  rank: 0,
  scope: 'device',
  // `persistent` is kept in a setting, `until_reboot` in memory, and the latter clears the former.
  afterReboot: (value) => (value === 'persistent' ? 'persistent' : 'none'),
  rebootProof: 'source',
  sinceSdk: 31,
  note: 'Android 12 tells only whether it is off, not until when; what was off is put back as until_reboot there.',
  read: (_target, { sdk }) => `device_config ${sdk >= 33 ? 'get' : 'is'}_sync_disabled_for_tests`,
  parse: oneOf({
    none: 'none',
    until_reboot: 'until_reboot',
    persistent: 'persistent',
    false: 'none',
    true: 'until_reboot',
  }),
  put: (_target, value) => `device_config set_sync_disabled_for_tests ${word(value)}`,
  unset: null,
  objection: (_before, want) =>
    want === 'until_reboot'
      ? undefined
      : 'only until_reboot is asked for: persistent also blocks the rescue from boot loops',
};

const setting: ChangeKind = {
  name: 'setting',
  title: 'a setting',
  fields: { namespace: /^(?:global|secure|system)$/, key },
  values: text,
  rank: 20,
  scope: 'device',
  afterReboot: 'kept',
  rebootProof: 'source',
  sinceSdk: 21,
  note: 'Stay awake, animation scales and the verifier of adb installs are such keys.',
  read: (target) => `settings get ${words(target, 'namespace', 'key')}`,
  parse: nullOrText,
  put: (target, value) => `settings put ${words(target, 'namespace', 'key')} ${word(value)}`,
  unset: (target) => `settings delete ${words(target, 'namespace', 'key')}`,
  objection: readsBack,
};

/** The same store as `setting`, but it can only be switched on while the device believes that it is unplugged. */
const batterySaver: ChangeKind = {
  ...setting,
  name: 'battery_saver',
  title: 'battery saver',
  fields: {},
  values: /^[01]$/,
  rank: 62,
  note: 'Android switches it off by itself when the device charges.',
  read: () => 'settings get global low_power',
  put: (_target, value) => `settings put global low_power ${word(value)}`,
  unset: () => 'settings delete global low_power',
};

const debugProperty: ChangeKind = {
  name: 'debug_property',
  title: 'a debug property',
  fields: { name: /^debug\.[a-z0-9_.]{1,80}$/ },
  values: /^[\x21-\x7e]{1,91}$/,
  rank: 20,
  scope: 'device',
  afterReboot: (): Value => null,
  rebootProof: 'source',
  sinceSdk: 21,
  note: 'A property cannot be deleted: empty means not set.',
  read: (target) => `getprop ${words(target, 'name')}`,
  parse: (answer) => {
    const value = withoutLastBreak(answer.stdout);
    return answer.exitCode === 0 ? ok(value === '' ? null : value) : unreadable(answer);
  },
  put: (target, value) => `setprop ${words(target, 'name')} ${word(value)}`,
  unset: (target) => `setprop ${words(target, 'name')} ''`,
};

const keyguard: ChangeKind = {
  name: 'keyguard',
  title: 'the lock screen',
  fields: {},
  values: /^disabled$/,
  rank: 20,
  scope: 'device',
  afterReboot: 'kept',
  rebootProof: 'assumed',
  sinceSdk: 28,
  note: 'Works only on a device without PIN, pattern or password.',
  read: () => 'locksettings get-disabled',
  parse: oneOf({ true: 'disabled', false: null }),
  put: () => 'locksettings set-disabled true',
  unset: () => 'locksettings set-disabled false',
};

const units: Readonly<Record<string, string>> = { B: '', KiB: 'K', Kb: 'K', KB: 'K', MiB: 'M', Mb: 'M', MB: 'M' };

const logcatBuffer: ChangeKind = {
  name: 'logcat_buffer',
  title: 'the size of a log buffer',
  fields: { buffer: /^(?:main|system|crash|radio|events|kernel)$/ },
  values: /^[1-9][0-9]{0,9}[KM]?$/,
  rank: 20,
  scope: 'device',
  afterReboot: 'unknown',
  rebootProof: 'source',
  sinceSdk: 24,
  note: 'A vendor may keep another size for the next boot (persist.logd.size); that is not touched.',
  read: (target) => `logcat -b ${words(target, 'buffer')} -g`,
  parse: (answer, target) => {
    const line = new RegExp(`^${field(target, 'buffer')}: ring buffer is ([0-9]{1,10}) ?([KM]i?[Bb]|B)\\b`, 'm');
    const [, size, unit] = line.exec(answer.stdout) ?? [];
    const letter = unit === undefined ? undefined : units[unit];
    return size === undefined || letter === undefined ? unreadable(answer) : ok(`${size}${letter}`);
  },
  put: (target, value) => `logcat -b ${words(target, 'buffer')} -G ${word(value)}`,
  unset: null,
  // logd may round to what it can map.
  adopts: (found) => found !== null,
};

export const storedValues: readonly ChangeKind[] = [
  syncMode,
  deviceConfig,
  setting,
  debugProperty,
  keyguard,
  logcatBuffer,
  batterySaver,
];
