/**
 * Which ledger entries stand behind an outcome, found without walking the ledger for each: all entries are sorted once, by budget
 * and by service, with sums along the way.
 *
 *     budget   …charged · charged │reset│ charged · charged │armed · moved · moved · expired│
 *                                   └ a reset ends the story  └ this run begins; what was charged before it is told as a sum
 *     service  entries that concern no budget: screen, death, shortService, promise
 */
import { LedgerCode, NONE, type Ledger, type LedgerEntry } from './ledger.js';

/** What the platform forgot or invented stays in the story, however long ago it was. */
const odd: ReadonlySet<number> = new Set([LedgerCode.uncharged, LedgerCode.poisoned]);
/** Entries that say nothing to a person, or (a refusal) only to the outcome that they end. */
const untold: ReadonlySet<number> = new Set([
  LedgerCode.charging,
  LedgerCode.charged,
  LedgerCode.released,
  LedgerCode.disarmed,
  LedgerCode.denied,
]);
/** Entries of a service that have nothing to do with a budget. */
const besideBudgets: ReadonlySet<number> = new Set([
  LedgerCode.promised,
  LedgerCode.promiseBroken,
  LedgerCode.promiseAnr,
  LedgerCode.executionBegun,
  LedgerCode.executionOverdue,
]);
/** With what the story of an outcome begins that no budget is about. */
const beginnings = new Map<number, number>([
  [LedgerCode.shortExpired, LedgerCode.shortArmed],
  [LedgerCode.shortDemoted, LedgerCode.shortArmed],
  [LedgerCode.shortAnr, LedgerCode.shortArmed],
  [LedgerCode.promiseBroken, LedgerCode.promised],
  [LedgerCode.promiseAnr, LedgerCode.promised],
  [LedgerCode.executionOverdue, LedgerCode.executionBegun],
]);

/** A sorted list of ledger positions in which a sum is kept along the way: `sums[i]` is what lies before `at[i]`. */
class Positions {
  readonly at: number[] = [];
  readonly sums: number[] = [];
  #sum = 0;

  add(position: number, value = 1): void {
    this.at.push(position);
    this.sums.push(this.#sum);
    this.#sum += value;
  }

  /** How many lie before a ledger position. */
  before(position: number): number {
    let low = 0;
    let high = this.at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  count(from: number, to: number): number {
    return Math.max(0, this.before(to) - this.before(from));
  }

  sum(from: number, to: number): number {
    const sumBefore = (index: number): number => this.sums[index] ?? this.#sum;
    return Math.max(0, sumBefore(this.before(to)) - sumBefore(this.before(from)));
  }

  /** The last one before a position, or -1. */
  lastBefore(position: number): number {
    return this.at[this.before(position) - 1] ?? -1;
  }

  firstFrom(position: number): number {
    return this.at[this.before(position)] ?? Number.POSITIVE_INFINITY;
  }
}

interface Arming {
  /** Positions at which the service's deadline on this budget was set, and where the run of each began. */
  readonly armed: Positions;
  readonly runs: number[];
  /** Where its deadline was taken away last. */
  disarmedAt: number;
  /** Charges of this service, which are not told to itself. */
  readonly charges: Positions;
}

class BudgetEntries {
  readonly all = new Positions();
  readonly told = new Positions();
  readonly odd = new Positions();
  readonly resets = new Positions();
  /** Charges of more than nothing. */
  readonly charges = new Positions();
  readonly byService = new Map<number, Arming>();

  ofService(service: number): Arming {
    const known = this.byService.get(service);
    if (known !== undefined) return known;
    const made: Arming = { armed: new Positions(), runs: [], disarmedAt: -1, charges: new Positions() };
    this.byService.set(service, made);
    return made;
  }
}

/** The entries of a story: `odd` ones of before the run, then all from `from` to `last` that are of the budget or the service. */
export interface ReasonChain {
  /** What had been charged before the run. */
  readonly before: { readonly totalMs: number; readonly runs: number };
  /** How many sentences it makes, the sum not counted. */
  readonly length: number;
  /** Entries from the beginning, and from the end. */
  forwards(): Generator<LedgerEntry>;
  backwards(): Generator<LedgerEntry>;
}

export class ReasonChains {
  readonly #budgets = new Map<number, BudgetEntries>();
  readonly #services = new Map<number, Positions>();
  /** The same without what has nothing to do with a budget. */
  readonly #aroundBudgets = new Map<number, Positions>();
  /** Entries of the ledger when this was built. */
  readonly builtLength: number;

  constructor(readonly ledger: Ledger) {
    this.builtLength = ledger.length;
    /** By service: position at which it last lost its process. */
    const diedAt = new Map<number, number>();
    for (let at = 0; at < ledger.length; at++) {
      const entry = ledger.entry(at);
      if (entry.code === LedgerCode.processDied) diedAt.set(entry.service, at);
      if (entry.budget === NONE) {
        positionsOf(this.#services, entry.service).add(at);
        if (!besideBudgets.has(entry.code)) positionsOf(this.#aroundBudgets, entry.service).add(at);
      } else this.#addToBudget(at, entry, diedAt.get(entry.service) ?? -1);
    }
  }

  #addToBudget(at: number, entry: LedgerEntry, diedAt: number): void {
    const budget = this.#budgets.get(entry.budget) ?? new BudgetEntries();
    this.#budgets.set(entry.budget, budget);
    budget.all.add(at);
    if (!untold.has(entry.code)) budget.told.add(at);
    if (odd.has(entry.code)) budget.odd.add(at);
    if (entry.code === LedgerCode.reset) budget.resets.add(at);
    else if (entry.code === LedgerCode.charged && entry.first !== 0) {
      budget.charges.add(at, entry.first);
      budget.ofService(entry.service).charges.add(at);
    } else if (entry.code === LedgerCode.disarmed) budget.ofService(entry.service).disarmedAt = at;
    else if (entry.code === LedgerCode.armed) {
      const { armed, runs, disarmedAt } = budget.ofService(entry.service);
      const previous = armed.at.at(-1) ?? -1;
      // A renewal (a refreshed notification) goes on with the run; after a stop or a death a new one begins.
      runs.push(previous >= 0 && Math.max(diedAt, disarmedAt) < previous ? runs.at(-1)! : at);
      armed.add(at);
    }
  }

  /** The story of the outcome that the entries before `end` led to. */
  of(service: number, end: number): ReasonChain {
    const last = end - 1;
    const lastEntry = last < 0 ? undefined : this.ledger.entry(last);
    const budget = lastEntry === undefined ? undefined : this.#budgets.get(lastEntry.budget);
    if (budget === undefined) {
      const ofService = this.#services.get(service) ?? new Positions();
      return this.#chain(this.#beginning(ofService, lastEntry, last), last, ofService, [], undefined, service);
    }
    const ofService = this.#aroundBudgets.get(service) ?? new Positions();
    // The run of that timer is over, and what came since has nothing to do with it.
    if (lastEntry?.code === LedgerCode.stale) return this.#chain(last, last, ofService, [], budget, service);
    const reset = budget.resets.lastBefore(last);
    const start = Math.max(reset, 0);
    const run = this.#runOf(budget, service, start, last);
    const runs = budget.charges.count(start, run);
    const from = runs === 0 && reset >= 0 ? start : run;
    const { odd: oddOnes } = budget;
    const kept = oddOnes.at.slice(oddOnes.before(start), oddOnes.before(from));
    const chain = this.#chain(from, last, ofService, kept, budget, service);
    return { ...chain, before: { totalMs: budget.charges.sum(start, run), runs } };
  }

  /** Where the present run of a service on a budget began; `start` where it never did. */
  #runOf(budget: BudgetEntries, service: number, start: number, last: number): number {
    const { armed, runs } = budget.ofService(service);
    const index = armed.before(last + 1) - 1;
    const present = armed.at[index];
    if (present === undefined || present < start) return start;
    return Math.max(runs[index]!, Math.min(armed.firstFrom(start), present));
  }

  #beginning(ofService: Positions, lastEntry: LedgerEntry | undefined, last: number): number {
    const code = lastEntry === undefined ? undefined : beginnings.get(lastEntry.code);
    if (code === undefined) return 0;
    for (let index = ofService.before(last) - 1; index >= 0; index--)
      if (this.ledger.entry(ofService.at[index]!).code === code) return ofService.at[index]!;
    return 0;
  }

  #chain(
    from: number,
    last: number,
    ofService: Positions,
    kept: readonly number[],
    budget: BudgetEntries | undefined,
    service: number,
  ): ReasonChain {
    const { ledger } = this;
    const lists = budget === undefined ? [ofService] : [ofService, budget.all];
    return {
      before: { totalMs: 0, runs: 0 },
      length: kept.length + ofService.count(from, last + 1) + toldOfBudget(budget, service, from, last, ledger),
      *forwards() {
        for (const at of kept) yield ledger.entry(at);
        for (const at of merged(lists, from, last)) yield ledger.entry(at);
      },
      *backwards() {
        for (const at of mergedBack(lists, from, last)) yield ledger.entry(at);
        for (const at of [...kept].reverse()) yield ledger.entry(at);
      },
    };
  }
}

/** Sentences that the entries of a budget make for one service; a refusal only where it is the last entry. */
function toldOfBudget(
  budget: BudgetEntries | undefined,
  service: number,
  from: number,
  last: number,
  ledger: Ledger,
): number {
  if (budget === undefined) return 0;
  const ofOthers = budget.charges.count(from, last + 1) - budget.ofService(service).charges.count(from, last + 1);
  const refusal = ledger.entry(last).code === LedgerCode.denied ? 1 : 0;
  return budget.told.count(from, last + 1) + ofOthers + refusal;
}

/** Positions of several sorted lists in order, from `from` to `last`. */
function* merged(lists: readonly Positions[], from: number, last: number): Generator<number> {
  const next = lists.map((list) => list.before(from));
  for (;;) {
    let least = Number.POSITIVE_INFINITY;
    let of = -1;
    for (const [index, list] of lists.entries()) {
      const at = list.at[next[index]!] ?? Number.POSITIVE_INFINITY;
      if (at >= least) continue;
      least = at;
      of = index;
    }
    if (least > last) return;
    next[of]!++;
    yield least;
  }
}

function* mergedBack(lists: readonly Positions[], from: number, last: number): Generator<number> {
  const next = lists.map((list) => list.before(last + 1) - 1);
  for (;;) {
    let most = -1;
    let of = -1;
    for (const [index, list] of lists.entries()) {
      const at = list.at[next[index]!] ?? -1;
      if (at <= most) continue;
      most = at;
      of = index;
    }
    if (most < from || of < 0) return;
    next[of]!--;
    yield most;
  }
}

function positionsOf(map: Map<number, Positions>, key: number): Positions {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Positions();
  map.set(key, made);
  return made;
}
