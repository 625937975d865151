/** A recording under other rules. */
import type { Policy } from '../../../engine/policy/policy.js';
import { settingNamed, whyMissing, withSetting } from '../../../engine/policy/settings.js';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { VariedPolicy } from '../analysis/analysis-task.js';
import { orRefused, refused } from '../answers.js';
import type { PolicyVariation } from '../contract.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { findPolicy, withVariant } from '../policy-shelf.js';
import { findAnalysis, recordingOf } from './find-analysis.js';
import { withStore } from './with-store.js';

export function whatIfHandlers(rooms: LabRooms): Pick<CallHandlers, 'what-if.replay'> {
  return {
    'what-if.replay': ({ analysis, variations }, signal) =>
      withStore(rooms, async (store) => {
        const varied: VariedPolicy[] = [];
        for (const variation of variations) {
          const resolved = await resolve(rooms.folders.policies, variation);
          if (!resolved.ok) return refused(resolved.error);
          varied.push(resolved.value);
        }
        const found = await findAnalysis(store, analysis);
        if (!found.ok) return found;
        const recording = await recordingOf(store, found.value);
        if (!recording.ok) return recording;
        const { toleranceMs } = found.value.analysis;
        const input = { recording: recording.value, toleranceMs, variations: varied };
        return orRefused(await rooms.analysis.whatIfs.run('what-if', input, { signal }));
      }),
  };
}

async function resolve(
  folder: string,
  { policy: name, variant, targetSdk, config = {} }: PolicyVariation,
): Promise<Result<VariedPolicy, string>> {
  const found = await findPolicy(folder, name);
  if (!found.ok) return found;
  const base = variant === undefined ? found : withVariant(found.value, variant);
  if (!base.ok) return base;
  const policy = withConfig(base.value, config);
  if (!policy.ok) return policy;
  return ok({ policy: policy.value, targetSdk: targetSdk ?? null, saidKeys: Object.keys(config) });
}

function withConfig(base: Policy, config: Readonly<Record<string, number>>): Result<Policy, string> {
  let policy = base;
  for (const [key, value] of Object.entries(config)) {
    const setting = settingNamed(key);
    if (setting === undefined) return fail(`There is no setting "${key}".`);
    if (value < setting.least || value > setting.most)
      return fail(`${key} takes ${setting.least} to ${setting.most}, not ${value}.`);
    const changed = withSetting(policy, setting, value);
    if (changed === undefined) return fail(`${key}: ${whyMissing(policy, setting)}.`);
    policy = changed;
  }
  return ok(policy);
}
