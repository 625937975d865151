/**
 * The events of the Trace Event Format that we write, and the two rules that are easy to break: slices of one thread must
 * nest (Perfetto moves others to an overflow track), and no instant may lie before zero (Perfetto drops it).
 */

/** Microseconds, as the format counts. */
const MICROSECONDS_PER_MS = 1_000;

export interface TraceEvent {
  /** `X` slice, `i` instant, `C` counter, `M` name of a process or thread. */
  readonly ph: 'X' | 'i' | 'C' | 'M';
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds since the zero of the trace. */
  readonly ts: number;
  readonly dur?: number;
  /** Scope of an instant: `t`, its thread. */
  readonly s?: 't';
  readonly args?: Readonly<Record<string, string | number | null>>;
}

export interface Slice {
  readonly fromMs: number;
  readonly toMs: number;
  readonly name: string;
  readonly cat: string;
  readonly args: Readonly<Record<string, string | number | null>>;
}

/**
 * Puts slices into the first row in which they overlap no other, so that every row can be one thread. Rows beyond `most`
 * are not made; what finds no row is counted.
 */
export function rowsOf(slices: readonly Slice[], most: number): { readonly rows: Slice[][]; readonly leftOut: number } {
  const rows: Slice[][] = [];
  let leftOut = 0;
  const ordered = [...slices].sort((a, b) => a.fromMs - b.fromMs || b.toMs - a.toMs);
  for (const slice of ordered) {
    const row = rows.find((one) => (one.at(-1)?.toMs ?? slice.fromMs) <= slice.fromMs);
    if (row !== undefined) row.push(slice);
    else if (rows.length < most) rows.push([slice]);
    else leftOut++;
  }
  return { rows, leftOut };
}

/** Collects events and hands out numbers of processes and threads: from one row, as viewers take a thread of its process's number for the main one. */
export class TraceWriter {
  readonly events: TraceEvent[] = [];
  #pid = 0;
  #last = 0;
  #threads = 0;

  /** A process with its name; its threads keep the order in which they are made. */
  process(name: string): number {
    const pid = ++this.#last;
    this.#pid = pid;
    this.#threads = 0;
    this.#metadata('process_name', pid, 0, { name });
    this.#metadata('process_sort_index', pid, 0, { sort_index: pid });
    return pid;
  }

  /** A thread of the process that was made last. */
  thread(name: string): number {
    const tid = ++this.#last;
    this.#metadata('thread_name', this.#pid, tid, { name });
    this.#metadata('thread_sort_index', this.#pid, tid, { sort_index: ++this.#threads });
    return tid;
  }

  slice(tid: number, slice: Slice): void {
    const { name, cat, args } = slice;
    const ts = slice.fromMs * MICROSECONDS_PER_MS;
    const dur = Math.max(0, (slice.toMs - slice.fromMs) * MICROSECONDS_PER_MS);
    this.events.push({ ph: 'X', name, cat, pid: this.#pid, tid, ts, dur, args });
  }

  instant(tid: number, at: Omit<Slice, 'toMs'>): void {
    const { name, cat, args } = at;
    const ts = at.fromMs * MICROSECONDS_PER_MS;
    this.events.push({ ph: 'i', name, cat, pid: this.#pid, tid, ts, s: 't', args });
  }

  /** A step to `seconds`; viewers show the name with the unit behind it. */
  counter(name: string, atMs: number, seconds: number): void {
    this.events.push({ ph: 'C', name, pid: this.#pid, tid: 0, ts: atMs * MICROSECONDS_PER_MS, args: { seconds } });
  }

  #metadata(name: string, pid: number, tid: number, args: Readonly<Record<string, string | number>>): void {
    this.events.push({ ph: 'M', name, pid, tid, ts: 0, args });
  }
}
