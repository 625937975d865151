import { describe, expect, it } from 'vitest';
import type { LiveCase, LiveRun } from '../lab/runs/live-run.js';
import { doneCase, sampleCase, sampleRun } from '../lab/runs/run-fixture.js';
import { RunProgress } from './run-progress.js';

const live = (device: string, phase: LiveCase['phase']): LiveCase => ({
  scenario: doneCase.scenario,
  device,
  state: phase === 'over' ? 'done' : 'running',
  phase,
  attempts: doneCase.attempts,
  playedMs: 0,
  durationMs: 60_000,
  marks: [],
  verdicts: phase === 'over' ? { 'as-predicted': 2 } : {},
  reason: null,
});

const runOf = (cases: readonly LiveCase[]): LiveRun => ({
  id: 'r',
  name: 'night',
  state: 'running',
  isPaused: false,
  isEnding: false,
  begunAt: null,
  leftMs: null,
  observations: 0,
  cases,
});

function progressOf() {
  let text = '';
  const stream = { isTTY: false, write: (piece: string) => ((text += piece), true) } as unknown as NodeJS.WriteStream;
  const progress = new RunProgress({ stream, nameOf: (device) => device, now: () => 0 });
  return { progress, lines: () => text.trimEnd().split('\n') };
}

describe('the progress of a run', () => {
  it('tells the end of every case once, also of those that end together with the run', () => {
    const { progress, lines } = progressOf();
    progress.show(runOf(['A', 'B', 'C'].map((device) => live(device, 'playing'))));
    progress.show(runOf([live('A', 'over'), live('B', 'playing'), live('C', 'playing')]));
    progress.end();
    const ended = ['A', 'B'].map((device) => ({ ...doneCase, device }));
    const failed = sampleCase(doneCase.scenario, 'C', {
      state: 'failed',
      attempts: 1,
      reason: 'The probe was refused.',
    });
    progress.showEnd(sampleRun('r', { cases: [...ended, failed, sampleCase('other', 'C', { state: 'planned' })] }));
    const of = (device: string): string[] => lines().filter((line) => line.includes(`  ${device}  `));
    expect(of('A')).toHaveLength(2);
    expect(of('B')).toHaveLength(2);
    expect(of('B')[1]).toMatch(/as predicted|missing/);
    expect(of('C')).toHaveLength(2);
    expect(of('C')[1]).toContain('failed: The probe was refused.');
  });
});
