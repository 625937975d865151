/** What belongs to one app: its installation, compatibility changes, permissions, app ops, lists that it stands on. */
import { fail, ok } from '../../../../engine/result.js';
import type { Target, Value } from '../change.js';
import { word } from '../shell-text.js';
import { field, packageName, unreadable, type ChangeKind } from './kind.js';

const pkg = (target: Target): string => word(field(target, 'package'));

const installed: ChangeKind = {
  name: 'package',
  title: 'an app that is installed',
  fields: { package: packageName, apk: /^\/data\/local\/tmp\/[A-Za-z0-9._/-]{1,200}\.apk$/ },
  values: /^[0-9]{1,19}$/,
  rank: 30,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'source',
  sinceSdk: 26,
  note: 'The value is the version code. The APK must have been pushed before.',
  read: (target) => `pm list packages --show-versioncode ${pkg(target)}`,
  parse: (answer, target) => {
    if (answer.exitCode !== 0) return unreadable(answer);
    // The argument is a filter: every package whose name contains it is listed.
    const start = `package:${field(target, 'package')} versionCode:`;
    const line = answer.stdout.split(/\r?\n/).find((text) => text.startsWith(start));
    const version = line === undefined ? null : (/^[0-9]{1,19}/.exec(line.slice(start.length))?.[0] ?? '');
    return version === '' ? fail(`no version code in "${line ?? ''}"`) : ok(version);
  },
  put: (target) => `pm install -r -t ${word(field(target, 'apk'))}`,
  unset: (target) => `pm uninstall ${pkg(target)}`,
  objection: (before, want) =>
    before === null || before === want
      ? undefined
      : `version ${before} is installed and could not be put back: uninstall it first`,
};

/** Overrides in `dumpsys platform_compat`: `ChangeId(291647542; name=X; ...; packageOverrides={a.b=true, c.d=false}; ...)`. */
function overrideIn(line: string, list: 'packageOverrides' | 'rawOverrides', name: string): string | undefined {
  const [, pairs = ''] = new RegExp(`; ${list}=\\{([^}]*)\\}`).exec(line) ?? [];
  return pairs
    .split(', ')
    .map((pair) => pair.split('='))
    .find(([app]) => app === name)?.[1];
}

const compat: ChangeKind = {
  name: 'compat',
  title: 'a compatibility change of an app (am compat)',
  fields: { change: /^(?:[0-9]{1,19}|[A-Z][A-Z0-9_]{1,120})$/, package: packageName },
  values: /^(?:enabled|disabled)$/,
  rank: 40,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'source',
  sinceSdk: 30,
  note: "Kills the app's process. User builds: debuggable apps only, and only changes gated by targetSdk, opt-in.",
  read: () => 'dumpsys platform_compat',
  parse: (answer, target) => {
    if (answer.exitCode !== 0) return unreadable(answer);
    const change = field(target, 'change');
    const line = answer.stdout.split(/\r?\n/).find((text) => {
      const parts = text.replace(/^\s*ChangeId\(/, '').split(/[;)]\s*/);
      return text.includes('ChangeId(') && (parts[0] === change || parts.includes(`name=${change}`));
    });
    if (line === undefined) return fail(`this device has no change ${change}`);
    const name = field(target, 'package');
    // An app that is removed leaves its override waiting for it, where nothing but this list tells of it.
    const found = overrideIn(line, 'packageOverrides', name) ?? overrideIn(line, 'rawOverrides', name);
    if (found === 'true') return ok('enabled');
    // One for certain versions, `[1,7,true]`, is not the shell's.
    return ok(found === 'false' ? 'disabled' : null);
  },
  put: (target, value) =>
    `am compat ${value === 'enabled' ? 'enable' : 'disable'} ${word(field(target, 'change'))} ${pkg(target)}`,
  unset: (target) => `am compat reset ${word(field(target, 'change'))} ${pkg(target)}`,
};

const runtimePermission: ChangeKind = {
  name: 'runtime_permission',
  title: 'a permission of an app',
  fields: { package: packageName, permission: /^[A-Za-z][A-Za-z0-9_.]{1,200}$/ },
  values: /^(?:granted|denied)$/,
  rank: 45,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'source',
  sinceSdk: 23,
  note: "Taking a permission away kills the app's process. The flags beside the permission are not kept.",
  read: (target) => `dumpsys package ${pkg(target)}`,
  parse: (answer, target) => {
    // Of several users the first is meant; install-time permissions have no user and cannot be changed.
    const users = answer.stdout.slice(Math.max(0, answer.stdout.indexOf('runtime permissions:')));
    const start = `${field(target, 'permission')}: granted=`;
    const line = users.split(/\r?\n/).find((text) => text.trimStart().startsWith(start));
    if (line === undefined) return fail(`the app does not ask for ${field(target, 'permission')}`);
    return ok(line.trimStart().startsWith(`${start}true`) ? 'granted' : 'denied');
  },
  put: (target, value) =>
    `pm ${value === 'granted' ? 'grant' : 'revoke'} ${pkg(target)} ${word(field(target, 'permission'))}`,
  unset: null,
};

const modes = 'allow|ignore|deny|default|foreground';

const appOp: ChangeKind = {
  name: 'app_op',
  title: 'an app op',
  fields: { package: packageName, op: /^(?:[A-Z][A-Z0-9_]{1,80}|android:[a-z_]{1,80})$/ },
  values: new RegExp(`^(?:${modes})$`),
  rank: 50,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'assumed',
  sinceSdk: 28,
  note: 'Written late by the platform, so it is told to write at once. RUN_ANY_IN_BACKGROUND is the background restriction.',
  read: (target) => `appops get ${pkg(target)} ${word(field(target, 'op'))}`,
  parse: (answer) => {
    if (answer.exitCode !== 0) return unreadable(answer);
    // An op without a record has its default; setting it to that removes the record again.
    const line = new RegExp(`^(?:Default mode|(?!Uid mode)[A-Z0-9_]+): (${modes})\\b`, 'm');
    const mode = line.exec(answer.stdout)?.[1];
    return mode === undefined ? unreadable(answer) : ok(mode);
  },
  put: (target, value) =>
    `appops set ${pkg(target)} ${word(field(target, 'op'))} ${word(value)} && appops write-settings`,
  unset: null,
};

const buckets: Readonly<Record<string, string>> = {
  '5': 'exempted',
  '10': 'active',
  '20': 'working_set',
  '30': 'frequent',
  '40': 'rare',
  '45': 'restricted',
  '50': 'never',
};

const standbyBucket: ChangeKind = {
  name: 'standby_bucket',
  title: 'the standby bucket of an app',
  fields: { package: packageName },
  values: /^(?:exempted|active|working_set|frequent|rare|restricted|never)$/,
  rank: 50,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'assumed',
  sinceSdk: 28,
  note: 'Android moves it by itself (opening the app makes it active); that is reported as a conflict.',
  read: (target) => `am get-standby-bucket ${pkg(target)}`,
  parse: (answer) => {
    const name = buckets[answer.stdout.trim()];
    return answer.exitCode !== 0 || name === undefined ? unreadable(answer) : ok(name);
  },
  put: (target, value) => `am set-standby-bucket ${pkg(target)} ${word(value)}`,
  unset: null,
  objection: (before) =>
    before === 'exempted' || before === 'never'
      ? `the bucket is ${before}, which no command could put back`
      : undefined,
};

const dozeAllowlist: ChangeKind = {
  name: 'doze_allowlist',
  title: 'the allow-list of Doze',
  fields: { package: packageName },
  values: /^listed$/,
  rank: 50,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'assumed',
  sinceSdk: 23,
  note: 'The list of the user; what the system lists is not touched.',
  read: () => 'dumpsys deviceidle whitelist',
  parse: (answer, target) => {
    if (answer.exitCode !== 0) return unreadable(answer);
    const start = `user,${field(target, 'package')},`;
    return ok(answer.stdout.split(/\r?\n/).some((line) => line.startsWith(start)) ? 'listed' : null);
  },
  put: (target) => `dumpsys deviceidle whitelist +${pkg(target)}`,
  unset: (target) => `dumpsys deviceidle whitelist -${pkg(target)}`,
};

const stopped: ChangeKind = {
  name: 'stopped',
  title: 'whether an app is force-stopped',
  fields: { package: packageName },
  values: /^stopped$/,
  rank: 90,
  scope: 'package',
  afterReboot: 'kept',
  rebootProof: 'source',
  sinceSdk: 35,
  note: 'Only where the shell can take it back (pm unstop). Whatever ran in the app is lost all the same.',
  read: (target) => `dumpsys package ${pkg(target)}`,
  parse: (answer) => {
    const state = /^\s*User 0:.*? stopped=(true|false)/m.exec(answer.stdout)?.[1];
    if (state === undefined) return unreadable(answer);
    return ok(state === 'true' ? 'stopped' : null);
  },
  put: (target) => `am force-stop ${pkg(target)}`,
  unset: (target) => `pm unstop ${pkg(target)}`,
};

/** Ten seconds to some minutes during which an app may start services from the background. It ends by itself. */
const tempAllowlist: ChangeKind = {
  name: 'temp_allowlist',
  title: 'the temporary allow-list',
  fields: { package: packageName },
  values: /^[1-9][0-9]{0,8}$/,
  rank: 75,
  scope: 'package',
  afterReboot: (): Value => null,
  rebootProof: 'source',
  sinceSdk: 31,
  note: 'The value is a time in milliseconds. No command tells it exactly; taking it away is always safe.',
  read: null,
  parse: () => ok(null),
  put: (target, value) => `cmd deviceidle tempwhitelist -d ${word(value)} ${pkg(target)}`,
  unset: (target) => `cmd deviceidle tempwhitelist -r ${pkg(target)}`,
};

export const ofAPackage: readonly ChangeKind[] = [
  installed,
  compat,
  runtimePermission,
  appOp,
  standbyBucket,
  dozeAllowlist,
  stopped,
  tempAllowlist,
];
