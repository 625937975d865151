import { describe, expect, it } from 'vitest';
import { documented } from './documented.js';
import { DATA_SYNC_LIMIT_KEY } from './policy.js';
import { withSettingsOf } from './same-settings.js';
import { android14, android15, android15v1 } from './shipped.js';
import { withConfigValue } from './with-limits.js';

const MINUTE = 60_000;
const short = withConfigValue(android15, DATA_SYNC_LIMIT_KEY, MINUTE);

describe('values that were set', () => {
  it('are those of every other policy too, and nothing else is changed', () => {
    const [early, guide] = withSettingsOf(short, [android15v1, documented]);
    expect(early).toEqual(withConfigValue(android15v1, DATA_SYNC_LIMIT_KEY, MINUTE));
    expect(guide?.timeLimitedTypes?.dataSyncLimit).toBe(MINUTE);
    expect(guide?.timeLimitedTypes?.mediaProcessingLimit).toBe(documented.timeLimitedTypes.mediaProcessingLimit);
  });

  it('leave a release alone that knows no such limit', () => {
    expect(withSettingsOf(short, [android14])).toEqual([android14]);
  });

  it('are none where the policy is as it ships, or is a policy of somebody', () => {
    expect(withSettingsOf(android15, [android15v1])).toEqual([android15v1]);
    expect(withSettingsOf({ ...short, name: 'acme' }, [android15v1])).toEqual([android15v1]);
  });
});
