/** Settings that a case needs: before it begins, and at its steps. All of them are made and undone by the ledger. */
import { compatChanges } from '../../../../engine/android/compat-changes.js';
import { ServiceType } from '../../../../engine/android/service-types.js';
import type { Scenario, ScenarioStep } from '../../../../engine/scenario/scenario.js';
import type { Change } from '../../ledger/change.js';
import { animationsOff, limit, stayAwake, syncOff } from '../../ledger/common-changes.js';
import { probeInstalled } from '../../probe/install-probe.js';
import { permissionsOfTypes, probePackage } from '../../probe/probe-app.js';

/** Keys that Android keeps in one global setting, not in DeviceConfig (spec fgs-limits, 4.2). */
const keysOfTheGlobalSetting: ReadonlySet<string> = new Set([
  'fgs_boot_completed_allowlist',
  'background_settle_time',
  'service_restart_duration',
  'service_reset_run_duration',
  'service_restart_duration_factor',
  'service_min_restart_time_between',
  'service_bg_start_timeout',
  'service_crash_restart_duration',
  'service_crash_max_retry',
  'min_crash_interval',
  'process_crash_count_limit',
]);

/** First SDK whose apps ask for the right to show notifications. */
const NOTIFICATIONS_SDK = 33;
const LOG_SIZE = '16M';

/** Before the first step. `sdk`: of the device; `null` when it is not known. */
export function changesOfCase(scenario: Scenario, sdk: number | null): readonly Change[] {
  return [...changesBeforeInstall(scenario), probeInstalled(scenario.targetSdk), ...changesAfterInstall(scenario, sdk)];
}

export function changesBeforeInstall(scenario: Scenario): readonly Change[] {
  return [
    syncOff,
    ...settingsOf(scenario.device.config),
    ...['main', 'system', 'events'].map((buffer): Change => ({
      kind: 'logcat_buffer',
      target: { buffer },
      want: LOG_SIZE,
    })),
    ...screenChanges(scenario),
  ];
}

/** At its steps; the ledger takes them in the order of the steps. */
export function changesDuringCase(scenario: Scenario): readonly Change[] {
  return scenario.steps.flatMap((step) => changeOfStep(step, scenario) ?? []);
}

/** `undefined`: the step changes no setting. */
export function changeOfStep(step: ScenarioStep, scenario: Scenario): Change | undefined {
  switch (step.do) {
    case 'setConfig':
      return keysOfTheGlobalSetting.has(step.key) ? globalSettingAt(step, scenario) : limit(step.key, step.value);
    case 'setCompat': {
      const name = [...compatChanges].find(([, id]) => id === step.change)?.[0] ?? String(step.change);
      const want = step.enabled ? 'enabled' : 'disabled';
      return { kind: 'compat', target: { change: name, package: probePackage(scenario.targetSdk) }, want };
    }
    case 'screenOn':
    case 'screenOff':
      return { kind: 'screen', target: {}, want: step.do === 'screenOn' ? 'on' : 'off' };
    default:
      return undefined;
  }
}

interface Setting {
  readonly key: string;
  readonly value: number;
}

function settingsOf(config: readonly Setting[]): Change[] {
  const global = config.filter(({ key }) => keysOfTheGlobalSetting.has(key));
  const own = config.filter(({ key }) => !keysOfTheGlobalSetting.has(key)).map(({ key, value }) => limit(key, value));
  return global.length === 0 ? own : [...own, globalSetting(global)];
}

/** One setting holds all of its keys: what was set before stays in it. */
function globalSettingAt(step: ScenarioStep, { device, steps }: Scenario): Change {
  const until = steps.slice(0, steps.indexOf(step) + 1).filter((each) => each.do === 'setConfig');
  const values = new Map<string, number>();
  for (const { key, value } of [...device.config, ...until])
    if (keysOfTheGlobalSetting.has(key)) values.set(key, value);
  return globalSetting([...values].map(([key, value]) => ({ key, value })));
}

function globalSetting(values: readonly Setting[]): Change {
  const want = values.map(({ key, value }) => `${key}=${value}`).join(',');
  return { kind: 'setting', target: { namespace: 'global', key: 'activity_manager_constants' }, want };
}

/** An app is on top only on a screen that is on and not locked. */
function screenChanges({ steps }: Scenario): readonly Change[] {
  if (!steps.some((step) => step.do === 'appToTop')) return [];
  return [
    stayAwake,
    ...animationsOff,
    { kind: 'keyguard', target: {}, want: 'disabled' },
    { kind: 'screen', target: {}, want: 'on' },
  ];
}

/** What belongs to the probe. `sdk`: of the device; `null` when it is not known. */
export function changesAfterInstall(scenario: Scenario, sdk: number | null): readonly Change[] {
  const used = scenario.services.reduce((mask, { declared, onTimeout }) => mask | declared | onTimeout.types, 0);
  const permissions = permissionsOfTypes.filter(({ type }) => (used & type) !== 0).map(({ permission }) => permission);
  if (sdk === null || sdk >= NOTIFICATIONS_SDK) permissions.push('android.permission.POST_NOTIFICATIONS');
  const target = { package: probePackage(scenario.targetSdk) };
  const changes = permissions.map((permission): Change => ({
    kind: 'runtime_permission',
    target: { ...target, permission },
    want: 'granted',
  }));
  if ((used & ServiceType.mediaProjection) !== 0)
    changes.push({ kind: 'app_op', target: { ...target, op: 'PROJECT_MEDIA' }, want: 'allow' });
  return changes;
}
