/**
 * Reads `run/1` from JSON that anybody may have written or changed: a run, or the first place where it is not one. Of the
 * analyses and predictions in it the frame is checked (version, lists, numbers that may be missing), not every field.
 */
import { toUSVString } from 'node:util';
import { fail, ok, type Result } from '../../../engine/result.js';
import { caseStates, changeStates, runStates, type Run } from './run.js';

export interface RunReadError {
  /** `cases[3].state`; empty for the document itself. */
  readonly path: string;
  /** What is wrong there, as the rest of a sentence. */
  readonly message: string;
}

/** Says what is wrong at `path`, or nothing. */
type Check = (value: unknown, path: string) => RunReadError | undefined;

const wrong = (path: string, message: string): RunReadError => ({ path, message });

const text: Check = (value, path) => (typeof value === 'string' ? undefined : wrong(path, 'is not a text'));
/** Half a surrogate pair is no text: as an id, it would not be found again. */
const wholeText: Check = (value, path) =>
  typeof value === 'string' && toUSVString(value) === value
    ? undefined
    : wrong(path, 'is not a text of whole characters');
const truth: Check = (value, path) => (typeof value === 'boolean' ? undefined : wrong(path, 'is not true or false'));
const number: Check = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : wrong(path, 'is not a number');
const count: Check = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : wrong(path, 'is not a whole number from 0');
const matching =
  (pattern: RegExp, what: string): Check =>
  (value, path) =>
    typeof value === 'string' && pattern.test(value) ? undefined : wrong(path, `is not ${what}`);
const oneOf =
  (words: readonly string[]): Check =>
  (value, path) =>
    words.some((word) => word === value) ? undefined : wrong(path, `is none of ${words.join(', ')}`);
const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? undefined : check(value, path);

const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'is not a list');
    for (const [index, item] of value.entries()) {
      const problem = check(item, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

const orLeftOut =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(path, 'is not an object');
    for (const [name, check] of Object.entries(fields)) {
      const problem = check((value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

const objects = list(record({}));
const instant = matching(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/,
  'a moment with milliseconds and zone',
);

/** Ids become names of files and parts of commands. */
const runId = matching(/^[a-z0-9][a-z0-9-]{0,99}$/, 'an id of lower case letters, digits and -');
const sha256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 hexadecimal digits');

const analysis = record({
  curfew: oneOf(['analysis/1']),
  sources: objects,
  device: record({}),
  clock: record({}),
  policy: text,
  toleranceMs: number,
  sessions: objects,
  predicted: objects,
  observed: objects,
  verdicts: list(record({ outcome: text, verdict: text, deltaMs: orNull(number) })),
  budgets: objects,
  spans: objects,
  assumptions: list(text),
  diagnostics: objects,
});

const prediction = record({ curfew: oneOf(['prediction/1']), policy: text, outcomes: objects, budgets: objects });

const limitOrigins = ['release default', 'device config', 'compat change', 'set for this run'];

const environment = record({
  readAt: instant,
  bootId: orNull(text),
  policy: text,
  variant: orNull(text),
  limits: list(record({ name: text, value: orNull(text), reading: text, origin: oneOf(limitOrigins) })),
  facts: list(record({ name: text, value: text })),
});

const scenario = record({
  id: wholeText,
  name: text,
  packageName: text,
  targetSdk: number,
  document: text,
  compression: number,
});

const device = record({
  id: wholeText,
  serial: text,
  name: text,
  manufacturer: orNull(text),
  model: orNull(text),
  kind: oneOf(['phone', 'emulator']),
  release: orNull(number),
  sdk: orNull(number),
  fingerprint: orNull(text),
  securityPatch: orNull(text),
  changes: list(
    record({
      kind: text,
      subject: text,
      before: orNull(text),
      during: orNull(text),
      after: orNull(text),
      state: oneOf(changeStates),
      note: orNull(text),
    }),
  ),
});

const runCase = record({
  scenario: text,
  device: text,
  state: oneOf(caseStates),
  reason: orNull(text),
  attempts: count,
  begunAt: orNull(instant),
  endedAt: orNull(instant),
  environment: orNull(environment),
  prediction: orNull(prediction),
  analysis: orNull(analysis),
  trace: orNull(record({ sha256, bytes: count })),
  logs: orLeftOut(list(record({ name: text, sha256, bytes: count }))),
  notObserved: list(text),
});

const run = record({
  curfew: oneOf(['run/1']),
  id: runId,
  name: wholeText,
  state: oneOf(runStates),
  createdAt: instant,
  begunAt: orNull(instant),
  endedAt: orNull(instant),
  curfewVersion: wholeText,
  host: orNull(wholeText),
  toleranceMs: number,
  pinned: truth,
  note: wholeText,
  scenarios: list(scenario),
  devices: list(device),
  cases: list(runCase),
});

export function readRun(value: unknown): Result<Run, RunReadError> {
  const problem = run(value, '') ?? wrongReference(value as Run);
  return problem === undefined ? ok(value as Run) : fail(problem);
}

/** Ids that stand twice, and cases that name a scenario or a device that the run does not have. */
function wrongReference({ scenarios, devices, cases }: Run): RunReadError | undefined {
  const scenarioIds = new Set(scenarios.map(({ id }) => id));
  const deviceIds = new Set(devices.map(({ id }) => id));
  if (scenarioIds.size < scenarios.length) return wrong('scenarios', 'has an id twice');
  if (deviceIds.size < devices.length) return wrong('devices', 'has an id twice');
  const places = new Set<string>();
  for (const [index, each] of cases.entries()) {
    const path = `cases[${index}]`;
    if (!scenarioIds.has(each.scenario)) return wrong(path, 'names a scenario that the run does not have');
    if (!deviceIds.has(each.device)) return wrong(path, 'names a device that the run does not have');
    const place = JSON.stringify([each.scenario, each.device]);
    if (places.has(place)) return wrong(path, 'is the second of its scenario and device');
    places.add(place);
  }
  return undefined;
}
