/**
 * When the services of a scenario are in the foreground, for pictures: read from the steps and the predicted outcomes in
 * the order in which they act. A service that waits for its restart is not drawn: its bar goes on with its next
 * startForeground.
 */
import { ServiceType, type TypeMask } from '../android/service-types.js';
import type { Scenario, ScenarioService, ScenarioStep } from './scenario.js';
import type { ScenarioOutcome } from './predict-scenario.js';
import type { TimelineEntry } from './scenario-timeline.js';

export interface ForegroundSpan {
  readonly service: string;
  readonly types: TypeMask;
  readonly fromMs: number;
  readonly toMs: number;
  /** `null`: still in the foreground where the picture ends. */
  readonly endedBy: 'stopped' | 'process died' | null;
}

export function foregroundSpans(
  scenario: Scenario,
  timeline: readonly TimelineEntry[],
  untilMs: number,
): ForegroundSpan[] {
  return new Spans(scenario, timeline).read(untilMs);
}

interface ServiceRecord {
  readonly service: ScenarioService;
  exists: boolean;
  started: boolean;
  isBound: boolean;
  types: TypeMask;
  /** `null` when it is not in the foreground. */
  since: number | null;
  /** When the app reacts to onTimeout; `null` when nothing is due. */
  reactsAt: number | null;
}

class Spans {
  readonly #spans: ForegroundSpan[] = [];
  readonly #records: ReadonlyMap<string, ServiceRecord>;

  constructor(
    scenario: Scenario,
    readonly timeline: readonly TimelineEntry[],
  ) {
    this.#records = new Map(
      scenario.services.map((service) => [
        service.name,
        { service, exists: false, started: false, isBound: false, types: 0, since: null, reactsAt: null },
      ]),
    );
  }

  read(untilMs: number): ForegroundSpan[] {
    this.timeline.forEach((entry, index) => {
      this.#react(entry.elapsedMs);
      if ('outcome' in entry) this.#outcome(entry.outcome);
      else if (!this.#isDenied(index)) this.#step(entry.step);
    });
    this.#react(untilMs);
    for (const record of this.#records.values()) this.#close(record, untilMs, null);
    return this.#spans.sort((a, b) => a.fromMs - b.fromMs);
  }

  /** A start that is refused has its refusal right behind it. */
  #isDenied(index: number): boolean {
    const entry = this.timeline[index];
    const next = this.timeline[index + 1];
    if (entry === undefined || next === undefined || !('step' in entry) || !('outcome' in next)) return false;
    const isStart = entry.step.do === 'startForeground' || entry.step.do === 'startForegroundService';
    const isRefusal = next.outcome.outcome.startsWith('start-denied-') && next.elapsedMs === entry.elapsedMs;
    return isStart && isRefusal && next.outcome.service === entry.step.service;
  }

  #step(step: ScenarioStep): void {
    if ('process' in step) {
      if (step.do === 'processDies') this.#processDies(step.process, step.atMs);
      return;
    }
    if ('service' in step) {
      const record = this.#records.get(step.service);
      if (record !== undefined) this.#serviceStep(step, record);
      return;
    }
    if (step.do !== 'forceStop' && step.do !== 'reboot') return;
    for (const record of this.#records.values()) this.#remove(record, step.atMs, 'process died');
  }

  #serviceStep(step: Extract<ScenarioStep, { readonly service: string }>, record: ServiceRecord): void {
    switch (step.do) {
      case 'startService':
      case 'startForegroundService':
        record.exists = true;
        record.started = true;
        return;
      case 'bind':
        record.exists = true;
        // Several binds of a script are one binding.
        record.isBound = true;
        return;
      case 'startForeground':
        if (!record.exists) return;
        if (record.types !== step.types) this.#close(record, step.atMs, 'stopped');
        record.types = step.types;
        record.since ??= step.atMs;
        return;
      case 'stopForeground':
        this.#close(record, step.atMs, 'stopped');
        return;
      case 'stopService':
      case 'stopSelf':
        this.#stop(record, step.atMs);
        return;
      case 'unbind':
        record.isBound = false;
        if (!record.started) this.#remove(record, step.atMs, 'stopped');
        return;
    }
  }

  #outcome({ outcome, service, elapsedMs }: ScenarioOutcome): void {
    const record = service === null ? undefined : this.#records.get(service);
    if (record === undefined) return;
    if (outcome === 'timeout-callback') record.reactsAt = elapsedMs + record.service.onTimeout.afterMs;
    else if (outcome === 'service-stopped-idle') this.#stop(record, elapsedMs);
    else if (outcome === 'crash-did-not-stop' || outcome === 'crash-did-not-start')
      this.#processDies(record.service.process, elapsedMs);
  }

  /** What the app does in onTimeout, as far as it changes what is in the foreground. */
  #react(nowMs: number): void {
    for (const record of this.#records.values()) {
      const { reactsAt, service } = record;
      if (reactsAt === null || reactsAt > nowMs) continue;
      record.reactsAt = null;
      if (service.onTimeout.do === 'stopSelf') this.#stop(record, reactsAt);
      else if (service.onTimeout.do === 'stopForeground') this.#close(record, reactsAt, 'stopped');
      else if (service.onTimeout.do === 'switchType' && record.since !== null) {
        this.#close(record, reactsAt, 'stopped');
        record.types = service.onTimeout.types;
        record.since = reactsAt;
      }
    }
  }

  #processDies(process: string, atMs: number): void {
    for (const record of this.#records.values()) {
      if (record.service.process !== process) continue;
      const waits = record.started && record.service.sticky && record.types !== ServiceType.shortService;
      if (!waits) record.started = false;
      record.reactsAt = null;
      if (waits || record.isBound) this.#close(record, atMs, 'process died');
      else this.#remove(record, atMs, 'process died');
    }
  }

  #stop(record: ServiceRecord, atMs: number): void {
    record.started = false;
    if (!record.isBound) this.#remove(record, atMs, 'stopped');
  }

  #remove(record: ServiceRecord, atMs: number, endedBy: 'stopped' | 'process died'): void {
    this.#close(record, atMs, endedBy);
    record.exists = false;
    record.started = false;
    record.isBound = false;
    record.reactsAt = null;
  }

  #close(record: ServiceRecord, toMs: number, endedBy: ForegroundSpan['endedBy']): void {
    const { since, service, types } = record;
    record.since = null;
    if (since !== null) this.#spans.push({ service: service.name, types, fromMs: since, toMs, endedBy });
  }
}
