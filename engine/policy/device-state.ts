/**
 * What a device says about its own limits, from the text of commands, in any order, one or several of them:
 *
 *     device_config list activity_manager           data_sync_fgs_timeout_duration=60000
 *     device_config list                            activity_manager/data_sync_fgs_timeout_duration=60000
 *     dumpsys activity settings                       background_settle_time=60000
 *     settings get global activity_manager_constants   background_settle_time=60000,service_restart_duration=1000
 *     dumpsys platform_compat                       ChangeId(317799821; name=…; packageOverrides={com.example=true}; …)
 *     printed feature flags                         android.app.enable_fgs_timeout_crash_behavior=true
 *
 * Any other line is passed over; the text may be anything.
 */
import { limitConfigKeys } from '../android/config-keys.js';
import { featureFlags } from '../android/feature-flags.js';

type StateSource =
  'device_config activity_manager' | 'dumpsys activity settings' | 'settings get global activity_manager_constants';

interface StateValue {
  readonly key: string;
  /** As printed. */
  readonly text: string;
  readonly from: StateSource | 'feature flag';
  readonly line: number;
}

interface CompatOverride {
  readonly change: number;
  readonly packageName: string;
  readonly enabled: boolean;
  readonly line: number;
}

export interface DeviceState {
  /** Keys that decide about limits, each once: the last line counts. */
  readonly values: readonly StateValue[];
  readonly compat: readonly CompatOverride[];
  /** What is odd about the text, one sentence each. */
  readonly notes: readonly string[];
}

const NAMESPACE = 'activity_manager';
const SETTINGS_HEADER = 'ACTIVITY MANAGER SETTINGS';
const FLAG_PACKAGE = 'android.app.';
/** `settings list global` names the setting before its list. */
const GLOBAL_PREFIX = 'activity_manager_constants=';
const MAX_LINE = 8_192;
const MAX_OVERRIDES = 10_000;

export function parseDeviceState(text: string): DeviceState {
  const parser = new StateParser();
  let line = 1;
  for (let from = 0; from < text.length; line++) {
    const feed = text.indexOf('\n', from);
    const end = feed < 0 ? text.length : feed;
    if (end - from <= MAX_LINE) parser.line(text.slice(from, end).trim(), line);
    else parser.longLines++;
    from = end + 1;
  }
  return parser.finish();
}

class StateParser {
  readonly #values = new Map<string, StateValue>();
  readonly #compat: CompatOverride[] = [];
  readonly #notes: string[] = [];
  #from: StateSource = 'device_config activity_manager';
  longLines = 0;
  #droppedOverrides = 0;

  line(text: string, line: number): void {
    if (text.startsWith(SETTINGS_HEADER)) {
      this.#from = 'dumpsys activity settings';
      return;
    }
    if (text.startsWith('ChangeId(')) {
      this.#compatChange(text, line);
      return;
    }
    const equals = text.indexOf('=');
    if (equals <= 0) return;
    const list = text.startsWith(GLOBAL_PREFIX) ? text.slice(GLOBAL_PREFIX.length) : text;
    if (list !== text || isListOfPairs(text, equals)) {
      for (const pair of list.split(',')) this.#pair(pair, 'settings get global activity_manager_constants', line);
    } else this.#pair(text, this.#from, line);
  }

  #pair(pair: string, from: StateSource, line: number): void {
    const equals = pair.indexOf('=');
    if (equals <= 0) return;
    const word = pair.slice(0, equals).trim();
    const text = pair.slice(equals + 1).trim();
    const slash = word.indexOf('/');
    if (slash >= 0 && word.slice(0, slash) !== NAMESPACE) return;
    const bare = word.slice(slash + 1);
    const key = bare.startsWith(FLAG_PACKAGE) ? bare.slice(FLAG_PACKAGE.length) : bare;
    if (Object.hasOwn(featureFlags, key)) this.#set({ key, text, from: 'feature flag', line });
    else if (limitConfigKeys.has(bare)) this.#set({ key: bare, text, from, line });
  }

  #set(value: StateValue): void {
    const before = this.#values.get(value.key);
    if (before !== undefined && before.text !== value.text)
      this.#notes.push(
        `${value.key} stands in line ${before.line} and, with another value, in line ${value.line}: the later counts`,
      );
    this.#values.set(value.key, value);
  }

  /** `CompatChange.toString`: fields between semicolons, overrides as `{package=true, package=false}`. */
  #compatChange(text: string, line: number): void {
    const digits = /^ChangeId\((\d{1,18})\b/.exec(text)?.[1];
    const overrides = '; packageOverrides={';
    const begin = text.indexOf(overrides);
    if (digits === undefined || begin < 0) return;
    const inside = begin + overrides.length;
    const end = text.indexOf('}', inside);
    for (const pair of text.slice(inside, end < 0 ? text.length : end).split(', ')) {
      const equals = pair.indexOf('=');
      const word = pair.slice(equals + 1);
      if (equals <= 0 || (word !== 'true' && word !== 'false')) continue;
      if (this.#compat.length >= MAX_OVERRIDES) this.#droppedOverrides++;
      else
        this.#compat.push({
          change: Number(digits),
          packageName: pair.slice(0, equals),
          enabled: word === 'true',
          line,
        });
    }
  }

  finish(): DeviceState {
    const notes = [...this.#notes];
    if (this.longLines > 0) notes.push(`${this.longLines} lines are longer than ${MAX_LINE} characters: not read`);
    if (this.#droppedOverrides > 0) notes.push(`${this.#droppedOverrides} compat overrides are too many: not read`);
    return { values: [...this.#values.values()], compat: this.#compat, notes };
  }
}

/** `a=1,b=2`, as Settings.Global holds it; a value of DeviceConfig with pairs inside, `key=a=1,b=2`, is none. */
function isListOfPairs(text: string, firstEquals: number): boolean {
  const comma = text.indexOf(',', firstEquals);
  const secondEquals = text.indexOf('=', firstEquals + 1);
  return comma >= 0 && secondEquals > comma;
}
