import { describe, expect, it } from 'vitest';
import type { LiveCase } from '../../lab/runs/live-run.js';
import { doneCase, sampleCase, sampleDevice, sampleRun } from '../../lab/runs/run-fixture.js';
import { liveCaseWords, planText, runResultText } from './run-text.js';

const plain = { colour: false, width: 140 };

describe('the table at the end of a run', () => {
  it('says for each device what was predicted and what happened, and whether it was handed back', () => {
    const text = runResultText(sampleRun('one', { state: 'interrupted' }), plain);
    expect(text).toContain('the budget runs out (target 35, 60x faster)');
    expect(text).toMatch(
      /Pixel 8 \(emulator-5554\), Android 15 +no limit is reached +crash missing \(rule-unknown\?\)/,
    );
    expect(text).toMatch(/Pixel 8 \(R58M123ABC\), Android 15 +no limit is reached +not played yet/);
    expect(text).toContain('2 changes on 2 devices, all undone.');
    expect(text).toContain('curfew run --resume one');
  });

  it('says what is still to be undone', () => {
    const [first] = sampleDevice('A').changes;
    if (first === undefined) throw new Error('the fixture has no change');
    const device = { ...sampleDevice('A'), changes: [{ ...first, state: 'outstanding' as const }] };
    const run = sampleRun('one', { devices: [device], cases: [{ ...doneCase, device: 'A' }] });
    expect(runResultText(run, plain)).toContain('of which 1 are still to be undone: curfew restore');
  });

  it('gives the reason of a case that was not played', () => {
    const run = sampleRun('one', {
      cases: [sampleCase('grace', 'R58M123ABC', { state: 'failed', reason: 'The probe was refused.' })],
    });
    expect(runResultText(run, plain)).toContain('could not be played: The probe was refused.');
  });
});

describe('the plan of a run', () => {
  it('names lengths, outcomes, obstacles, changes and gates that are not met', () => {
    const text = planText(
      {
        scenarios: [{ id: 's', name: 'it never stops', targetSdk: 35, compression: 60 }],
        gates: [{ device: 'A', gates: [{ name: 'battery', met: false, text: 'The battery is at 3 %.' }] }],
        cases: [
          {
            scenario: 's',
            device: 'A',
            durationMs: 421_000,
            prediction: null,
            policy: 'android-15',
            changes: [{ kind: 'x', subject: 'y', want: 'z', command: 'put it' }],
            obstacle: null,
            notes: ['a note'],
          },
          {
            scenario: 's',
            device: 'B',
            durationMs: 0,
            prediction: null,
            policy: null,
            changes: [],
            obstacle: 'cannot sleep',
            notes: [],
          },
        ],
        durationMs: 431_000,
      },
      (device) => `phone ${device}`,
      plain,
    );
    expect(text).toContain('2 cases on 2 devices, about 7 m 11 s');
    expect(text).toMatch(/phone A +7 m 1 s +no limit is reached/);
    expect(text).toMatch(/phone B +– +cannot sleep/);
    for (const words of ['put it', 'a note', 'phone A: The battery is at 3 %.']) expect(text).toContain(words);
  });
});

describe('a line of progress', () => {
  const playing: LiveCase = {
    scenario: 's',
    device: 'A',
    state: 'running',
    phase: 'playing',
    attempts: 1,
    playedMs: 61_000,
    durationMs: 120_000,
    marks: [],
    verdicts: {},
    reason: null,
  };
  it.each<[Partial<LiveCase>, string | null]>([
    [{}, 'playing 1 m 1 s of 2 m'],
    [{ phase: 'preparing' }, null],
    [{ phase: 'waiting for device', attempts: 2, reason: 'gone' }, 'waiting for device, attempt 2: gone'],
    [
      { phase: 'over', state: 'done', verdicts: { 'as-predicted': 2, late: 1 } },
      '2 outcomes as predicted, 1 outcome late',
    ],
    [{ phase: 'over', state: 'interrupted', reason: 'the cable' }, 'interrupted: the cable'],
  ])('of a case with %j is %j', (changes, words) => {
    expect(liveCaseWords({ ...playing, ...changes })).toBe(words);
  });
});
