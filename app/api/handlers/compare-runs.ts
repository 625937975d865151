/** What changed from one run to another: cases are matched by the name of their scenario and their device. */
import type { Analysis, Verdict } from '../../../engine/compare/analysis.js';
import type { Run, RunCase } from '../../lab/runs/run.js';
import type { RunComparison } from '../contract.js';

type Change = RunComparison['changed'][number];

interface NamedCase {
  readonly scenario: string;
  readonly device: string;
  readonly deviceName: string;
  readonly case: RunCase;
}

export function compareRuns(before: Run, after: Run): RunComparison {
  const earlier = namedCases(before);
  const later = namedCases(after);
  const changed: Change[] = [];
  const notComparable: string[] = [];
  for (const [key, one] of earlier) {
    const other = later.get(key);
    if (other === undefined) notComparable.push(`${titleOf(one)} is only in the earlier run.`);
    else if (one.case.analysis === null || other.case.analysis === null)
      notComparable.push(
        `${titleOf(one)} has nothing to compare in the ${one.case.analysis === null ? 'earlier' : 'later'} run.`,
      );
    else changed.push(...changesOf(one, one.case.analysis, other.case.analysis));
  }
  for (const [key, one] of later)
    if (!earlier.has(key)) notComparable.push(`${titleOf(one)} is only in the later run.`);
  return { changed, notComparable };
}

const titleOf = ({ scenario, deviceName }: NamedCase): string => `${scenario} on ${deviceName}`;

function namedCases(run: Run): Map<string, NamedCase> {
  const scenarios = new Map(run.scenarios.map((scenario) => [scenario.id, scenario]));
  const devices = new Map(run.devices.map((device) => [device.id, device]));
  return new Map(
    run.cases.map((one) => {
      const scenario = scenarios.get(one.scenario);
      const target = scenario === undefined ? one.scenario : `${scenario.name}, target SDK ${scenario.targetSdk}`;
      const deviceName = devices.get(one.device)?.name ?? one.device;
      return [
        JSON.stringify([target, one.device]),
        { scenario: scenario?.name ?? one.scenario, device: one.device, deviceName, case: one },
      ];
    }),
  );
}

function changesOf(one: NamedCase, before: Analysis, after: Analysis): Change[] {
  const earlier = numbered(before.verdicts);
  const later = numbered(after.verdicts);
  const changes: Change[] = [];
  for (const key of new Set([...earlier.keys(), ...later.keys()])) {
    const [was, is] = [earlier.get(key), later.get(key)];
    const about = is ?? was;
    if (about === undefined || was?.verdict === is?.verdict) continue;
    const name = about.service === null ? about.outcome : `${about.outcome} of ${about.service}`;
    changes.push({
      scenario: one.scenario,
      device: one.device,
      outcome: about.outcome,
      before: was?.verdict ?? null,
      after: is?.verdict ?? null,
      text: `${titleOf(one)}: ${name} was ${words(was)}, is ${words(is)}.`,
    });
  }
  return changes;
}

/** The same outcome of a service may come several times: the second of one run is compared with the second of the other. */
function numbered(verdicts: readonly Verdict[]): Map<string, Verdict> {
  const counts = new Map<string, number>();
  return new Map(
    verdicts.map((verdict) => {
      const about = JSON.stringify([verdict.outcome, verdict.package, verdict.service]);
      const number = (counts.get(about) ?? 0) + 1;
      counts.set(about, number);
      return [`${number} ${about}`, verdict];
    }),
  );
}

function words(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'neither predicted nor observed';
  const { deltaMs, cause } = verdict;
  const by = deltaMs === null || verdict.verdict === 'as-predicted' ? '' : ` by ${Math.abs(deltaMs)} ms`;
  return `${verdict.verdict}${by}${cause === null ? '' : ` (${cause.cause})`}`;
}
