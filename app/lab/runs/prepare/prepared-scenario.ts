/**
 * The scenarios of a run as they are to be played: for a variant of the probe, and compressed. What is written into the run
 * is read back from it when the run is taken up again.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { compressScenario } from '../../../../engine/scenario/compress.js';
import { policyOfScenario } from '../../../../engine/scenario/policy-of-scenario.js';
import { predictScenario, type ScenarioPrediction } from '../../../../engine/scenario/predict-scenario.js';
import { readScenario } from '../../../../engine/scenario/read-scenario.js';
import type { Scenario, ScenarioError } from '../../../../engine/scenario/scenario.js';
import { writeScenario } from '../../../../engine/scenario/write-scenario.js';
import { policyOfRelease } from '../../../../engine/policy/policies.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { probePackage, probeTargets } from '../../probe/probe-app.js';
import type { RunScenario } from '../run.js';
import type { RunRequest } from '../run-plan.js';

export interface PreparedScenario {
  readonly record: RunScenario;
  readonly scenario: Scenario;
  /** What is not as written, one sentence each. */
  readonly notes: readonly string[];
}

const LARGEST_COMPRESSION = 10_000;
const MOST_SCENARIOS = 1_000;
const MOST_SHOWN = 5;
const LONGEST_FIXED_WAITS_MS = 120_000;
const AFTER_LAST_MS = 2_000;

/** Every scenario with every target; the error names what is wrong with the first text that is no scenario. */
export function prepareScenarios(
  request: Pick<RunRequest, 'scenarios' | 'compression' | 'targets'>,
): Result<readonly PreparedScenario[], string> {
  const { scenarios, compression, targets } = request;
  const wrong = whyNot(request);
  if (wrong !== null) return fail(wrong);
  const ids = new Set<string>();
  const prepared: PreparedScenario[] = [];
  for (const { title, text } of scenarios) {
    const read = readScenario(text, title);
    if (!read.ok) return fail(mistakesOf(title, read.error));
    for (const target of targets.length === 0 ? [read.value.targetSdk] : targets) {
      const id = unusedId(targets.length > 1 ? `${slugOf(title)}-t${target}` : slugOf(title), ids);
      ids.add(id);
      prepared.push(prepare(id, read.value, target, compression));
    }
  }
  return prepared.length <= MOST_SCENARIOS ? ok(prepared) : fail(`A run takes up to ${MOST_SCENARIOS} scenarios.`);
}

function whyNot({ scenarios, compression, targets }: Parameters<typeof prepareScenarios>[0]): string | null {
  if (scenarios.length === 0) return 'A run wants at least one scenario.';
  if (!(compression >= 1 && compression <= LARGEST_COMPRESSION))
    return `The compression is a factor from 1 to ${LARGEST_COMPRESSION}, for example 60.`;
  const unknown = targets.find((target) => !probeTargets.includes(target));
  if (unknown !== undefined) return `The probe has no variant for target SDK ${unknown}: ${probeTargets.join(', ')}.`;
  return null;
}

function mistakesOf(title: string, errors: readonly ScenarioError[]): string {
  const lines = errors.slice(0, MOST_SHOWN).map(({ line, column, path, message }) => {
    const place = line > 0 ? `${title}:${line}:${column}` : title;
    return `${place}: ${path === '' ? '' : `${path} `}${message}`;
  });
  const left = errors.length - lines.length;
  return [...lines, ...(left > 0 ? [`${left} more mistakes in ${title}`] : [])].join('\n');
}

function prepare(id: string, original: Scenario, target: number, compression: number): PreparedScenario {
  const retargeted: Scenario = { ...original, targetSdk: target, packageName: probePackage(target) };
  const notes: string[] = [];
  if (original.targetSdk !== target)
    notes.push(`Written for target SDK ${original.targetSdk}; played with the probe's variant for ${target}.`);
  const played = compression === 1 ? retargeted : compressed(retargeted, compression, notes);
  // How many times faster it is stands beside the name.
  const scenario: Scenario = { ...played, name: original.name };
  return { record: recordOf(id, scenario, compression), scenario, notes };
}

function compressed(original: Scenario, factor: number, notes: string[]): Scenario {
  const policy = limitedPolicy(original);
  const { scenario, differences } = compressScenario(original, policy, factor);
  if (differences.length === 0) return scenario;
  const longer = withLaterEnd(scenario, policy);
  if (isSameStory(predictScenario(original, policy), predictScenario(longer, policy))) return longer;
  notes.push(...differences);
  return scenario;
}

/** Compressed by a release without time-limited types, the limits of later ones would stay as long as they are. */
function limitedPolicy(scenario: Scenario): Policy {
  const own = policyOfScenario(scenario);
  return own.timeLimitedTypes === null ? policyOfRelease(15).policy : own;
}

/** Waits that Android does not let anybody shorten, the 10 s before a crash for example, may reach beyond a scaled end. */
function withLaterEnd(scenario: Scenario, policy: Policy): Scenario {
  const open = movedEnd(scenario, scenario.endMs + LONGEST_FIXED_WAITS_MS);
  const outcomes = predictScenario(open, policy).outcomes.map(({ elapsedMs }) => elapsedMs);
  return movedEnd(scenario, Math.max(scenario.endMs, Math.ceil(Math.max(0, ...outcomes)) + AFTER_LAST_MS));
}

function movedEnd(scenario: Scenario, endMs: number): Scenario {
  return {
    ...scenario,
    endMs,
    steps: scenario.steps.map((step) => (step.do === 'end' ? { ...step, atMs: endMs } : step)),
  };
}

function isSameStory(one: ScenarioPrediction, other: ScenarioPrediction): boolean {
  const story = ({ outcomes }: ScenarioPrediction): string =>
    JSON.stringify(outcomes.map(({ outcome, service }) => [outcome, service]));
  return story(one) === story(other);
}

function recordOf(id: string, scenario: Scenario, compression: number): RunScenario {
  const { name, packageName, targetSdk } = scenario;
  return { id, name, packageName, targetSdk, document: JSON.stringify(writeScenario(scenario)), compression };
}

/** The scenario of a run in the store; the error says what is wrong with it. */
export function preparedFrom(record: RunScenario): Result<PreparedScenario, string> {
  const read = readScenario(record.document, record.name);
  return read.ok ? ok({ record, scenario: read.value, notes: [] }) : fail(mistakesOf(record.name, read.error));
}

/** `examples/c01-timeout.yaml` → `c01-timeout`. */
function slugOf(title: string): string {
  const base = title.slice(Math.max(title.lastIndexOf('/'), title.lastIndexOf('\\')) + 1).replace(/\.[A-Za-z]+$/, '');
  const slug = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return slug === '' ? 'scenario' : slug;
}

function unusedId(wanted: string, used: ReadonlySet<string>): string {
  if (!used.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!used.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}
