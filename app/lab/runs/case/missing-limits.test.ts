import { describe, expect, it } from 'vitest';
import { policyOfScenario } from '../../../../engine/scenario/policy-of-scenario.js';
import { exampleScenario } from './case-fixture.js';
import { judgeMissingLimits } from './missing-limits.js';
import { settingsIn } from './read-environment.js';

const scenario = exampleScenario('c05-crash');
const policy = policyOfScenario(scenario);

describe('limits that are not in force', () => {
  it('are no matter when all are', () => {
    expect(judgeMissingLimits(scenario, policy, { missing: [], inForce: new Map() })).toEqual({ ok: true, value: [] });
  });

  it('are told when the scenario says the same without them', () => {
    const missing = [{ key: 'data_sync_fgs_timeout_duration', value: 5_000, found: '21600000' }];
    const inForce = new Map([
      ['data_sync_fgs_timeout_duration', '21600000'],
      ['media_processing_fgs_timeout_duration', '5000'],
      ['fgs_crash_extra_wait_duration', '5000'],
    ]);
    expect(judgeMissingLimits(scenario, policy, { missing, inForce })).toEqual({
      ok: true,
      value: ['data_sync_fgs_timeout_duration is 21600000 and not 5000 on this device.'],
    });
  });

  it('end the case when nothing of it would happen', () => {
    const missing = [{ key: 'media_processing_fgs_timeout_duration', value: 5_000, found: null }];
    const judged = judgeMissingLimits(scenario, policy, { missing, inForce: new Map() });
    expect(judged.ok ? '' : judged.error).toBe(
      'media_processing_fgs_timeout_duration is not readable and not 5000 on this device. With these limits the scenario is another one.',
    );
  });

  it('are read from the dump of the activity manager, and nothing else is', () => {
    const dump = `ACTIVITY MANAGER SETTINGS (dumpsys activity settings) activity_manager_constants:
  data_sync_fgs_timeout_duration=60000
  max_cached_processes=32
  fgs_atom_sample_rate=1.0
  data_sync_fgs_timeout_duration = 7`;
    expect(settingsIn(dump)).toEqual([
      ['data_sync_fgs_timeout_duration', '60000'],
      ['fgs_atom_sample_rate', '1.0'],
    ]);
  });
});
