/**
 * The clock of a batterystats history: time since its beginning, which `TIME` record it is anchored to, and how often the
 * system has started since. Shared by the text and the checkin form.
 */
import type { FactBody } from '../fact.js';
import { eventBody, isRunningBit, stateBody, type BatterySign, type BatteryTag } from './battery-events.js';
import { proofText, type DumpSink, type DumpTime } from './dump-time.js';

export interface HistoryPlace {
  readonly line: number;
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly text: string;
}

export class HistoryClock {
  elapsedMs = 0;
  private boot = 0;
  private anchorEpochMs: number | undefined;
  private anchorLocalMs: number | undefined;
  private sleepingSince: number | undefined;
  private percent: number | undefined;
  private running: boolean | undefined;

  constructor(private readonly sink: DumpSink) {}

  /** A history begins (`RESET`, or the first record): counting starts anew. */
  reset(): void {
    this.elapsedMs = 0;
    this.boot = 0;
    this.anchorEpochMs = undefined;
    this.anchorLocalMs = undefined;
    this.restart();
  }

  private restart(): void {
    this.sleepingSince = undefined;
    this.running = undefined;
  }

  /** Wall clock at the history's zero, as the last `TIME` record tells it. */
  anchorEpoch(epochMs: number): void {
    this.anchorEpochMs = epochMs - this.elapsedMs;
  }

  /** The same in local time; the result is how far the clock is off from what was expected, if anything was. */
  anchorLocal(localMs: number): number | undefined {
    const before = this.anchorLocalMs;
    this.anchorLocalMs = localMs - this.elapsedMs;
    return before === undefined ? undefined : this.anchorLocalMs - before;
  }

  /** `SHUTDOWN` and `START`: elapsed time of the device begins anew, that of the history goes on. */
  command(name: 'SHUTDOWN' | 'START', place: HistoryPlace): void {
    this.restart();
    if (name === 'SHUTDOWN') {
      this.emit({ kind: 'shutdown' }, place);
      return;
    }
    this.boot++;
    this.emit({ kind: 'boot', stage: 'system-server', sinceBootMs: undefined }, place);
  }

  event(name: string, sign: BatterySign, tag: BatteryTag, place: HistoryPlace): void {
    const body = eventBody(name, sign, tag);
    if (body !== undefined) this.emit(body, place, sign === '');
  }

  state(name: string, on: boolean, place: HistoryPlace, standing: boolean): void {
    let slept: number | undefined;
    if (isRunningBit(name)) {
      // The first `+running` of a history or a boot ends no sleep.
      const isFirst = this.running === undefined;
      this.running = on;
      if (on && isFirst) return;
      slept = on && this.sleepingSince !== undefined ? Math.max(0, this.elapsedMs - this.sleepingSince) : undefined;
      this.sleepingSince = on ? undefined : this.elapsedMs;
    }
    const body = stateBody(name, on, slept);
    if (body !== undefined) this.emit(body, place, standing);
  }

  level(percent: number, place: HistoryPlace): void {
    if (percent === this.percent || percent > 100) return;
    this.percent = percent;
    this.emit({ kind: 'battery-level', percent }, place);
  }

  emit(body: FactBody, place: HistoryPlace, standing = false): void {
    const { line, byteStart, byteEnd } = place;
    const time: DumpTime = {
      at: 'since-history-start',
      elapsedMs: this.elapsedMs,
      boot: this.boot,
      ...(this.anchorEpochMs === undefined ? {} : { historyEpochMs: this.anchorEpochMs }),
      ...(this.anchorLocalMs === undefined ? {} : { historyLocalMs: this.anchorLocalMs }),
    };
    const fact = { time, body, line, byteStart, byteEnd, rawText: proofText(place.text.trim()) };
    this.sink.fact(standing ? { ...fact, standing: true } : fact);
  }
}
