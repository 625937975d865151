import { describe, expect, it } from 'vitest';
import { documented } from '../policy/documented.js';
import type { Policy } from '../policy/policy.js';
import { android14, android15, android15v2, android16, android17 } from '../policy/shipped.js';
import { parseAxis, type Axis } from './axis.js';
import { questionOf, type Question } from './columns.js';

const axes = (...texts: string[]): Axis[] =>
  texts.map((text) => {
    const axis = parseAxis(text);
    if (!axis.ok) throw new Error(axis.error);
    return axis.value;
  });

function question(bases: readonly Policy[], ...texts: string[]): Question {
  const asked = questionOf(bases, axes(...texts));
  if (!asked.ok) throw new Error(asked.error);
  return asked.value;
}

const labels = ({ columns }: Question): string[] => columns.map(({ label }) => label);

describe('the columns of a question', () => {
  it('are the policies themselves where nothing is varied, the first as base', () => {
    const { columns } = question([android15, android16]);
    expect(columns.map(({ policy }) => policy)).toEqual([android15, android16]);
  });

  it('begin with the first base as it is, then every value', () => {
    const asked = question([android15], 'dataSyncLimit=1h,6h');
    expect(labels(asked)).toEqual(['android-15', 'dataSyncLimit 1h', 'dataSyncLimit 6h']);
    expect(asked.columns.map(({ policy }) => policy.timeLimitedTypes?.dataSyncLimit)).toEqual([
      21_600_000, 3_600_000, 21_600_000,
    ]);
    expect(asked.columns[2]?.policy).toEqual(android15);
  });

  it('are a grid of every base and every combination, the last axis fastest', () => {
    expect(labels(question([android15, android16], 'dataSyncLimit=1h,2h', 'targetSdk=34,35'))).toEqual([
      'android-15',
      'android-15, dataSyncLimit 1h, targetSdk 34',
      'android-15, dataSyncLimit 1h, targetSdk 35',
      'android-15, dataSyncLimit 2h, targetSdk 34',
      'android-15, dataSyncLimit 2h, targetSdk 35',
      'android-16, dataSyncLimit 1h, targetSdk 34',
      'android-16, dataSyncLimit 1h, targetSdk 35',
      'android-16, dataSyncLimit 2h, targetSdk 34',
      'android-16, dataSyncLimit 2h, targetSdk 35',
    ]);
  });

  it('take the policy of each release', () => {
    const { columns } = question([android15], 'release=14..17:1');
    expect(columns.map(({ policy }) => policy)).toEqual([android15, android14, android15, android16, android17]);
  });

  it('say where a value changes nothing', () => {
    const { notes, columns } = question([android14, android15], 'dataSyncLimit=1h');
    expect(notes).toEqual(['android-14 has no time-limited types: varying dataSyncLimit changes nothing there.']);
    expect(columns[1]?.policy).toBe(android14);
  });

  it.each<[string, readonly Policy[], string[], string]>([
    [
      'one value twice',
      [android15],
      ['dataSyncLimit=1h', 'data_sync_fgs_timeout_duration=2h'],
      'dataSyncLimit is varied twice',
    ],
    ['one policy twice', [android15, android15], [], 'the policy android-15 is named twice'],
    [
      'too many',
      [android15],
      ['dataSyncLimit=1s..5m:1s', 'crashGrace=1s..1m:1s'],
      '18000 policies are too many, at most 10000',
    ],
    [
      'releases of several policies',
      [android15, android16],
      ['release=15,16'],
      'release can be varied from one policy',
    ],
    ['releases of a reading', [documented], ['release=15,16'], 'release can be varied from one policy'],
    ['releases of a variant', [android15v2], ['release=15,16'], 'release can be varied from one policy'],
    [
      'releases of a policy of a file',
      [{ ...android15, name: 'mine' }],
      ['release=15,16'],
      'release can be varied from one policy',
    ],
    [
      'what no base has',
      [android14],
      ['dataSyncLimit=1h'],
      'nothing would change: android-14 has no time-limited types',
    ],
  ])('are refused: %s', (_what, bases, texts, message) => {
    const asked = questionOf(bases, axes(...texts));
    expect(asked.ok).toBe(false);
    if (!asked.ok) expect(asked.error).toContain(message);
  });
});
