import { describe, expect, it } from 'vitest';
import type { Analysis, Run } from '../../../../app/api/contract.js';
import { fakeRuns, overRun, readRun } from '../../testing/fake-runs.js';
import { exampleAnalyses } from '../../timeline/timeline-fixture.js';
import { countsOfRun, firstToLookAt, laneOf, noteOf, playedWith } from './run-words.js';

const found = readRun(overRun.id);
if (found === undefined) throw new Error(`no run ${overRun.id} among ${fakeRuns.length}`);
const run: Run = found;

function runOf(...analyses: readonly (Analysis | null)[]): Run {
  const [first] = run.cases;
  if (first === undefined) throw new Error('a run without cases');
  return { ...run, cases: analyses.map((analysis, at) => ({ ...first, scenario: `s${at}`, state: 'done', analysis })) };
}

describe('a run in words', () => {
  it('is looked at first where the verdict is worst, and at its first case when all agree', () => {
    const { sixHours, shortService, shortened } = exampleAnalyses;
    expect(firstToLookAt(runOf(shortService, sixHours, shortened))?.scenario).toBe('s2');
    expect(firstToLookAt(runOf(null, shortService, sixHours))?.scenario).toBe('s2');
    expect(firstToLookAt(runOf(null, shortService, shortService))?.scenario).toBe('s1');
    expect(firstToLookAt(runOf())).toBeUndefined();
  });

  it('counts the verdicts of all its cases', () => {
    const { sixHours, shortened } = exampleAnalyses;
    expect(countsOfRun(runOf(sixHours, shortened, null))).toEqual({
      'as-predicted': 2,
      'not-observable': 1,
      unpredicted: 1,
    });
  });

  it('has a lane with what was predicted and observed, from the beginning of the recording, silent outcomes left out', () => {
    const lane = laneOf(exampleAnalyses.shortened);
    expect(lane).toEqual({
      marks: [
        {
          voice: 'observed',
          outcome: 'timeout-callback',
          service: 'com.example.photosync/.SyncService',
          atMs: 94_007,
        },
      ],
      durationMs: 153_714,
    });
    const silent = laneOf(exampleAnalyses.sixHours)?.marks.filter(({ outcome }) => outcome === 'deadline-moved');
    expect(silent).toEqual([]);
    expect(laneOf(null)).toBeNull();
  });

  it('tells devices of one name apart, and says nothing twice', () => {
    expect(noteOf({ name: 'Pixel 9', model: 'Pixel 9', release: 16 }, 'SIM00006')).toBe('Android 16 · SIM00006');
    expect(noteOf({ name: 'desk 3', model: 'Pixel 9', release: null }, 'A1')).toBe('Pixel 9 · A1');
    expect(noteOf({ name: 'A1', model: null, release: null }, 'A1')).toBe('');
  });

  it('says how fast a scenario is played', () => {
    expect(playedWith({ targetSdk: 35, compression: 60 })).toBe('SDK 35, 60 times as fast');
    expect(playedWith({ targetSdk: 34, compression: 1 })).toBe('SDK 34, at its own pace');
  });
});
