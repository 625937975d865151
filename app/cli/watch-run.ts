/** Stays with a run until it is over: shows how it goes; Ctrl+C (or the end of the terminal) restores the devices first. */
import { visibleLines } from '../lab/reports/visible-text.js';
import type { Run } from '../lab/runs/run.js';
import { RunProgress } from './run-progress.js';
import { orRefuse } from './store-option.js';
import type { RunLab } from './run-lab.js';

export interface WatchedRun {
  readonly run: Run;
  /** A person ended it; the program is to end as one that was interrupted, after it has said what there is to say. */
  readonly endedBy: NodeJS.Signals | null;
}

const endings: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export async function watchRun(
  { engine, store }: RunLab,
  id: string,
  nameOf: (device: string) => string,
): Promise<WatchedRun> {
  const progress = new RunProgress({ stream: process.stderr, nameOf, now: Date.now });
  const unwatch = engine.watch((live) => {
    if (live.id === id) progress.show(live);
  });
  let endedBy: NodeJS.Signals | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    endedBy = signal;
    for (const each of endings) process.off(each, onSignal);
    process.stderr.write('\nEnding: every device is restored first. Once more Ctrl+C leaves that to curfew restore.\n');
    void engine.cancel(id).then((ended) => {
      if (!ended.ok) process.stderr.write(`${visibleLines(ended.error)}\n`);
    });
  };
  for (const each of endings) process.on(each, onSignal);
  try {
    await engine.whenOver(id);
  } finally {
    for (const each of endings) process.off(each, onSignal);
    unwatch();
    progress.end();
  }
  const run = orRefuse(await store.run(id));
  progress.showEnd(run);
  return { run, endedBy };
}
