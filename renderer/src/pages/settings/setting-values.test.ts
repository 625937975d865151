import { describe, expect, it } from 'vitest';
import { bytesOf, gibibytesText, readLimit, readServers, readTolerance } from './setting-values.js';

describe('what is typed for a setting', () => {
  it('takes whole milliseconds in range as a tolerance', () => {
    expect([' 250 ', '1', '600000', '0', '600001', '1.5', '-1', ''].map(readTolerance)).toEqual([
      250,
      1,
      600_000,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('takes nothing for no limit and refuses what is no number above 0', () => {
    expect([readLimit(''), readLimit('12.5'), readLimit('0'), readLimit('many')]).toEqual([
      null,
      12.5,
      undefined,
      undefined,
    ]);
  });

  it('writes a size as it was typed', () => {
    expect(gibibytesText(bytesOf(21.5))).toBe('21.5');
    expect(gibibytesText(null)).toBe('');
  });

  it('reads servers line by line and names the first that is none', () => {
    expect(readServers('127.0.0.1:5037\n\n lab-2:5038 ')).toEqual({
      servers: ['127.0.0.1:5037', 'lab-2:5038'],
      bad: null,
    });
    expect(readServers('a:1\nb\nc').bad).toBe('b');
  });
});
