import { describe, expect, it } from 'vitest';
import type { Verdict, VerdictName } from '../../../engine/compare/analysis.js';
import type { Run } from '../../lab/runs/run.js';
import { sampleAnalysis, sampleCase, sampleDevice, sampleRun } from '../../lab/runs/run-fixture.js';
import { compareRuns } from './compare-runs.js';

const verdict = (name: VerdictName, deltaMs: number | null = null): Verdict => ({
  outcome: 'timeout-callback',
  package: 'p',
  service: 'p/.A',
  verdict: name,
  deltaMs,
  predicted: null,
  observed: null,
  cause: null,
});

function runWith(id: string, device: string, verdicts: readonly Verdict[] | null): Run {
  const analysis = verdicts === null ? null : { ...sampleAnalysis, verdicts };
  return sampleRun(id, { devices: [sampleDevice(device)], cases: [sampleCase('budget', device, { analysis })] });
}

describe('two runs', () => {
  it('that came out the same show nothing', () => {
    const verdicts = [verdict('as-predicted', 5)];
    expect(compareRuns(runWith('r-1', 'd', verdicts), runWith('r-2', 'd', verdicts))).toEqual({
      changed: [],
      notComparable: [],
    });
  });

  it('show what changed, the second of equal outcomes against the second', () => {
    const before = runWith('r-1', 'd', [verdict('as-predicted', 1), verdict('as-predicted', 2)]);
    const after = runWith('r-2', 'd', [verdict('as-predicted', 1), verdict('late', 900)]);
    const { changed } = compareRuns(before, after);
    expect(changed).toMatchObject([{ before: 'as-predicted', after: 'late', device: 'd' }]);
    expect(changed[0]?.text).toContain('late by 900 ms');
  });

  it('show an outcome that is new, and one that is gone', () => {
    const [none, one] = [runWith('r-1', 'd', []), runWith('r-2', 'd', [verdict('unpredicted')])];
    expect(compareRuns(none, one).changed).toMatchObject([{ before: null, after: 'unpredicted' }]);
    expect(compareRuns(one, none).changed).toMatchObject([{ before: 'unpredicted', after: null }]);
  });

  it('say what cannot be compared, and in which run', () => {
    const other = compareRuns(runWith('r-1', 'd', []), runWith('r-2', 'e', []));
    expect(other.notComparable.map((text) => /only in the (\w+) run/.exec(text)?.[1])).toEqual(['earlier', 'later']);
    const unplayed = compareRuns(runWith('r-1', 'd', []), runWith('r-2', 'd', null));
    expect(unplayed.notComparable[0]).toContain('nothing to compare in the later run');
  });
});
