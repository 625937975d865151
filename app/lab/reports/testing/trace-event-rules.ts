/** The rules of the Trace Event Format that a viewer relies on, checked over events as they were read back. For tests. */
export interface ReadEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly s?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function faultOf(event: ReadEvent): string | null {
  if (!isCount(event.pid) || !isCount(event.tid)) return 'pid and tid are whole numbers from 0';
  if (!isTime(event.ts)) return 'ts is a time from 0';
  if (typeof event.name !== 'string' || event.name === '') return 'an event has a name';
  switch (event.ph) {
    case 'X':
      return isTime(event.dur) ? null : 'a complete event has a duration';
    case 'i':
      return event.s === 't' ? null : 'an instant has a scope';
    case 'C':
      return Object.values(event.args ?? {}).every((value) => typeof value === 'number') && event.args !== undefined
        ? null
        : 'a counter has numbers';
    case 'M':
      return event.args === undefined ? 'metadata has arguments' : null;
    default:
      return `nobody writes ph ${event.ph}`;
  }
}

/** Slices of one thread lie one after the other or one in the other. */
function nestingFaults(events: readonly ReadEvent[]): string[] {
  const threads = new Map<number, ReadEvent[]>();
  for (const event of events) {
    if (event.ph === 'X') threads.set(event.tid, [...(threads.get(event.tid) ?? []), event]);
  }
  return [...threads].flatMap(([tid, slices]) => {
    const open: number[] = [];
    const ordered = slices.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
    return ordered.flatMap(({ ts, dur = 0, name }) => {
      while (open.length > 0 && (open.at(-1) ?? 0) <= ts) open.pop();
      const parent = open.at(-1);
      open.push(ts + dur);
      return parent !== undefined && ts + dur > parent
        ? [`${name} on thread ${tid} sticks out of the slice around it`]
        : [];
    });
  });
}

/** One sentence for each fault; empty when a viewer can show everything. */
export function faultsOfTrace(events: readonly ReadEvent[]): string[] {
  const own = events.flatMap((event) => {
    const fault = faultOf(event);
    return fault === null ? [] : [`${fault}: ${JSON.stringify(event)}`];
  });
  const names = (kind: string, id: (event: ReadEvent) => number): number[] =>
    events.filter(({ ph, name }) => ph === 'M' && name === kind).map(id);
  const processes = names('process_name', ({ pid }) => pid);
  const threads = names('thread_name', ({ tid }) => tid);
  const numbers = [...processes, ...threads];
  const twice = new Set(numbers).size === numbers.length ? [] : ['a number of a process or thread is given twice'];
  const unnamed = events.filter(
    ({ ph, pid, tid }) => !processes.includes(pid) || ((ph === 'X' || ph === 'i') && !threads.includes(tid)),
  );
  return [...own, ...nestingFaults(events), ...twice, ...unnamed.map(({ name }) => `${name} is in no named place`)];
}
