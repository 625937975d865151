/** What is worked on in a thread, so that the lab answers meanwhile; and what comes back. Everything here can be cloned. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import type { Policy } from '../../../engine/policy/policy.js';
import type { RawLine, ScenarioCheck, WhatIfAnswer } from '../contract.js';

/** A recording that is kept: the bytes of a log, or a trace file. */
export interface Recording {
  readonly path: string;
  readonly kind: 'log' | 'trace';
  /** What the analysis that was made of it says of the calendar. */
  readonly calendar: { readonly year?: number; readonly zoneMinutes?: number; readonly notAfterEpochMs?: number };
}

/** The rules of one what-if, resolved: names have become a policy. */
export interface VariedPolicy {
  readonly policy: Policy;
  readonly targetSdk: number | null;
  /** DeviceConfig keys whose values the policy says, whatever the recording says. */
  readonly saidKeys: readonly string[];
}

interface Tasks {
  readonly import: {
    readonly input: {
      readonly path: string;
      /** As people call the file. */
      readonly name: string;
      readonly modifiedMs: number;
      /** `null`: that of the release that the log tells. */
      readonly policy: Policy | null;
      readonly toleranceMs: number;
    };
    readonly output: Analysis;
  };
  readonly 'what-if': {
    readonly input: {
      readonly recording: Recording;
      readonly toleranceMs: number;
      readonly variations: readonly VariedPolicy[];
    };
    readonly output: readonly WhatIfAnswer[];
  };
  readonly lines: {
    readonly input: {
      readonly recording: Recording;
      readonly source: number;
      readonly from: number;
      readonly count: number;
    };
    readonly output: readonly RawLine[];
  };
  readonly 'check-scenario': {
    readonly input: { readonly text: string; readonly policy: Policy | null; readonly compression: number };
    readonly output: ScenarioCheck;
  };
}

export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Tasks[N]['input'];
export type TaskOutput<N extends TaskName> = Tasks[N]['output'];

export interface TaskProgress {
  readonly phase: 'reading' | 'analysing';
  /** 0 to 1; `null` while unknown. */
  readonly part: number | null;
}

/** To the thread. */
export interface TaskMessage {
  readonly id: number;
  readonly name: TaskName;
  readonly input: TaskInput<TaskName>;
}

/** From the thread: progress, any number of times, then an end. `text` is for people. */
export type TaskNews =
  | { readonly id: number; readonly progress: TaskProgress }
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly text: string };
