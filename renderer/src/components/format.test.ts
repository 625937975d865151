import { describe, expect, it } from 'vitest';
import { formatBytes, formatRough } from './format.js';

describe('numbers with units', () => {
  it('writes sizes in powers of 1024, as the lab’s own sentences about devices count', () => {
    expect([0, 1_023, 1_024, 1_230, 99_400, 536_870_912, 1_073_741_824, 61_203_283_968].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '1.2 KiB',
      '97 KiB',
      '512 MiB',
      '1.0 GiB',
      '57 GiB',
    ]);
  });

  it('writes lengths as exactly as a list needs', () => {
    expect([61, 1_499, 90_400, 28_810_000].map(formatRough)).toEqual(['61 ms', '1 s', '1 m 30 s', '8 h']);
  });
});
