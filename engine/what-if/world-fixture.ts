/** Small recordings for property tests: two apps, three services each, on a grid of times with many ties. */
import fc from 'fast-check';
import { ProcessState } from '../android/process-states.js';
import { policies } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { policySettings, withSetting } from '../policy/settings.js';
import { Script } from '../testing/script.js';
import type { Trace } from '../trace/trace.js';

const STEP_MS = 1_000;
const otherApp = { uid: 10_200, packageName: 'com.example.other' };

const step = fc.record({
  at: fc.integer({ min: 0, max: 60 }),
  app: fc.boolean(),
  service: fc.constantFrom('A', 'B', 'C'),
  what: fc.constantFrom(
    'start',
    'start',
    'startForeground',
    'stop',
    'stopForeground',
    'bind',
    'top',
    'away',
    'dies',
    'sticky',
    'refused',
  ),
});

/** `types`: the masks that services of the recording may have. */
export function recordings(types: readonly number[] = [1, 8192, 8193, 2048, 1 << 30]): fc.Arbitrary<Trace> {
  const one = fc.tuple(step, fc.constantFrom(...types));
  return fc
    .tuple(fc.array(one, { maxLength: 30 }), fc.constantFrom(34, 35, null), fc.boolean())
    .map(([steps, targetSdk, sleeps]) => {
      const script = new Script({ targetSdk, hasBoot: false });
      const ordered = [...steps].sort(([a], [b]) => a.at - b.at);
      for (const isOther of [false, true]) {
        if (isOther) script.app(otherApp);
        for (const [{ at, app, service, what }, mask] of ordered) {
          if (app !== isOther) continue;
          const ms = at * STEP_MS;
          if (what === 'top') script.state(ms, ProcessState.TOP);
          else if (what === 'away') script.state(ms, ProcessState.SERVICE);
          else if (what === 'dies') script.dies(ms);
          else if (what === 'refused') script.startForegroundInBackground(ms, service, mask);
          else if (what === 'start' || what === 'startForeground') script[what](ms, service, mask);
          else script[what](ms, service);
        }
      }
      if (sleeps) script.sleep(90 * STEP_MS, 120 * STEP_MS);
      return script.trace();
    });
}

function changed(policy: Policy, name: string, value: number): Policy {
  const setting = policySettings.find((known) => known.name === name);
  return (setting === undefined ? undefined : withSetting(policy, setting, value)) ?? policy;
}

/** Limits so small that the recordings reach them. */
function withSmallLimits(base: Policy, dataSync: number, mediaProcessing: number): Policy {
  const limits = { dataSyncLimit: dataSync, mediaProcessingLimit: mediaProcessing, crashGrace: 3_000 };
  return Object.entries({ ...limits, short_fgs_timeout_duration: 8_000 }).reduce(
    (policy, [name, value]) => changed(policy, name, value),
    base,
  );
}

const limits = fc.tuple(fc.constantFrom(5_000, 10_000, 100_000), fc.constantFrom(5_000, 10_000));
const change = fc
  .tuple(fc.constantFrom(...policySettings), fc.nat(3))
  .map(([{ name, unit }, choice]): readonly [string, number] => {
    if (unit === 'flag') return [name, choice % 2];
    return [name, name === 'enabledSinceTargetSdk' ? 33 + choice : 2_000 * (choice + 1)];
  });

export const smallPolicies: fc.Arbitrary<Policy> = fc
  .tuple(fc.constantFrom(...policies), limits, fc.array(change, { maxLength: 3 }))
  .map(([base, [dataSync, mediaProcessing], changes]) =>
    changes.reduce(
      (policy, [name, value]) => changed(policy, name, value),
      withSmallLimits(base, dataSync, mediaProcessing),
    ),
  );

/** Policies of all releases with the same limits, and each with one value changed: many of them cannot differ. */
export const closePolicies: fc.Arbitrary<readonly Policy[]> = fc
  .tuple(limits, fc.array(change, { maxLength: 2 }), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([[dataSync, mediaProcessing], common, single]) =>
    policies.flatMap((base) => {
      const small = withSmallLimits(base, dataSync, mediaProcessing);
      const policy = common.reduce((all, [name, value]) => changed(all, name, value), small);
      return [policy, ...single.map(([name, value]) => changed(policy, name, value))];
    }),
  );
