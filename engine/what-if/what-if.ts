/**
 * One recording or scenario under many policies: what is replayed, in which order, and what became of each outcome.
 *
 *     question ──► one answer for all columns whose policies cannot differ ──► base first, then the others ──► FollowedOutcomes
 */
import { isSilent, outcomeNames, type OutcomeName } from '../android/outcomes.js';
import { labelOfMask, ServiceType } from '../android/service-types.js';
import type { Policy } from '../policy/policy.js';
import type { OutcomeColumns } from '../replay/outcome-columns.js';
import type { Program } from '../replay/program.js';
import { replay, replayColumns } from '../replay/replay.js';
import type { ChangedInputs } from './changed-inputs.js';
import type { Column, Question } from './columns.js';
import { FollowedOutcomes } from './followed-outcomes.js';
import type { World, WorldOf } from './world.js';

/** An outcome as a question follows it. Elapsed time; `latestElapsedMs` is greater, or Infinity, where sleep hides the moment. */
export interface AnsweredOutcome {
  readonly outcome: OutcomeName;
  readonly silent: boolean;
  readonly packageName: string;
  readonly component: string;
  readonly uid: number;
  readonly type: string | null;
  readonly elapsedMs: number;
  readonly latestElapsedMs: number;
}

export interface Answer {
  /** Index in the list of policies that was asked. */
  readonly index: number;
  /** In time order. */
  readonly outcomes: readonly AnsweredOutcome[];
  /** The plan never came to an end and was cut. */
  readonly isCutShort: boolean;
}

/** Replays one world under many policies; answers may come in any order. Whoever stops listening stops the work. */
export type ReplayPolicies = (policies: readonly Policy[]) => AsyncIterable<Answer>;

/** Which outcomes an answer has: those that somebody is told, or silent ones too. */
export type Wanted = 'told' | 'all';

/** Answers in this thread, one after the other; `pause` lets other work in between (a key press, a drawing). */
export function inProcess(world: World, wanted: Wanted, pause: () => Promise<void>): ReplayPolicies {
  return async function* (policies) {
    for (const [index, policy] of policies.entries()) {
      yield answerOf(world, policy, wanted, index);
      await pause();
    }
  };
}

/** The one place that replays. */
export function answerOf(
  { program, options, policyIn }: World,
  policy: Policy,
  wanted: Wanted = 'all',
  index = 0,
): Answer {
  // Only a plan can be endless, and only a prediction tells that it was.
  if (options.reactions === undefined) {
    const outcomes = outcomesOf(
      replayColumns(program, policyIn(policy), { ...options, outcomes: wanted }),
      program,
      wanted,
    );
    return { index, outcomes, isCutShort: false };
  }
  const { outcomes, isCutShort } = replay(program, policyIn(policy), options);
  return { index, outcomes: wanted === 'all' ? outcomes : outcomes.filter(({ silent }) => !silent), isCutShort };
}

const silentByCode = outcomeNames.map(isSilent);

function outcomesOf(columns: OutcomeColumns, { services, apps }: Program, wanted: Wanted): AnsweredOutcome[] {
  const outcomes: AnsweredOutcome[] = [];
  for (let at = 0; at < columns.length; at++) {
    const code = columns.outcome[at]!;
    const silent = silentByCode[code]!;
    if (silent && wanted === 'told') continue;
    const { component, app } = services[columns.service[at]!]!;
    const { packageName, uid } = apps[app]!;
    const type = columns.type[at]!;
    outcomes.push({
      outcome: outcomeNames[code]!,
      silent,
      packageName,
      component,
      uid,
      type: type === ServiceType.none ? null : labelOfMask(type),
      elapsedMs: columns.elapsed[at]!,
      latestElapsedMs: columns.latestElapsed[at]!,
    });
  }
  // A recording is replayed app by app.
  return outcomes.sort((a, b) => a.elapsedMs - b.elapsedMs);
}

interface Task {
  readonly world: World;
  readonly policy: Policy;
}

export class WhatIf {
  /** By column: the number of its answer. */
  readonly answerOfColumn: Uint32Array;
  readonly followed: FollowedOutcomes;
  /** Answers that were cut because app and system answer each other without end. */
  readonly cutShort = new Set<number>();
  readonly #tasks: Task[] = [];
  #done = 0;

  /**
   * `change`: what holds under all policies; a varied target SDK goes before its own. `isMeant`: which outcomes are
   * followed.
   */
  constructor(
    readonly question: Question,
    worldOf: WorldOf,
    change: ChangedInputs,
    readonly isMeant: (outcome: AnsweredOutcome) => boolean,
  ) {
    const worlds = new Map<number | null, World>();
    const answers = new Map<string, number>();
    const answerFor = ({ policy, targetSdk }: Column): number => {
      const world = worlds.get(targetSdk) ?? worldOf({ ...change, targetSdk: targetSdk ?? change.targetSdk });
      worlds.set(targetSdk, world);
      const key = `${targetSdk ?? ''} ${world.keyOf(policy)}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      answers.set(key, answers.size);
      return this.#tasks.push({ world, policy }) - 1;
    };
    this.answerOfColumn = Uint32Array.from(question.columns, answerFor);
    this.followed = new FollowedOutcomes(this.#tasks.length);
  }

  /** Replays that are needed; the first is that of the base. */
  get answers(): number {
    return this.#tasks.length;
  }

  get done(): number {
    return this.#done;
  }

  /** Replays the base and returns its outcomes that are followed. Call it before `run`. */
  async base(replayIn: (world: World) => ReplayPolicies): Promise<readonly AnsweredOutcome[]> {
    const [first] = this.#tasks;
    if (first === undefined || this.#done > 0) return [];
    for await (const answer of replayIn(first.world)([first.policy])) return this.#take(0, answer);
    return [];
  }

  /** Replays the rest, world by world; yields after every answer. */
  async *run(replayIn: (world: World) => ReplayPolicies): AsyncGenerator<number> {
    const rest = new Map<World, number[]>();
    for (let task = this.#done; task < this.#tasks.length; task++) {
      const { world } = this.#tasks[task]!;
      const tasks = rest.get(world) ?? [];
      tasks.push(task);
      rest.set(world, tasks);
    }
    for (const [world, tasks] of rest) {
      const policies = tasks.map((task) => this.#tasks[task]!.policy);
      for await (const answer of replayIn(world)(policies)) {
        this.#take(tasks[answer.index]!, answer);
        yield this.#done;
      }
    }
  }

  #take(number: number, { outcomes, isCutShort }: Answer): readonly AnsweredOutcome[] {
    const meant = outcomes.filter(this.isMeant);
    this.followed.add(number, meant);
    if (isCutShort) this.cutShort.add(number);
    this.#done++;
    return meant;
  }
}
