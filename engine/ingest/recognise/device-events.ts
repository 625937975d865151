/** What the device does: screen, Doze, battery, boot, shutdown, deep sleep, and the setting of its clock. */
import { durationMs, MS_PER_SECOND } from '../../time.js';
import type { FactBody } from '../fact.js';
import type { EventReader } from './event-readers.js';
import { integerAt } from './event-tuple.js';
import { nothing, type LineRule } from './line-rules.js';

type BootStage = Extract<FactBody, { kind: 'boot' }>['stage'];

export const deviceEvents: readonly (readonly [string, EventReader])[] = [
  // 70000 (state) and 2728 (offOrOn, becauseOfUser, ...): 0 off, 1 on.
  ['screen_toggled', screen],
  ['power_screen_state', screen],
  ['device_idle', (fields) => doze('deep', deepStates, fields)],
  ['device_idle_light', (fields) => doze('light', lightStates, fields)],
  ['battery_level', batteryLevel],
  ['battery_status', batteryStatus],
  // 3000: the runtime starts, after a boot or (with a large time) after a crash of the system server.
  ['boot_progress_start', (fields) => boot('system-server', fields)],
  ['boot_progress_ams_ready', (fields) => boot('ams-ready', fields)],
  ['boot_progress_enable_screen', (fields) => boot('completed', fields)],
];

function screen(fields: readonly string[]): readonly FactBody[] {
  const state = integerAt(fields, 0);
  return state === 0 || state === 1 ? [{ kind: 'screen', on: state === 1 }] : nothing;
}

/** `DeviceIdleController` STATE_*, in lower case. */
const deepStates: readonly string[] = [
  'active',
  'inactive',
  'idle_pending',
  'sensing',
  'locating',
  'idle',
  'idle_maintenance',
  'quick_doze_delay',
];

/** `DeviceIdleController` LIGHT_STATE_*; 2 does not exist, 3 is gone since Android 12. */
const lightStates: readonly (string | undefined)[] = [
  'active',
  'inactive',
  undefined,
  'pre_idle',
  'idle',
  'waiting_for_network',
  'idle_maintenance',
  'override',
];

/** 34000 and 34009: state, reason. */
function doze(
  depth: 'light' | 'deep',
  names: readonly (string | undefined)[],
  fields: readonly string[],
): readonly FactBody[] {
  const state = names[integerAt(fields, 0) ?? -1];
  return state === undefined ? nothing : [{ kind: 'doze', depth, state }];
}

/** 2722: level, voltage, temperature. */
function batteryLevel(fields: readonly string[]): readonly FactBody[] {
  const percent = integerAt(fields, 0);
  return percent === undefined || percent < 0 || percent > 100 ? nothing : [{ kind: 'battery-level', percent }];
}

/** 2723: status, health, present, plugged (0: on battery), technology. */
function batteryStatus(fields: readonly string[]): readonly FactBody[] {
  const plugged = integerAt(fields, 3);
  return plugged === undefined ? nothing : [{ kind: 'power-plug', plugged: plugged !== 0 }];
}

/** Milliseconds since boot. */
function boot(stage: BootStage, fields: readonly string[]): readonly FactBody[] {
  const sinceBoot = integerAt(fields, 0);
  return sinceBoot === undefined ? nothing : [{ kind: 'boot', stage, sinceBootMs: durationMs(sinceBoot) }];
}

/** Lines of `PowerManagerService` and, on newer releases, `PowerGroup`. */
export const screenLines: readonly LineRule[] = [
  { prefix: 'Going to sleep ', read: (message) => screenLine(false, message) },
  { prefix: 'Powering off display group ', read: (message) => screenLine(false, message) },
  { prefix: 'Sleeping power group ', read: (message) => screenLine(false, message) },
  // Printed without a blank behind `from`.
  { prefix: 'Powering on display group from', read: (message) => screenLine(true, message) },
  { prefix: 'Waking up from ', read: (message) => screenLine(true, message) },
  { prefix: 'Waking up power group ', read: (message) => screenLine(true, message) },
];

/** Groups other than 0 are further displays: their going dark says nothing about the phone. */
function screenLine(on: boolean, message: string): readonly FactBody[] {
  const group = /groupId= ?(\d{1,5})/.exec(message.slice(0, 400))?.[1];
  return group === undefined || Number(group) === 0 ? [{ kind: 'screen', on }] : nothing;
}

/** Lines of the kernel. Its log prints `PM: suspend entry (deep)`, which logd shows as tag `PM` or as it is. */
export const suspendLines: readonly LineRule[] = [
  { prefix: 'suspend entry', read: suspendEntry },
  { prefix: 'PM: suspend entry', read: suspendEntry },
  { prefix: 'suspend exit', read: suspendExit },
  { prefix: 'PM: suspend exit', read: suspendExit },
  { prefix: 'Booting Linux ', read: kernelBoot },
  { prefix: 'Linux version ', read: kernelBoot },
];

function suspendEntry(message: string): readonly FactBody[] {
  return [{ kind: 'suspend', entered: true, sleptMs: undefined }, ...clockOfKernel(message)];
}

function suspendExit(message: string): readonly FactBody[] {
  return [{ kind: 'suspend', entered: false, sleptMs: undefined }, ...clockOfKernel(message)];
}

function kernelBoot(): readonly FactBody[] {
  return [{ kind: 'boot', stage: 'kernel', sinceBootMs: undefined }];
}

/** Older kernels add the time of now: `suspend entry 2015-08-11 22:01:12.123456789 UTC`. */
function clockOfKernel(message: string): readonly FactBody[] {
  const match = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.(\d{3})\d{0,6} UTC/.exec(message.slice(0, 120));
  if (match === null) return nothing;
  const epochMs = Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}.${match[3] ?? ''}Z`);
  return Number.isNaN(epochMs) ? nothing : [{ kind: 'epoch-witness', epochMs }];
}

export const clockLines: readonly LineRule[] = [{ prefix: 'Setting time of day ', read: clockSet }];

/** A second count above this is a mistake of its writer (the year is past 4000). */
const maxPlausibleSeconds = 64_060_588_800;

/** `Setting time of day to sec=1582919807` */
function clockSet(message: string): readonly FactBody[] {
  const digits = /^Setting time of day to sec=(\d{1,16})/.exec(message)?.[1];
  const seconds = digits === undefined ? undefined : Number(digits);
  const isPlausible = seconds !== undefined && seconds <= maxPlausibleSeconds;
  return [{ kind: 'clock-set', toEpochMs: isPlausible ? seconds * MS_PER_SECOND : undefined }];
}

/** Lines of `ShutdownThread`. */
export const shutdownLines: readonly LineRule[] = [
  { prefix: 'Rebooting, reason: ', read: () => [{ kind: 'shutdown' }] },
  { prefix: 'Performing low-level shutdown', read: () => [{ kind: 'shutdown' }] },
];

/** `init`: the property that says that booting is over. */
export const bootCompletedLines: readonly LineRule[] = [
  { prefix: 'processing action (sys.boot_completed=1', read: bootCompleted },
];

function bootCompleted(): readonly FactBody[] {
  return [{ kind: 'boot', stage: 'completed', sinceBootMs: undefined }];
}
