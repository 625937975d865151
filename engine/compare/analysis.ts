/**
 * The result of the whole road for one or several logs: `analysis/1` of the vocabulary. Screens, reports, the command line
 * and other programs read this shape and nothing else. Plain JSON: no NaN, no Infinity, `null` where something is not known.
 */
import type { OutcomeName } from '../android/outcomes.js';
import type { Diagnostic } from '../ingest/sink.js';

/** A moment as far as it is known. All clocks are milliseconds; `elapsedMs` counts from the trace's zero (its boot or its first record). */
export interface Moment {
  /** ISO 8601 with milliseconds; with a zone (`+03:00`) only when the zone is known, else local time without one; `null` when no clock tells it. */
  readonly wall: string | null;
  readonly elapsedMs: number;
  readonly uptimeMs: number;
  /** Present when the moment is an interval and not a point: the moment lies somewhere in it. `null` end: unbounded. */
  readonly interval?: { readonly earliestElapsedMs: number | null; readonly latestElapsedMs: number | null };
}

/** A moment that a line of a source proves. `line` is `null` when the moment was inferred (then `inferredFrom` says how). */
export interface ProvenMoment extends Moment {
  readonly source: number | null;
  readonly line: number | null;
  readonly text: string | null;
  readonly inferredFrom?: string;
}

export interface SourceSummary {
  readonly file: string;
  /** `threadtime`, `brief`, `bugreport`, `batterystats-history`, ... */
  readonly layout: string;
  readonly bytes: number;
  readonly lines: number;
  /** Lines that became part of the trace. */
  readonly understood: number;
  readonly firstWall: string | null;
  readonly lastWall: string | null;
}

export interface DeviceSummary {
  readonly release: number | null;
  readonly fingerprint: string | null;
  /** How the release is known, in words. */
  readonly releaseFrom: string | null;
}

export interface ClockSummary {
  readonly year: number | null;
  readonly yearFrom: string | null;
  readonly zoneMinutes: number | null;
  readonly zoneFrom: string | null;
  /** Jumps, backward steps, reboots and how they were handled; one sentence each. */
  readonly notes: readonly string[];
}

/** One stretch of a service in the foreground. */
export interface Session {
  readonly package: string;
  readonly component: string;
  readonly uid: number | null;
  /** `null` when no source says the types. */
  readonly types: readonly string[] | null;
  readonly start: ProvenMoment;
  /** `null`: still running where the log ends. */
  readonly stop: (ProvenMoment & { readonly reason: string }) | null;
  /** The session began before the log does: `start` is an interval. */
  readonly openStart: boolean;
  readonly openEnd: boolean;
}

export interface PredictedOutcome {
  readonly id: number;
  readonly outcome: OutcomeName;
  readonly silent: boolean;
  readonly package: string;
  readonly service: string | null;
  readonly type: string | null;
  readonly at: Moment;
  /** The chain of reasons, in time order, one sentence each. */
  readonly because: readonly string[];
  readonly rule: string;
  /** Platform method or document that the rule was read from. */
  readonly source: string;
}

export interface ObservedOutcome {
  readonly id: number;
  readonly outcome: OutcomeName;
  readonly package: string;
  /** Absent when no source tells it. Negative: a stand-in that keeps the app apart from others. */
  readonly uid?: number;
  readonly service: string | null;
  readonly type: string | null;
  readonly at: ProvenMoment;
  readonly text: string;
  /** `system`: written by the system. `claim`: written by an app, which may write anything. `unknown`: the layout shows no writer. */
  readonly trust: 'system' | 'claim' | 'unknown';
  /** Every line that shows this outcome, the first one included. */
  readonly evidence: readonly ProvenMoment[];
}

export type VerdictName =
  'as-predicted' | 'early' | 'late' | 'missing' | 'unpredicted' | 'not-observable' | 'interrupted';

export type CauseName =
  | 'limit-not-in-force'
  | 'limit-changed-while-armed'
  | 'variant-differs'
  | 'documented-reading'
  | 'top-seen-differently'
  | 'process-died-unseen'
  | 'deep-sleep'
  | 'clock-jump'
  | 'reboot'
  | 'observation-gap'
  | 'config-sync-overwrote'
  | 'vendor-kill'
  | 'low-memory'
  | 'app-behaviour'
  | 'handler-latency'
  | 'rule-unknown';

export interface Cause {
  readonly cause: CauseName;
  /** `proved`: a replay with that one fact changed makes the difference disappear. Otherwise a suspicion. */
  readonly standing: 'proved' | 'suspected';
  /** One sentence for a person. */
  readonly explanation: string;
  readonly evidence: readonly ProvenMoment[];
}

export interface Verdict {
  readonly outcome: OutcomeName;
  readonly package: string;
  readonly service: string | null;
  readonly verdict: VerdictName;
  /** Observed minus predicted, in milliseconds of uptime; `null` when one of the two is absent. */
  readonly deltaMs: number | null;
  readonly predicted: number | null;
  readonly observed: number | null;
  readonly cause: Cause | null;
}

export interface Budget {
  readonly package: string;
  readonly uid: number | null;
  readonly type: string;
  readonly limitMs: number;
  readonly totalMs: number;
  readonly running: number;
  readonly exceededAt: Moment | null;
  /** What is left over time, for a curve: straight lines between the points. A reset is two points at one moment. */
  readonly curve: readonly { readonly elapsedMs: number; readonly leftMs: number }[];
}

/** A stretch of time with one value, for lanes: process states, screen, sleep, gaps. */
export interface Span {
  readonly lane: 'process' | 'screen' | 'sleep' | 'gap' | 'boot';
  /** Process name for `process`, else empty. */
  readonly subject: string;
  /** `TOP`, `alive`, `on`, `deep sleep`, ... */
  readonly value: string;
  readonly fromElapsedMs: number;
  readonly toElapsedMs: number;
}

export interface Analysis {
  readonly curfew: 'analysis/1';
  readonly sources: readonly SourceSummary[];
  readonly device: DeviceSummary;
  readonly clock: ClockSummary;
  readonly policy: string;
  readonly variant: string | null;
  /** Why this policy: asked for, or how it was found. */
  readonly policyFrom: string;
  readonly toleranceMs: number;
  /** First and last moment of the trace. */
  readonly span: { readonly first: Moment; readonly last: Moment } | null;
  readonly sessions: readonly Session[];
  readonly predicted: readonly PredictedOutcome[];
  readonly observed: readonly ObservedOutcome[];
  readonly verdicts: readonly Verdict[];
  readonly budgets: readonly Budget[];
  readonly spans: readonly Span[];
  /** What the prediction takes for granted because no source tells it; one sentence each. */
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}
