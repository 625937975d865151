import { describe, expect, it } from 'vitest';
import { parseAxis, type Axis } from '../../../engine/what-if/axis.js';
import { changeWords, courseWords, outcomeTitle } from './what-if-words.js';

const NONE = Number.NaN;
const clock = (elapsedMs: number): string => `T${elapsedMs}`;

function limits(text: string): Axis {
  const axis = parseAxis(text);
  if (!axis.ok) throw new Error(axis.error);
  return axis.value;
}

const five = limits('dataSyncLimit=1h..5h:1h');

describe('the words of a what-if', () => {
  it.each<[number, number, string]>([
    [5, 5, '—'],
    [5_000, 1_805_000, 'moved +30 m'],
    [60_000, 0, 'moved −1 m'],
    [5, NONE, 'gone'],
    [NONE, 7, 'new: T7'],
    [NONE, NONE, ''],
  ])('say of %d and %d: %s', (base, moment, words) => {
    expect(changeWords(base, moment, clock)).toBe(words);
  });

  it.each<[number[], string]>([
    [[4, 4, 4, 4, 4], 'at T4 whatever the dataSyncLimit'],
    [[NONE, NONE, NONE, NONE, NONE], 'does not come'],
    [
      [4, 4, 10, 16, NONE],
      'at T4 up to dataSyncLimit 2h, then 6 ms later with every step, up to T16 at 4h, gone from 5h on',
    ],
    [[NONE, 9, 9, 9, 9], 'does not come with dataSyncLimit 1h, at T9 from 2h on'],
    [
      [9, 8, 6, 6, 6],
      'at T9 with dataSyncLimit 1h, then earlier with every step, up to T6 at 3h, then unchanged from 3h on',
    ],
    [[NONE, NONE, 3, NONE, 4], 'does not come up to dataSyncLimit 2h, at T3 with 3h, gone with 4h, at T4 from 5h on'],
    [[1, 1, 5, 5, 5], 'at T1 up to dataSyncLimit 2h, then 4 ms later, up to T5 at 3h, then unchanged from 3h on'],
  ])('say of the course %j', (moments, words) => {
    expect(courseWords(five, moments, clock)).toBe(words);
  });

  it('tell a few values one by one', () => {
    expect(courseWords(limits('targetSdk=34,35'), [NONE, 5], clock)).toBe(
      'targetSdk 34: does not come; targetSdk 35: at T5',
    );
    expect(courseWords(limits('gate_fgs_timeout_anr_behavior=true,false'), [5, 6], clock)).toBe(
      'gate_fgs_timeout_anr_behavior true: at T5; gate_fgs_timeout_anr_behavior false: at T6',
    );
  });

  it('name a package where there are several, and the number of a repeated outcome', () => {
    const outcome = { outcome: 'timeout-callback', component: 'com.a/.Sync', type: 'dataSync' } as const;
    expect(outcomeTitle(outcome, false)).toBe('timeout callback of .Sync (dataSync)');
    expect(outcomeTitle({ ...outcome, type: null }, true, 2)).toBe('timeout callback of com.a/.Sync, number 2');
  });
});
