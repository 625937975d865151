import { describe, expect, it } from 'vitest';
import { refusalOf } from './refusal.js';

describe('why a device cannot be had', () => {
  it('names who has it, and when that runs out: a holder that died frees it by then', () => {
    const foreignLease = {
      holder: 'nightly',
      host: 'desk-b',
      since: '2026-11-23T04:00:00.000Z',
      expiresAt: '2026-11-23T04:10:00.000Z',
    };
    const nothing = { advice: null, quarantine: null, openChanges: [], lease: null };
    expect(refusalOf({ id: 'SIM1', allocation: 'leased', foreignLease, ...nothing }, false)).toBe(
      'SIM1 is in use by nightly on desk-b since 2026-11-23T04:00:00.000Z, until 2026-11-23T04:10:00.000Z if that is not prolonged',
    );
  });
});
