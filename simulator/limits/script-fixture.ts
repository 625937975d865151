import { ServiceType } from '../../engine/android/service-types.js';
import type { OnTimeout, Script, ScriptService, SimulationResult, Step, StepWord } from './script.js';
import { simulate } from './simulate.js';

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;

/** `step(time, word, service)`, with the rest of the step as an object. */
export function step(atMs: number, word: StepWord, service?: string, rest: Partial<Step> = {}): Step {
  return service === undefined ? { atMs, do: word, ...rest } : { atMs, do: word, service, ...rest };
}

/** startForegroundService and, at the same time, startForeground. */
export function goForeground(atMs: number, service: string, types: number, rest: Partial<Step> = {}): Step[] {
  return [
    step(atMs, 'startForegroundService', service, rest),
    step(atMs, 'startForeground', service, { types, ...rest }),
  ];
}

export function service(name: string, rest: Partial<ScriptService> = {}): ScriptService {
  const declared = ServiceType.dataSync | ServiceType.mediaProcessing;
  return { name, process: 'main', declared, sticky: false, onTimeout: reaction('ignore'), ...rest };
}

export function reaction(word: OnTimeout['do'], afterMs = 0): OnTimeout {
  return { do: word, afterMs };
}

/** Android 16, target SDK 36, booted 100 h ago, services A and B in process main, everything else as shipped. */
export function play(steps: readonly Step[], rest: Partial<Script> = {}): SimulationResult {
  const last = steps.at(-1)?.atMs ?? 0;
  return simulate({
    release: 16,
    variant: 'V3',
    targetSdk: 36,
    bootUptimeMs: hours(100),
    config: {},
    processes: ['main', 'other'],
    services: [service('A'), service('B')],
    steps,
    endMs: last + hours(24),
    ...rest,
  });
}

/** Limits of one minute, as the extra lab scenarios have them. */
export const minuteLimits: Readonly<Record<string, number>> = {
  data_sync_fgs_timeout_duration: minutes(1),
  media_processing_fgs_timeout_duration: minutes(1),
};

/** One line for each outcome: `<elapsed ms> <outcome> <service> <type>`; the type is left out when there is none. */
export function told(result: SimulationResult): string[] {
  return result.outcomes.map(({ elapsedMs, outcome, service: name, type }) =>
    [elapsedMs, outcome, name, type ?? ''].join(' ').trim(),
  );
}
