/**
 * Gives the orders of a scenario at their times, and waits for its end. While the device restarts because the scenario says
 * so, its time stands still: a restart takes as long as it takes, and nothing of the scenario runs over it.
 */
import { formatDuration } from '../../../../engine/time-format.js';
import { wallOf, type ClockRelation } from '../../probe/clock-relation.js';
import type { CaseStage } from './case-stage.js';
import { giveByLedger, giveByShell, restartDevice } from './give-order.js';
import type { DriveOrder } from './plan-drive.js';
import type { PreparedCase } from './prepare-case.js';
import type { ShellStop } from './probe-inputs.js';

/** Between "ready" and the first step: the log is open then. */
const LEAD_MS = 500;
const TELL_EVERY_MS = 1_000;
/** An order that came later than this is told: the comparison sees it where it really happened. */
const LATE_MS = 1_000;

/** Answers with what was stopped on the way. */
export async function driveScenario(
  stage: CaseStage,
  prepared: PreparedCase,
  durationMs: number,
): Promise<readonly ShellStop[]> {
  const driver = new Driver(stage, prepared);
  const telling = setInterval(() => {
    stage.ground.tell({ playedMs: Math.round(Math.min(Math.max(driver.playedMs, 0), durationMs)) });
  }, TELL_EVERY_MS);
  try {
    for (const order of prepared.plan.orders) await driver.carryOut(order);
    await driver.until(durationMs);
    return driver.stops;
  } finally {
    clearInterval(telling);
  }
}

class Driver {
  readonly stops: ShellStop[] = [];
  #clocks: ClockRelation;
  /** The first step on the lab's steady clock. */
  #zero = 0;

  constructor(
    private readonly stage: CaseStage,
    private readonly prepared: PreparedCase,
  ) {
    this.#clocks = prepared.clocks;
    this.#begin(performance.now() + LEAD_MS);
  }

  get playedMs(): number {
    return performance.now() - this.#zero;
  }

  async until(atMs: number): Promise<void> {
    await this.stage.interrupter.until(this.#zero + atMs);
  }

  /** At its time; half of a round trip early, so that it arrives then. */
  async carryOut(order: DriveOrder): Promise<void> {
    const { words, atMs, action } = order;
    await this.until(atMs - this.#clocks.errorMs);
    const givenMs = this.playedMs;
    if (givenMs - atMs > LATE_MS)
      this.stage.notObserved.push(`${words} was given ${formatDuration(Math.round(givenMs - atMs))} late.`);
    const said = await this.#give(order);
    const answeredMs = this.playedMs;
    if (action.by === 'shell' && action.stops !== undefined)
      this.stops.push({
        className: action.stops,
        wallMs: wallOf(this.#clocks, this.#zero + (givenMs + answeredMs) / 2),
      });
    const moments = { atMs, givenMs: Math.round(givenMs), answeredMs: Math.round(answeredMs) };
    await this.stage.records.hear('lab', [JSON.stringify({ order: words, ...moments, said })]);
    if (action.by === 'restart') this.#begin(performance.now() - atMs);
  }

  /** What the device said, for people. */
  async #give({ action, words }: DriveOrder): Promise<string> {
    switch (action.by) {
      case 'shell':
        return await giveByShell(this.stage, action.line, words);
      case 'ledger':
        return await giveByLedger(this.stage, action.change, words);
      case 'restart':
        this.#clocks = await restartDevice(this.stage, this.#clocks.bootId);
        return 'restarted';
    }
  }

  /** The scenario's time counts from here. */
  #begin(zero: number): void {
    this.#zero = zero;
    const { packageName, cast } = this.prepared;
    this.stage.marks.begin({ packageName, cast, zeroMs: wallOf(this.#clocks, zero) });
    this.stage.ground.tell({ phase: 'playing' });
  }
}
