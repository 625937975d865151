import { expect, it } from 'vitest';
import { parsePrintedDuration } from './printed-duration.js';

it('reads every form that TimeUtils prints', () => {
  const forms: readonly (readonly [string, number])[] = [
    ['-7s398ms', -7_398],
    ['-50s390ms', -50_390],
    ['-1m17s758ms', -77_758],
    ['-1h5m29s805ms', -3_929_805],
    ['+1d2h3m4s5ms', 93_784_005],
    ['1m0s0ms', 60_000],
    ['250ms', 250],
    ['0', 0],
  ];
  for (const [text, milliseconds] of forms) expect(parsePrintedDuration(text), text).toBe(milliseconds);
});

it('reads nothing else', () => {
  for (const text of ['', '-', '+', 's', '5', '1m1h', '1.5s', '-1m17s758ms ']) {
    expect(parsePrintedDuration(text), text).toBeUndefined();
  }
});
