/**
 * Time compression: a scenario of hours as one of minutes, for a device. Limits and waits are scaled together; what is not
 * scaled is named, and whether the shorter scenario still says the same is tested by predicting both.
 *
 *     scaled       the running time limits; `at` and `for` of every step
 *     not scaled   24 h window, crash grace, waits of the platform around starts, latency of handlers, reactions of the app
 */
import { hours } from '../time.js';
import { formatDuration } from '../time-format.js';
import { ServiceType } from '../android/service-types.js';
import { constantsOf } from '../policy/constants.js';
import { DATA_SYNC_LIMIT_KEY, MEDIA_PROCESSING_LIMIT_KEY, type Policy } from '../policy/policy.js';
import { fail, ok, type Result } from '../result.js';
import { writeDuration } from './parse-duration.js';
import { predictScenario, type ScenarioOutcome } from './predict-scenario.js';
import type { Expectation, Scenario, ScenarioStep } from './scenario.js';

const SHORT_SERVICE_LIMIT_KEY = 'short_fgs_timeout_duration';
const limitKeys: ReadonlySet<string> = new Set([
  DATA_SYNC_LIMIT_KEY,
  MEDIA_PROCESSING_LIMIT_KEY,
  SHORT_SERVICE_LIMIT_KEY,
]);
const WINDOW_MS = hours(24);
const LARGEST_FACTOR = 10_000;
/** What CTS allows a handler message to be late. */
const LATENCY_MS = 100;

export interface CompressedScenario {
  readonly scenario: Scenario;
  readonly factor: number;
  /** What was scaled, one sentence each. */
  readonly scaled: readonly string[];
  /** What stays as long as it is, and what follows from that. */
  readonly notScaled: readonly string[];
  /** Where the prediction of the compressed scenario says something else; empty when it says the same, only sooner. */
  readonly differences: readonly string[];
}

/** `60x`, `60` or `2.5x`. */
export function parseFactor(text: string): Result<number, string> {
  const digits = text.endsWith('x') ? text.slice(0, -1) : text;
  const factor = /^\d{1,5}(?:\.\d{1,3})?$/.test(digits) ? Number(digits) : Number.NaN;
  if (factor > 1 && factor <= LARGEST_FACTOR) return ok(factor);
  return fail(`wants a factor above 1 and up to ${LARGEST_FACTOR}, for example 60x, not "${text}"`);
}

export function compressScenario(original: Scenario, policy: Policy, factor: number): CompressedScenario {
  const scaleMs = (milliseconds: number): number => Math.round(milliseconds / factor);
  const limits = limitsInForce(original, policy);
  const config = [
    ...original.device.config.filter(({ key }) => !limitKeys.has(key)),
    ...limits.map(({ key, value }) => ({ key, value: scaleMs(value) })),
  ];
  const steps = original.steps.map((step) => scaledStep(step, scaleMs));
  const compressed: Scenario = {
    ...original,
    name: `${original.name} (${factor}x faster)`,
    device: { ...original.device, config },
    steps,
    endMs: scaleMs(original.endMs),
  };
  const before = predictScenario(original, policy).outcomes;
  const after = predictScenario(compressed, policy).outcomes;
  const differences = differencesBetween(before, after);
  return {
    scenario: { ...compressed, expect: original.expect.map((one) => movedExpectation(one, before, after, scaleMs)) },
    factor,
    scaled: [
      ...limits.map(({ key, value }) => `${key}: ${formatDuration(value)} → ${formatDuration(scaleMs(value))}`),
      `${steps.length} steps: the last at ${formatDuration(lastMs(original))} → ${formatDuration(lastMs(compressed))}`,
    ],
    notScaled: notScaled(original, factor, limits),
    differences,
  };
}

interface Setting {
  readonly key: string;
  readonly value: number;
}

/** The running time limits that the scenario's services can meet, as its device begins with them. */
function limitsInForce({ services, device }: Scenario, policy: Policy): Setting[] {
  const mask = services.reduce((all, { declared, onTimeout }) => all | declared | onTimeout.types, 0);
  const configured = new Map(device.config.map(({ key, value }) => [key, value]));
  const limited = policy.timeLimitedTypes;
  const settings: (Setting & { readonly type: number })[] = [
    {
      key: SHORT_SERVICE_LIMIT_KEY,
      value: constantsOf(policy)[SHORT_SERVICE_LIMIT_KEY],
      type: ServiceType.shortService,
    },
  ];
  if (limited !== null)
    settings.push(
      { key: DATA_SYNC_LIMIT_KEY, value: limited.dataSyncLimit, type: ServiceType.dataSync },
      { key: MEDIA_PROCESSING_LIMIT_KEY, value: limited.mediaProcessingLimit, type: ServiceType.mediaProcessing },
    );
  return settings
    .filter(({ key, type }) => (mask & type) !== 0 || configured.has(key))
    .map(({ key, value }) => ({ key, value: configured.get(key) ?? value }));
}

function scaledStep(step: ScenarioStep, scaleMs: (milliseconds: number) => number): ScenarioStep {
  const atMs = scaleMs(step.atMs);
  // The end of a sleep is scaled, not its length, so that rounding never moves a later step into it.
  if (step.do === 'sleep') return { ...step, atMs, forMs: Math.max(1, scaleMs(step.atMs + step.forMs) - atMs) };
  if (step.do === 'setConfig' && limitKeys.has(step.key)) return { ...step, atMs, value: scaleMs(step.value) };
  return { ...step, atMs };
}

const lastMs = ({ steps }: Scenario): number => steps.at(-1)?.atMs ?? 0;

/** The time of an expectation that was met is the time at which the compressed scenario has that outcome. */
function movedExpectation(
  expectation: Expectation,
  before: readonly ScenarioOutcome[],
  after: readonly ScenarioOutcome[],
  scaleMs: (milliseconds: number) => number,
): Expectation {
  const { atMs } = expectation;
  if (atMs === null) return expectation;
  const at = before.findIndex(
    ({ outcome, service, elapsedMs }) =>
      outcome === expectation.outcome &&
      elapsedMs === atMs &&
      (expectation.service === null || service === expectation.service),
  );
  const same = after[at];
  const isSame = same?.outcome === expectation.outcome && same.service === before[at]?.service;
  return { ...expectation, atMs: isSame ? same.elapsedMs : scaleMs(atMs) };
}

/** The same outcomes of the same services in the same order say the same. */
function differencesBetween(before: readonly ScenarioOutcome[], after: readonly ScenarioOutcome[]): string[] {
  const nameOf = ({ outcome, service }: ScenarioOutcome): string =>
    service === null ? outcome : `${outcome} of ${service}`;
  const at = before.findIndex((outcome, index) => {
    const other = after[index];
    return other === undefined || nameOf(other) !== nameOf(outcome);
  });
  if (at < 0 && after.length === before.length) return [];
  const first = at < 0 ? before.length : at;
  const wordsOf = (outcome: ScenarioOutcome | undefined): string =>
    outcome === undefined ? 'nothing more' : `${nameOf(outcome)} at ${writeDuration(outcome.elapsedMs)}`;
  return [
    `The compressed scenario is another story from outcome ${first + 1} on: ${wordsOf(before[first])} in full time, ${wordsOf(after[first])} compressed.`,
  ];
}

function notScaled(original: Scenario, factor: number, limits: readonly Setting[]): string[] {
  const sentences: string[] = [];
  if (original.steps.some((step) => step.atMs >= WINDOW_MS))
    sentences.push(
      'The 24 h window of the time-limited types is hard-coded: steps that wait for it come too early now.',
    );
  else sentences.push('The 24 h window of the time-limited types is hard-coded; this scenario does not wait for it.');
  sentences.push(
    'The grace between onTimeout and the crash (fgs_crash_extra_wait_duration) and the waits of a short service after its timeout stay: an app needs its time to react.',
    'The waits around starts stay: start promise 30 s, idle 60 s, restarts from 1 s, boot window 20 s.',
  );
  const shortest = Math.min(...limits.map(({ value }) => value));
  if (Number.isFinite(shortest))
    sentences.push(
      `Handlers are up to about ${LATENCY_MS} ms late whatever the limit: on ${formatDuration(shortest / factor)} that weighs as much as ${formatDuration(LATENCY_MS * factor)} on ${formatDuration(shortest)}.`,
    );
  if (original.services.some(({ onTimeout }) => onTimeout.afterMs > 0))
    sentences.push('What the app does after onTimeout keeps its time.');
  return sentences;
}
