/** Reads the value of one setting. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { ShellAnswer } from '../../devices/adb-port.js';
import type { Target, Value } from '../change.js';
import type { ChangeKind } from '../kinds/kind.js';
import { guarded, otherBoot } from '../shell-text.js';
import type { DeviceState } from './device-state.js';
import { shell, type Steps } from './effects.js';

/**
 * Why there is no value. `unreadable`: the device answered, but told none. `lost`: no answer. `other-boot`: the device
 * restarted, or another one answers.
 */
export interface NoValue {
  readonly why: 'unreadable' | 'lost' | 'other-boot';
  readonly text: string;
}

export interface Reading {
  readonly value: Value;
  readonly answer: ShellAnswer;
}

/** Runs a command under the guard; an answer is the command's own. */
export function* runOnDevice({ boot }: DeviceState, command: string): Steps<Result<ShellAnswer, NoValue>> {
  const answer = yield* shell(guarded(boot, command));
  if (!answer.ok) return fail({ why: 'lost', text: answer.error.text });
  if (answer.value.exitCode !== otherBoot) return ok(answer.value);
  return fail({ why: 'other-boot', text: 'the device restarted, or another device answers in its place' });
}

export function* readValue(state: DeviceState, kind: ChangeKind, target: Target): Steps<Result<Reading, NoValue>> {
  if (kind.read === null) return ok({ value: null, answer: { stdout: '', stderr: '', exitCode: 0 } });
  const answer = yield* runOnDevice(state, kind.read(target, state.device));
  if (!answer.ok) return answer;
  const value = kind.parse(answer.value, target);
  if (!value.ok) return fail({ why: 'unreadable', text: value.error });
  if (value.value !== null && !kind.values.test(value.value)) {
    return fail({ why: 'unreadable', text: `a value that cannot be kept: "${value.value.slice(0, 80)}"` });
  }
  return ok({ value: value.value, answer: answer.value });
}

/** Whether an app is not installed; false when that cannot be told. What the app carried went with it. */
export function* isPackageGone(state: DeviceState, target: Target): Steps<boolean> {
  const name = target['package'];
  if (name === undefined) return false;
  const answer = yield* runOnDevice(state, `pm list packages ${name}`);
  if (!answer.ok || answer.value.exitCode !== 0) return false;
  return !answer.value.stdout.split(/\r?\n/).includes(`package:${name}`);
}
