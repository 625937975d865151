/**
 * The whole road after ingest: assembly → replay → comparison → Analysis. Pure: the same sources and options give the
 * same analysis.
 */
import { isSilent } from '../android/outcomes.js';
import { packageOf } from '../android/components.js';
import { typeNamesOf } from '../android/service-types.js';
import type { Assembly } from '../ingest/assemble/assemble.js';
import type { ForegroundSession } from '../ingest/assemble/foreground-session.js';
import type { IngestedSource } from '../ingest/ingested.js';
import { withSettingsOf } from '../policy/same-settings.js';
import { policies } from '../policy/policies.js';
import type { Policy } from '../policy/policy.js';
import { budgetCurve } from '../replay/budget-curve.js';
import type { PredictedEvent, Prediction } from '../replay/prediction.js';
import { reasonsFor, type MomentWriter } from '../replay/reasons.js';
import type {
  Analysis,
  Budget,
  ObservedOutcome,
  PredictedOutcome,
  ProvenMoment,
  Session,
  SourceSummary,
  Verdict,
} from './analysis.js';
import { compare, defaultCompareOptions, type JudgedOutcome } from './comparison.js';
import { deniedWhereClaimed, predictionOf } from './claimed-starts.js';
import { Coverage } from './coverage.js';
import { RecordedInputs } from './inputs-seen.js';
import { interruptedPredictions, type InterruptedPrediction } from './interruptions.js';
import { unjudgedWords } from './judged-outcomes.js';
import { observedOutcomes } from './observed.js';
import { spansOf } from './spans.js';
import { readingsOnTrace, type ClockReading } from './clock-readings.js';
import { WallClock } from './wall-clock.js';
import { Witness } from './witness.js';

export interface AnalyzeOptions {
  readonly policy: Policy;
  /** Why this policy, in words. */
  readonly policyFrom: string;
  /** Only this app. */
  readonly packageName?: string;
  readonly toleranceMs?: number;
  /** What somebody beside the recording read of the device's clocks. */
  readonly clockReadings?: readonly ClockReading[];
}

export interface AnalysisResult {
  readonly analysis: Analysis;
  readonly prediction: Prediction;
  readonly clock: WallClock;
}

export function analyze(
  sources: readonly IngestedSource[],
  assembly: Assembly,
  options: AnalyzeOptions,
): AnalysisResult {
  const { trace } = assembly;
  const clock = new WallClock(trace);
  const prediction = predictionOf(assembly, options.policy);
  const isMeant = (packageName: string): boolean =>
    options.packageName === undefined || packageName === options.packageName;
  const observed = observedOutcomes(trace, clock).filter((seen) => isMeant(seen.package));
  const { denied, isKeptPromise } = deniedWhereClaimed(assembly, options.policy);
  const claimed = denied.filter(({ event }) => isMeant(event.packageName));
  const outcomes = prediction.outcomes.filter((event) => isMeant(event.packageName) && !isKeptPromise(event));
  const meant = { ...prediction, outcomes };
  const toleranceMs = options.toleranceMs ?? defaultCompareOptions.toleranceMs;
  const hasClock = assembly.clock.span !== undefined;
  const interrupted = interruptedPredictions(assembly, options.policy, clock).filter(({ event }) =>
    isMeant(event.packageName),
  );
  const judged = compare(
    {
      prediction: meant,
      added: claimed.map(({ event }) => event),
      observed: hasClock ? observed : [],
      coverage: new Coverage(trace),
      inputs: new RecordedInputs(trace),
      clock,
      otherPolicies: withSettingsOf(
        options.policy,
        policies.filter((policy) => policy.name !== options.policy.name),
      ),
      witness: new Witness(assembly.testimony, clock, readingsOnTrace(options.clockReadings ?? [], assembly.clock)),
    },
    { toleranceMs },
  );
  const judgedOutcomes = [...judged, ...interrupted.map(judgedAsInterrupted)].sort((a, b) => momentOf(a) - momentOf(b));
  const predicted = predictedOutcomes(meant, [...claimed, ...interrupted], clock);
  const idOf = new Map(predicted.map(({ event, outcome }) => [event, outcome.id]));
  const analysis: Analysis = {
    curfew: 'analysis/1',
    sources: sourceSummaries(sources, assembly, clock),
    device: { release: trace.meta.release, fingerprint: trace.meta.fingerprint, releaseFrom: assembly.deviceFrom },
    clock: clockSummary(assembly),
    policy: options.policy.name,
    variant: options.policy.variant,
    policyFrom: options.policyFrom,
    toleranceMs,
    span: spanSummary(assembly, clock),
    sessions: assembly.sessions
      .filter((session) => isMeant(packageOf(session.component)))
      .map((session) => sessionOf(session, clock)),
    predicted: predicted.map(({ outcome }) => outcome),
    observed,
    verdicts: judgedOutcomes.map((judged) => verdictOf(judged, idOf)),
    budgets: budgetsOf(meant, clock, isMeant),
    spans: spansOf(trace, isMeant),
    assumptions: assumptionsOf(assembly, meant, observed),
    diagnostics: [...sources.flatMap((source) => source.diagnostics), ...assembly.diagnostics],
  };
  return { analysis, prediction, clock };
}

function judgedAsInterrupted({ event, cause }: InterruptedPrediction): JudgedOutcome {
  return { pair: { predicted: event, observed: undefined }, verdict: 'interrupted', deltaMs: null, cause };
}

function momentOf({ pair: { predicted, observed } }: JudgedOutcome): number {
  return observed?.at.elapsedMs ?? predicted?.elapsedMs ?? 0;
}

function sourceSummaries(sources: readonly IngestedSource[], assembly: Assembly, clock: WallClock): SourceSummary[] {
  const factSpans = new Map<number, { readonly first: number; last: number }>();
  for (const { provenance, elapsed } of assembly.clock.facts) {
    const known = factSpans.get(provenance.source);
    if (known === undefined) factSpans.set(provenance.source, { first: elapsed, last: elapsed });
    else known.last = elapsed;
  }
  return sources.map((source, index) => {
    const ofLogs = assembly.clock.logSpans.filter(({ section }) => source.logs.includes(section));
    const ofFacts = factSpans.get(index);
    const spans = ofLogs.length > 0 || ofFacts === undefined ? ofLogs : [ofFacts];
    const firsts = spans.map((span) => span.first);
    const lasts = spans.map((span) => span.last);
    return {
      file: source.name,
      layout: source.layout,
      bytes: source.bytes,
      lines: source.lines,
      understood: assembly.understood[index] ?? 0,
      firstWall: firsts.length === 0 ? null : clock.at(Math.min(...firsts)),
      lastWall: lasts.length === 0 ? null : clock.at(Math.max(...lasts)),
    };
  });
}

function clockSummary({ clock }: Assembly): Analysis['clock'] {
  const { year, yearFrom, zoneMinutes, zoneFrom } = clock.calendar;
  return { year, yearFrom, zoneMinutes, zoneFrom, notes: clock.notes };
}

function spanSummary({ clock: { span } }: Assembly, clock: WallClock): Analysis['span'] {
  if (span === undefined) return null;
  return { first: clock.moment(span.first, span.first), last: clock.moment(span.last, span.last) };
}

function sessionOf(session: ForegroundSession, clock: WallClock): Session {
  const { component, uid, types, start, stop } = session;
  const isOpenStart = (start.earlierBy ?? 0) > 0;
  return {
    package: packageOf(component),
    component,
    uid: uid < 0 ? null : uid,
    types: types === undefined ? null : typeNamesOf(types),
    start: sessionMoment(start, clock),
    stop: stop === undefined ? null : { ...sessionMoment(stop, clock), reason: stop.reason },
    openStart: isOpenStart,
    openEnd: stop === undefined,
  };
}

function sessionMoment(moment: ForegroundSession['start'], clock: WallClock): ProvenMoment {
  const { elapsed, uptime, earlierBy, provenance, inferredFrom } = moment;
  return {
    ...clock.moment(elapsed, uptime, { earliest: elapsed - (earlierBy ?? 0), latest: elapsed }),
    source: provenance?.source ?? null,
    line: provenance?.line ?? null,
    text: provenance?.rawText ?? null,
    ...(inferredFrom === undefined ? {} : { inferredFrom }),
  };
}

/** Predicted by a replay of its own, which holds its reasons. */
interface PredictedElsewhere {
  readonly event: PredictedEvent;
  readonly prediction: Prediction;
}

interface NumberedPrediction {
  readonly event: PredictedEvent;
  readonly outcome: PredictedOutcome;
}

function predictedOutcomes(
  prediction: Prediction,
  elsewhere: readonly PredictedElsewhere[],
  clock: WallClock,
): NumberedPrediction[] {
  const write: MomentWriter = ({ elapsed }) => clock.words(elapsed);
  const predictionOfEvent = new Map(elsewhere.map(({ event, prediction: other }) => [event, other]));
  const events = inTimeOrder([...prediction.outcomes, ...predictionOfEvent.keys()]);
  return events.map((event, id) => ({
    event,
    outcome: {
      id,
      outcome: event.outcome,
      silent: isSilent(event.outcome),
      package: event.packageName,
      service: event.component,
      type: event.type,
      at: clock.moment(event.elapsedMs, event.uptimeMs, {
        earliest: event.earliestElapsedMs,
        latest: event.latestElapsedMs,
      }),
      because: reasonsFor(predictionOfEvent.get(event) ?? prediction, event, write),
      rule: event.rule,
      source: event.source,
    },
  }));
}

function inTimeOrder(events: readonly PredictedEvent[]): PredictedEvent[] {
  return [...events].sort((a, b) => a.elapsedMs - b.elapsedMs);
}

function verdictOf(judged: JudgedOutcome, idOf: ReadonlyMap<PredictedEvent, number>): Verdict {
  const { pair, verdict, deltaMs, cause } = judged;
  const about: PredictedEvent | ObservedOutcome = pair.predicted ?? pair.observed!;
  return {
    outcome: about.outcome,
    package: 'packageName' in about ? about.packageName : about.package,
    service: 'component' in about ? about.component : about.service,
    verdict,
    deltaMs,
    predicted: pair.predicted === undefined ? null : (idOf.get(pair.predicted) ?? null),
    observed: pair.observed?.id ?? null,
    cause,
  };
}

function budgetsOf(prediction: Prediction, clock: WallClock, isMeant: (packageName: string) => boolean): Budget[] {
  const numberOf = new Map(prediction.program.apps.map(({ uid }, index) => [uid, index]));
  const timeouts = new Map(
    prediction.outcomes
      .filter(({ outcome }) => outcome === 'timeout-callback')
      .map((event) => [`${event.uid} ${event.type} ${event.uptimeMs}`, event]),
  );
  return prediction.budgets
    .filter((budget) => isMeant(budget.packageName))
    .map(({ packageName, uid, type, limitMs, totalMs, running, exceededAtMs }) => {
      const exceeded = timeouts.get(`${uid} ${type} ${exceededAtMs}`);
      const budget = (numberOf.get(uid) ?? 0) * 2 + (type === 'dataSync' ? 0 : 1);
      return {
        package: packageName,
        uid: uid < 0 ? null : uid,
        type,
        limitMs,
        totalMs,
        running,
        exceededAt: exceeded === undefined ? null : clock.moment(exceeded.elapsedMs, exceeded.uptimeMs),
        curve: budgetCurve(prediction, budget, limitMs),
      };
    });
}

function assumptionsOf(assembly: Assembly, prediction: Prediction, observed: readonly ObservedOutcome[]): string[] {
  const sentences = [...assembly.assumptions, ...prediction.assumptions];
  if (assembly.clock.span === undefined && assembly.clock.facts.length > 0)
    sentences.push('Nothing is predicted and nothing judged: no line of the log prints a time.');
  if (prediction.budgets.length > 0) {
    sentences.push('Nothing of a budget was used before the log begins.');
    if (assembly.clock.uptime.sleeps.length === 0)
      sentences.push('The device was awake throughout: no source shows deep sleep, in which the limits do not count.');
    if (assembly.trace.meta.topIsSampled)
      sentences.push(
        'Apps were on screen only at the moments when a line says so: no source tells when they come and go.',
      );
  }
  const unknownTypes = assembly.sessions.filter((session) => session.types === undefined).length;
  if (unknownTypes > 0)
    sentences.push(
      `${unknownTypes} ${unknownTypes === 1 ? 'foreground session has' : 'foreground sessions have'} types that no source says; they are taken not to be time-limited.`,
    );
  sentences.push(...unjudgedWords(observed, prediction.policy));
  return sentences;
}
