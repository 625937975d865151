/** `am compat` on a user build. */
import type { PackageRecord } from '../device/packages.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { javaException, type Printed } from './command.js';

export function compatCommand(
  device: SimulatedDevice,
  [verb = '', ...all]: readonly string[],
  printed: Printed,
): number {
  const [wanted = '', name = ''] = all.filter((argument) => argument !== '--no-kill');
  const change = device.compat.find(wanted);
  if (change === undefined) {
    printed.out(`Unknown or invalid change: '${wanted}'.`);
    return 255;
  }
  if (verb === 'reset') {
    device.compat.reset(change, name);
    appliesAgain(device, name);
    printed.out(`Reset change ${change.id} for ${name} to default value.`);
    return 0;
  }
  if (verb !== 'enable' && verb !== 'disable') {
    printed.err(`Error: unknown compat command '${verb}'`);
    return 255;
  }
  const record = device.packages.get(name);
  const refusal = overrideRefusal(record, change.sinceTargetSdk);
  if (refusal !== undefined) {
    return javaException(
      printed,
      'compat',
      `java.lang.SecurityException: Cannot override ${change.id} for ${name} because ${refusal}`,
      'com.android.internal.compat.OverrideAllowedState.enforce(OverrideAllowedState.java:109)',
    );
  }
  device.compat.override(change, name, verb === 'enable');
  if (!all.includes('--no-kill')) device.app(name)?.kill('PlatformCompat overrides');
  appliesAgain(device, name);
  printed.out(`${verb === 'enable' ? 'Enabled' : 'Disabled'} change ${change.id} for ${name}.`);
  return 0;
}

const appliesAgain = (device: SimulatedDevice, name: string): void => device.app(name)?.applyCompat();

/** `OverrideValidatorImpl` on a user build (specification adb-and-devices, 8.3). */
function overrideRefusal(record: PackageRecord | undefined, sinceTargetSdk: number | undefined): string | undefined {
  if (record?.facts.isDebuggable !== true) return 'the app is not debuggable.';
  if (sinceTargetSdk === undefined) return 'the change is not gated by target SDK version.';
  if (record.facts.targetSdk < sinceTargetSdk) return undefined;
  return `the app's targetSdk (${record.facts.targetSdk}) is above the change's targetSdk threshold (${sinceTargetSdk - 1})`;
}
