import { describe, expect, it } from 'vitest';
import { conformance } from './run.js';

describe('the engine and the simulator, written apart from the same specification', () => {
  it('give the same outcomes at the same millisecond on 10,000 random scenarios of every variant', () => {
    const { reports, differences } = conformance(10_000, 1);
    expect(reports.join('\n\n')).toBe('');
    expect(differences).toBe(0);
  }, 300_000);
});
