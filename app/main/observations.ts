/** What the lab does while no window shows it: for the tray, and to keep the computer awake. */
import type { LabClient, LiveRun } from '../api/contract.js';

export interface Observations {
  /** Runs that are being played, by id. */
  readonly running: readonly LiveRun[];
  /** One line for the tray. */
  readonly text: string;
}

export function observationsOf(runs: Iterable<LiveRun>): Observations {
  const running = [...runs].filter(({ state }) => state === 'running');
  const [first] = running;
  if (first === undefined) return { running, text: 'Curfew: nothing is running' };
  const text = running.length === 1 ? `Curfew: ${first.name}` : `Curfew: ${running.length} runs`;
  return { running, text: first.leftMs === null ? text : `${text}, ${leftWords(first.leftMs)} left` };
}

function leftWords(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Tells at once and after every change. Begins anew by itself when the lab was away. */
export function watchObservations(lab: LabClient, tell: (observations: Observations) => void): void {
  const runs = new Map<string, LiveRun>();
  const look = (): void => tell(observationsOf(runs.values()));
  lab.onConnection((state) => {
    if (state === 'connected') return;
    // A lab that is started again tells all its runs anew.
    runs.clear();
    look();
  });
  lab.watch('runs.watch', {}, new AbortController().signal, (run) => {
    runs.set(run.id, run);
    look();
  });
  look();
}
