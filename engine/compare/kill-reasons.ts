/**
 * Who killed a process, by the reason that the system printed. Reasons of AOSP itself (a crash, an update, a person who swipes the
 * app away) are part of what happened and no cause of a difference.
 */
import type { CauseName } from './analysis.js';

export interface Killer {
  readonly cause: Extract<CauseName, 'vendor-kill' | 'low-memory'>;
  /** Who it was, inside a sentence. */
  readonly who: string;
}

/**
 * Marks of vendors' own managers (spec/log-formats.md section 6). Xiaomi's are the reasons of its ProcessConfig, as its builds
 * print them in am_kill: assumed, no capture is at hand.
 */
const vendorMarks: readonly (readonly [string, readonly string[]])[] = [
  [
    'Xiaomi',
    ['OneKeyClean', 'ForceClean', 'LockScreenClean', 'GameClean', 'OptimizationClean', 'GarbageClean', 'SwipeUpClean'],
  ],
  ['Xiaomi', ['AutoPowerKill', 'AutoThermalKill', 'AutoIdleKill', 'SleepModeKill', 'ScreenOffCPUCheckKill']],
  ['Xiaomi', ['SmartPower', 'MQS', 'GameBooster']],
  ['Samsung', ['MARs', 'freecess', 'Freecess', 'hotnessAdj']],
  ['Huawei', ['PGServer', 'PGManager', 'iAware', 'HwPFW', 'PowerGenie']],
  ['OnePlus, OPPO or realme', ['BgDetect', 'EmbryoManager', 'Oplus', 'Athena', 'athena']],
  ['MediaTek', ['duraspeed', 'DuraSpeed']],
  ['Rockchip or Allwinner', ['BackgroundManagerService']],
];

const lowMemoryMarks = ['lowmemorykiller', 'LOW_MEMORY', 'LOW MEMORY', 'MemoryLimiter'];

export function killerBehind(reason: string): Killer | undefined {
  if (lowMemoryMarks.some((mark) => reason.includes(mark)))
    return { cause: 'low-memory', who: 'the low-memory killer' };
  const vendor = vendorMarks.find(([, marks]) => marks.some((mark) => reason.includes(mark)))?.[0];
  return vendor === undefined ? undefined : { cause: 'vendor-kill', who: `a manager of the vendor (${vendor})` };
}
