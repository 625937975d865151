import { describe, expect, it } from 'vitest';
import type { PolicySummary } from '../../../../app/api/contract.js';
import { policyOfLog, settingsOf, variationOf } from './rule-settings.js';

const policy = (name: string, release: number, config: Record<string, number>): PolicySummary => ({
  name,
  title: name,
  release,
  variants: ['V3'],
  config,
  source: 'built in',
});
const fifteen = policy('android-15', 15, { data_sync_fgs_timeout_duration: 21_600_000, unheard_of: 1 });
const fourteen = policy('android-14', 14, {});

describe('the rules of a what-if', () => {
  it('have a slider for each known limit of the policy, which can stop at the policy’s own value', () => {
    const odd = policy('odd', 15, { data_sync_fgs_timeout_duration: 98_765 });
    expect(settingsOf(fifteen).map(({ key }) => key)).toEqual(['data_sync_fgs_timeout_duration']);
    expect(settingsOf(odd)[0]?.stops).toContain(98_765);
    expect(settingsOf(fourteen)).toEqual([]);
  });

  it('send only what was turned, and nothing that a policy does not know', () => {
    const turned = { targetSdk: 34, config: { data_sync_fgs_timeout_duration: 60_000 } };
    expect(variationOf(fifteen, 'V3', turned)).toEqual({
      policy: 'android-15',
      variant: 'V3',
      targetSdk: 34,
      config: { data_sync_fgs_timeout_duration: 60_000 },
    });
    expect(variationOf(fourteen, 'V3x', turned)).toEqual({ policy: 'android-14', targetSdk: 34 });
    expect(variationOf(fifteen, null, { targetSdk: null, config: {} })).toEqual({ policy: 'android-15' });
  });

  it('begin with the policy that judged the log, else with that of its release', () => {
    const all = [fourteen, fifteen];
    expect(policyOfLog(all, { policy: 'android-15', device: { release: 14 } })).toBe(fifteen);
    expect(policyOfLog(all, { policy: 'my.yaml', device: { release: 15 } })).toBe(fifteen);
    expect(policyOfLog(all, { policy: 'my.yaml', device: { release: null } })).toBe(fourteen);
    expect(policyOfLog([], { policy: 'my.yaml', device: { release: null } })).toBeUndefined();
  });
});
