/**
 * What is replayed under the policies of a question: the compiled program of a recording or a scenario, once for each target
 * SDK that is asked for.
 */
import type { Policy } from '../policy/policy.js';
import { compile } from '../replay/compile.js';
import type { Program } from '../replay/program.js';
import { defaultReplayOptions, type ReplayOptions } from '../replay/replay.js';
import { planTrace, reactionsOf } from '../scenario/plan-trace.js';
import { withFlagsOf } from '../scenario/policy-of-scenario.js';
import type { Scenario } from '../scenario/scenario.js';
import { durationMs } from '../time.js';
import type { Trace } from '../trace/trace.js';
import { changedScenario, changedTrace, type ChangedInputs } from './changed-inputs.js';
import { effectKey, traitsOf, type ProgramTraits } from './effect.js';

export interface World {
  readonly program: Program;
  readonly options: ReplayOptions;
  /** The policy as this world replays it: a scenario may set feature flags. */
  readonly policyIn: (policy: Policy) => Policy;
  /** Policies with equal keys have equal outcomes here. */
  readonly keyOf: (policy: Policy) => string;
}

export type WorldOf = (change: ChangedInputs) => World;

export function worldOfTrace(trace: Trace): WorldOf {
  return (change) => {
    const program = compile(changedTrace(trace, change), 'recording');
    const traits = traitsOf(program);
    return {
      program,
      options: { ...defaultReplayOptions, reasons: 'none' },
      policyIn: (policy) => policy,
      keyOf: (policy) => effectKey(policy, traits),
    };
  };
}

export function worldOfScenario(scenario: Scenario): WorldOf {
  return (change) => {
    const changed = changedScenario(scenario, change);
    const program = compile(planTrace(changed));
    const reactions = reactionsOf(changed);
    const traits: ProgramTraits = traitsOf(program, reactions);
    const policyIn = (policy: Policy): Policy => withFlagsOf(changed, policy);
    return {
      program,
      // As replayScenario has it: the plan's last row is its end.
      options: { consequences: 'simulated', horizon: durationMs(0), reactions, reasons: 'none' },
      policyIn,
      keyOf: (policy) => effectKey(policyIn(policy), traits),
    };
  };
}
