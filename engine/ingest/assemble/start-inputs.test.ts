import { describe, expect, it } from 'vitest';
import { ProcessState } from '../../android/process-states.js';
import { isAllowedByInputs, type StartDecision } from './start-inputs.js';

const denied: StartDecision = {
  kind: 'fgs-start-decision',
  allowed: false,
  callingPackage: 'com.foo',
  callingUid: 10155,
  uidState: ProcessState.RECEIVER,
  component: 'com.foo/.Sync',
  reasonCode: 'DENIED',
  hasBfslCapability: false,
  isTempAllowed: false,
  targetSdk: 35,
  callerTargetSdk: 35,
  startForegroundCount: 0,
  calledOnShortService: false,
};
const isAllowed = (parts: Partial<StartDecision>): boolean => isAllowedByInputs({ ...denied, ...parts });

describe('a start from the background, by what its decision prints', () => {
  it('is refused where nothing printed allows it', () => {
    expect(isAllowed({})).toBe(false);
  });

  it('is allowed by the state of the uid, down to BOUND_TOP', () => {
    const { PERSISTENT, TOP, BOUND_TOP, IMPORTANT_FOREGROUND } = ProcessState;
    expect([PERSISTENT, TOP, BOUND_TOP].every((uidState) => isAllowed({ uidState }))).toBe(true);
    expect(isAllowed({ uidState: IMPORTANT_FOREGROUND })).toBe(false);
  });

  it('is allowed by a foreground service only with the capability, where a release prints it', () => {
    const uidState = ProcessState.FOREGROUND_SERVICE;
    expect(isAllowed({ uidState, hasBfslCapability: true })).toBe(true);
    expect(isAllowed({ uidState, hasBfslCapability: false })).toBe(false);
    expect(isAllowed({ uidState, hasBfslCapability: undefined })).toBe(true);
  });

  it('is allowed by a temporary allow-list, by an old target of service or caller, by a reason that names an exemption', () => {
    expect(isAllowed({ isTempAllowed: true })).toBe(true);
    expect(isAllowed({ targetSdk: 30 })).toBe(true);
    expect(isAllowed({ callerTargetSdk: 30 })).toBe(true);
    expect(isAllowed({ reasonCode: 'COMPANION_DEVICE_MANAGER' })).toBe(true);
  });

  it('goes by the first word where the line was cut before the reason', () => {
    expect(isAllowed({ reasonCode: undefined })).toBe(false);
    expect(isAllowed({ reasonCode: undefined, allowed: true })).toBe(true);
  });
});
