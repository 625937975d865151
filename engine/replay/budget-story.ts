/** The ledger of the budget that one service is charged to, step by step, with what was left after each step. */
import { LedgerCode, StaleReason, type LedgerEntry } from './ledger.js';
import type { Prediction } from './prediction.js';
import { lossWords, poisonWords, resetWords, type MomentWriter } from './reasons.js';
import { formatDuration } from '../time-format.js';

export interface BudgetStep {
  readonly elapsed: number;
  readonly uptime: number;
  /** Row of the trace behind it, or -1 when a timer acted. */
  readonly row: number;
  readonly chargedMs: number | null;
  readonly leftMs: number | null;
  what(write: MomentWriter): string;
}

export interface BudgetStory {
  readonly type: 'dataSync' | 'mediaProcessing';
  readonly limitMs: number;
  readonly steps: readonly BudgetStep[];
}

/** One story for each budget that the component was ever charged to. */
export function explainBudget(prediction: Prediction, component: string): BudgetStory[] {
  const { services } = prediction.program;
  const budgets = new Set<number>();
  for (const entry of prediction.ledger.entries())
    if (entry.budget >= 0 && services[entry.service]?.component === component) budgets.add(entry.budget);
  return [...budgets].map((budget) => storyOf(prediction, budget));
}

function storyOf(prediction: Prediction, budget: number): BudgetStory {
  const type = budget % 2 === 0 ? 'dataSync' : 'mediaProcessing';
  const app = prediction.program.apps[budget >> 1]!;
  const limitMs = prediction.budgets.find((each) => each.uid === app.uid && each.type === type)?.limitMs ?? 0;
  const hosts = servicesOf(prediction, budget);
  const steps: BudgetStep[] = [];
  let total = 0;
  for (const entry of prediction.ledger.entries()) {
    const isOfBudget = entry.budget === budget;
    if (!isOfBudget && !(entry.budget < 0 && hosts.has(entry.service))) continue;
    total = totalAfter(entry, total);
    const who = prediction.program.services[entry.service]?.component ?? '';
    steps.push({
      elapsed: entry.elapsed,
      uptime: entry.uptime,
      row: entry.row,
      chargedMs: entry.code === LedgerCode.charged || entry.code === LedgerCode.poisoned ? entry.first : null,
      leftMs: isOfBudget ? Math.max(0, limitMs - total) : null,
      what: (write) => describe(entry, who, write),
    });
  }
  return { type, limitMs, steps };
}

function servicesOf(prediction: Prediction, budget: number): ReadonlySet<number> {
  const services = new Set<number>();
  for (const entry of prediction.ledger.entries()) if (entry.budget === budget) services.add(entry.service);
  return services;
}

function totalAfter(entry: LedgerEntry, total: number): number {
  switch (entry.code) {
    case LedgerCode.charged:
    case LedgerCode.poisoned:
      return entry.second;
    case LedgerCode.reset:
      return 0;
    default:
      return total;
  }
}

function describe(entry: LedgerEntry, who: string, write: MomentWriter): string {
  const momentOf = (uptime: number): string => write({ uptime, elapsed: entry.elapsed + (uptime - entry.uptime) });
  switch (entry.code) {
    case LedgerCode.charging:
      return `${who} is charged from here${entry.first > 1 ? ` (${entry.first} services run)` : ''}`;
    case LedgerCode.charged:
      return `charged for ${who}`;
    case LedgerCode.poisoned:
      return `the whole uptime of the device is charged, because ${poisonWords(entry.detail)} (bug P)`;
    case LedgerCode.released:
      return entry.first === 0
        ? `${who} is charged no more; nothing runs`
        : `${who} is charged no more; ${entry.first} still run`;
    case LedgerCode.reset:
      return `back to full: ${resetWords(entry.first)}`;
    case LedgerCode.reAnchored:
      return 'the 24 h window counts from here now';
    case LedgerCode.armed:
      return Number.isFinite(entry.first) ? `deadline ${momentOf(entry.first)}` : 'no deadline for now';
    case LedgerCode.disarmed:
      return 'deadline taken away';
    case LedgerCode.moved:
      return `the timer fired, the process was on screen lately: deadline moved to ${momentOf(entry.second)}`;
    case LedgerCode.expired:
      return 'deadline reached: onTimeout';
    case LedgerCode.graceEnded:
      return `not stopped within ${formatDuration(entry.first)}: crash`;
    case LedgerCode.denied:
      return `start of ${who} refused: exhausted since ${momentOf(entry.first)}`;
    case LedgerCode.deniedBackground:
      return `start of ${who} refused: from the background`;
    case LedgerCode.stale:
      return entry.first === StaleReason.notLimited
        ? `a timer of ${who} fired, but its types are not limited any more: nothing happens`
        : `a timer of ${who} fired for a process that is gone: nothing happens`;
    case LedgerCode.uncharged:
      return `${formatDuration(entry.first)} were never charged: ${lossWords(entry)}`;
    case LedgerCode.enteredTop:
      return 'the process came on screen';
    case LedgerCode.leftTop:
      return 'the process left the screen';
    case LedgerCode.processDied:
      return `the process of ${who} died`;
    default:
      return 'a change that this version cannot name';
  }
}
