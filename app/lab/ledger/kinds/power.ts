/** What the device believes of its power: battery, Doze, screen. All of it ends with a restart. */
import { ok } from '../../../../engine/result.js';
import type { Value } from '../change.js';
import { word } from '../shell-text.js';
import { field, oneOf, unreadable, type ChangeKind } from './kind.js';

const level = /^\s*level: ([0-9]{1,3})\s*$/m;
const forgotten = (): Value => null;

/**
 * The value names everything that was overridden, so that somebody else's `set level` is seen. From "not set" only
 * `unplugged` can be asked, which keeps the level; a level is asked for after it. One command each: a line torn between two
 * commands would leave a value that is neither the old nor the new one.
 */
const battery: ChangeKind = {
  name: 'battery',
  title: 'what the device believes of its battery',
  fields: {},
  values: /^(?:unplugged|unplugged level=[0-9]{1,3}|plugged level=[0-9]{1,3})$/,
  rank: 60,
  scope: 'device',
  afterReboot: forgotten,
  rebootProof: 'assumed',
  sinceSdk: 23,
  note: 'Stays when the desktop is gone: the phone then believes that it is unplugged. `dumpsys battery reset` is always safe.',
  read: () => 'dumpsys battery',
  parse: (answer) => {
    const percent = level.exec(answer.stdout)?.[1];
    if (answer.exitCode !== 0 || percent === undefined) return unreadable(answer);
    if (!answer.stdout.includes('UPDATES STOPPED')) return ok(null);
    return ok(`${answer.stdout.includes('powered: true') ? 'plugged' : 'unplugged'} level=${percent}`);
  },
  put: (_target, value, from) =>
    from === null ? 'dumpsys battery unplug' : `dumpsys battery set level ${word(value.replace(/^.*=/, ''))}`,
  unset: () => 'dumpsys battery reset',
  complete: (want, answer) => (want === 'unplugged' ? `unplugged level=${level.exec(answer.stdout)?.[1] ?? ''}` : want),
  objection: (before, want) => {
    if (before?.startsWith('plugged') === true)
      return `somebody has overridden the battery (${before}): dumpsys battery reset`;
    if (want.startsWith('plugged')) return 'only unplugged is offered';
    if (before === null && want !== 'unplugged') return 'a level can be set on an unplugged device only: unplug first';
    return undefined;
  },
  // The real level may fall between reading and unplugging.
  adopts: (found) => found?.startsWith('unplugged level=') === true,
};

const deviceIdleForce: ChangeKind = {
  name: 'deviceidle_force',
  title: 'Doze, forced',
  fields: {},
  values: /^forced$/,
  rank: 70,
  scope: 'device',
  afterReboot: forgotten,
  rebootProof: 'assumed',
  sinceSdk: 24,
  note: 'Deep Doze. `dumpsys deviceidle unforce` is always safe.',
  read: () => 'dumpsys deviceidle get force',
  parse: oneOf({ true: 'forced', false: null }),
  put: () => 'dumpsys deviceidle force-idle deep',
  unset: () => 'dumpsys deviceidle unforce',
};

const deviceIdleEnabled: ChangeKind = {
  name: 'deviceidle_enabled',
  title: 'whether Doze is allowed at all',
  fields: { mode: /^(?:deep|light)$/ },
  values: /^disabled$/,
  rank: 65,
  scope: 'device',
  afterReboot: forgotten,
  rebootProof: 'assumed',
  sinceSdk: 24,
  note: 'A device that comes without Doze reads as disabled from the start.',
  read: (target) => `dumpsys deviceidle enabled ${word(field(target, 'mode'))}`,
  parse: oneOf({ '0': 'disabled', '1': null }),
  put: (target) => `dumpsys deviceidle disable ${word(field(target, 'mode'))}`,
  unset: (target) => `dumpsys deviceidle enable ${word(field(target, 'mode'))}`,
};

const screen: ChangeKind = {
  name: 'screen',
  title: 'whether the screen is on',
  fields: {},
  values: /^(?:on|off)$/,
  rank: 80,
  scope: 'device',
  afterReboot: 'unknown',
  rebootProof: 'source',
  sinceSdk: 23,
  note: 'Turns off by itself unless the device stays awake while plugged in.',
  read: () => 'dumpsys power',
  parse: (answer) => {
    const wakefulness = /^\s*mWakefulness=(Awake|Asleep|Dozing|Dreaming)\s*$/m.exec(answer.stdout)?.[1];
    if (wakefulness === undefined) return unreadable(answer);
    return ok(wakefulness === 'Awake' || wakefulness === 'Dreaming' ? 'on' : 'off');
  },
  put: (_target, value) => `input keyevent ${value === 'on' ? 'KEYCODE_WAKEUP' : 'KEYCODE_SLEEP'}`,
  unset: null,
};

export const powerKinds: readonly ChangeKind[] = [battery, deviceIdleEnabled, deviceIdleForce, screen];
