/**
 * Random scenarios that reach the corners: calls again while on top, several services and processes, changes of type,
 * bound services, deaths, sleeps, exact 24 h boundaries, limits changed while armed. Seeded: a number gives one scenario.
 */
import { ServiceType } from '../../engine/android/service-types.js';
import type { Scenario, ScenarioService, ScenarioStep, TimeoutReaction } from '../../engine/scenario/scenario.js';
import type { Variant } from '../../engine/policy/policy.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** mulberry32 */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

const { dataSync, mediaProcessing, shortService, specialUse, location } = ServiceType;

const masks: readonly number[] = [
  dataSync,
  dataSync,
  dataSync,
  mediaProcessing,
  mediaProcessing,
  dataSync | mediaProcessing,
  dataSync | location,
  shortService,
  shortService | dataSync,
  specialUse,
  location,
];

/** Gaps between steps: instants that meet, graces, limits, the day and its two neighbours. */
const gaps: readonly number[] = [
  0,
  0,
  0,
  1,
  5,
  500,
  SECOND,
  3 * SECOND,
  5 * SECOND,
  9_999,
  10 * SECOND,
  10_001,
  20 * SECOND,
  30 * SECOND,
  59_999,
  MINUTE,
  60_001,
  100 * SECOND,
  3 * MINUTE,
  5 * MINUTE,
  HOUR,
  6 * HOUR,
  DAY - 1,
  DAY,
  DAY + 1,
];

const releaseOf: Readonly<Record<Variant, number>> = { V0: 14, V1: 15, V2: 15, V3: 16, V4: 17 };

const reactions: readonly TimeoutReaction[] = [
  { do: 'ignore', afterMs: 0, types: 0 },
  { do: 'ignore', afterMs: 0, types: 0 },
  { do: 'stopSelf', afterMs: 0, types: 0 },
  { do: 'stopSelf', afterMs: 640, types: 0 },
  { do: 'stopForeground', afterMs: 100, types: 0 },
  { do: 'startForegroundAgain', afterMs: 2_000, types: 0 },
  { do: 'switchType', afterMs: 1_000, types: specialUse },
  { do: 'switchType', afterMs: 1_000, types: mediaProcessing },
  { do: 'hang', afterMs: 0, types: 0 },
];

/** Every key that both programs and Android's classes read, with values that make sense for it. */
const configKeys: readonly string[] = [
  'data_sync_fgs_timeout_duration',
  'media_processing_fgs_timeout_duration',
  'fgs_crash_extra_wait_duration',
  'short_fgs_timeout_duration',
  'short_fgs_proc_state_extra_wait_duration',
  'short_fgs_anr_extra_wait_duration',
  'service_start_foreground_timeout_ms',
  'service_start_foreground_anr_delay_ms',
  'fgs_start_foreground_timeout',
  'boot_time_temp_allowlist_duration',
];
const configValues: readonly number[] = [0, 1, 500, 5 * SECOND, 20 * SECOND, 2 * MINUTE];

/** FGS_INTRODUCE_TIME_LIMITS, FGS_BOOT_COMPLETED_RESTRICTIONS, FGS_BG_START_RESTRICTION_CHANGE_ID (spec/fgs-limits.md 4.5). */
const BACKGROUND_START_RESTRICTION = 170668199;
const compatChanges: readonly number[] = [317799821, 296558535, BACKGROUND_START_RESTRICTION];
const EXCEPTION_SINCE = 31;

/** Makes the dice of the settings others than those of the steps. */
const SETTINGS_SEED = 0x5e771465;

export function randomScenario(seed: number, variant: Variant): Scenario {
  const dice = new Dice(seed);
  const processes = dice.chance(0.3) ? ['main', 'other'] : ['main'];
  const services = Array.from({ length: 1 + dice.below(3) }, (_, index) => randomService(dice, index, processes));
  const limit = dice.of([10 * SECOND, MINUTE, MINUTE, 6 * HOUR]);
  const steps = randomSteps(dice, services, processes);
  const settings = new Dice(seed ^ SETTINGS_SEED);
  const targetSdk = dice.of([35, 35, 35, 36, 34, 30]);
  const last = steps.at(-1)?.atMs ?? 0;
  return {
    name: `random ${seed} ${variant}`,
    packageName: 'dev.curfew.probe.t35',
    targetSdk,
    device: {
      release: releaseOf[variant],
      variant,
      bootUptimeMs: dice.of([0, 5 * SECOND, 100 * HOUR]),
      config: [
        { key: 'data_sync_fgs_timeout_duration', value: limit },
        { key: 'media_processing_fgs_timeout_duration', value: dice.chance(0.7) ? limit : limit * 2 },
        ...randomConfig(settings),
      ],
      flags: randomFlags(settings, variant),
    },
    processes,
    services,
    steps: withCompatChanges(settings, steps, targetSdk),
    expect: [],
    endMs: last + dice.of([MINUTE, HOUR, HOUR, DAY]),
  };
}

/** Mostly none: a device is as it was shipped. */
function randomConfig(dice: Dice): { readonly key: string; readonly value: number }[] {
  if (dice.chance(0.7)) return [];
  // The two limits are set already.
  const keys = configKeys.slice(2).filter(() => dice.chance(0.3));
  return keys.map((key) => ({ key, value: dice.of(configValues) }));
}

/** Android 15 and 16 have flags; one of them only the first Android 15. */
function randomFlags(dice: Dice, variant: Variant): Scenario['device']['flags'] {
  if (variant === 'V0' || variant === 'V4' || dice.chance(0.7)) return {};
  return {
    introduceNewServiceOntimeoutCallback: dice.chance(0.7),
    enableFgsTimeoutCrashBehavior: dice.chance(0.5),
    ...(variant === 'V1' ? { gateFgsTimeoutAnrBehavior: dice.chance(0.5) } : {}),
  };
}

/** Some steps of some scenarios are a change of what applies to the app instead. */
function withCompatChanges(dice: Dice, steps: readonly ScenarioStep[], targetSdk: number): ScenarioStep[] {
  if (dice.chance(0.7)) return [...steps];
  return steps.map((step) => {
    if (step.do === 'sleep' || dice.chance(0.8)) return step;
    const change = dice.of(compatChanges);
    const isEnabled = dice.chance(0.5);
    // Refused without the exception, which is a change of its own (FGS_START_EXCEPTION_CHANGE_ID): Android's classes tell nobody.
    const isTold = change !== BACKGROUND_START_RESTRICTION || targetSdk >= EXCEPTION_SINCE;
    return { atMs: step.atMs, do: 'setCompat', change, enabled: isEnabled && isTold };
  });
}

function randomService(dice: Dice, index: number, processes: readonly string[]): ScenarioService {
  return {
    name: 'ABC'[index]!,
    process: dice.of(processes),
    declared: dataSync | mediaProcessing | shortService | specialUse | location,
    sticky: dice.chance(0.3),
    onTimeout: dice.of(reactions),
  };
}

function randomSteps(dice: Dice, services: readonly ScenarioService[], processes: readonly string[]): ScenarioStep[] {
  const steps: ScenarioStep[] = [];
  let atMs = 0;
  let wakesAt = 0;
  const count = 3 + dice.below(14);
  while (steps.length < count) {
    atMs = Math.max(wakesAt, atMs + dice.of(gaps));
    const service = dice.of(services).name;
    const process = dice.of(processes);
    const background = dice.chance(0.1) ? dice.of(['allowed', 'denied'] as const) : null;
    const roll = dice.below(100);
    if (roll < 22) {
      // What apps mostly do: start and go to the foreground.
      const start = dice.of(['startService', 'startForegroundService'] as const);
      steps.push({ atMs, do: start, service, backgroundStart: background });
      steps.push({ atMs, do: 'startForeground', service, types: dice.of(masks), backgroundStart: background });
    } else if (roll < 38)
      steps.push({ atMs, do: 'startForeground', service, types: dice.of(masks), backgroundStart: background });
    else if (roll < 46)
      steps.push({
        atMs,
        do: dice.of(['startService', 'startForegroundService'] as const),
        service,
        backgroundStart: background,
      });
    else if (roll < 54) steps.push({ atMs, do: dice.of(['stopService', 'stopSelf'] as const), service });
    else if (roll < 60) steps.push({ atMs, do: 'stopForeground', service });
    else if (roll < 64) steps.push({ atMs, do: 'bind', service, backgroundStart: background });
    else if (roll < 67) steps.push({ atMs, do: 'unbind', service });
    else if (roll < 76) steps.push({ atMs, do: 'appToTop', process });
    else if (roll < 84) steps.push({ atMs, do: 'appToHome', process });
    else if (roll < 89) steps.push({ atMs, do: 'processDies', process });
    else if (roll < 91) steps.push({ atMs, do: 'forceStop' });
    else if (roll < 92) steps.push({ atMs, do: 'reboot' });
    else if (roll < 95) {
      const forMs = dice.of([SECOND, MINUTE, 20 * HOUR]);
      steps.push({ atMs, do: 'sleep', forMs });
      wakesAt = atMs + forMs;
    } else if (roll < 97)
      steps.push({
        atMs,
        do: 'setConfig',
        key: dice.of(configKeys),
        value: dice.of(configValues),
      });
    else if (roll < 98) steps.push({ atMs, do: 'bootCompleted' });
    else if (roll < 99) steps.push({ atMs, do: 'idleUid' });
    else steps.push({ atMs, do: dice.of(['revokeBackgroundStart', 'grantBackgroundStart'] as const) });
  }
  return steps;
}
