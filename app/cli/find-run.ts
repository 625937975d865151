/** Finds a run in the store for `curfew report RUN`, with what it recorded. */
import { evidenceOfRun } from '../lab/reports/bundle/run-evidence.js';
import type { FoundRun } from './commands/report.js';
import { orRefuse, readingStore } from './store-option.js';

/** `data`: folder of the store; by default that of this computer. What cannot be had of the recordings is in `missing`. */
export function findRun(id: string, data?: string): Promise<FoundRun> {
  return readingStore(data, async (store) => {
    const run = orRefuse(await store.run(id));
    const { files, missing } = await evidenceOfRun(run, store);
    return { run, evidence: files, missing };
  });
}
