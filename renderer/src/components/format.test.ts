import { describe, expect, it } from 'vitest';
import { formatBytes, formatRough } from './format.js';

describe('numbers with units', () => {
  it('writes sizes with three digits at most', () => {
    expect([0, 999, 1_000, 1_230, 99_400, 999_499, 999_500, 61_203_283_968].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.2 kB',
      '99 kB',
      '999 kB',
      '1.0 MB',
      '61 GB',
    ]);
  });

  it('writes lengths as exactly as a list needs', () => {
    expect([61, 1_499, 90_400, 28_810_000].map(formatRough)).toEqual(['61 ms', '1 s', '1 m 30 s', '8 h']);
  });
});
