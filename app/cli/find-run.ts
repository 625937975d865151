/** Finds a run in the store for `curfew report RUN`, with the recordings of its cases that the library still has. */
import type { EvidenceFile } from '../lab/reports/bundle/evidence-bundle.js';
import type { Run } from '../lab/runs/run.js';
import type { StoreReader } from '../lab/store/store.js';
import { fileContent } from '../lab/traces/trace-library.js';
import type { FoundRun } from './commands/report.js';
import { orRefuse, readingStore } from './store-option.js';

/** `data`: folder of the store; by default that of this computer. */
export function findRun(id: string, data?: string): Promise<FoundRun> {
  return readingStore(data, async (store) => {
    const run = orRefuse(await store.run(id));
    return { run, evidence: await recordingsOf(run, store) };
  });
}

/** A recording that was pruned or is damaged is left out: the report says of each case whether it has one. */
async function recordingsOf(run: Run, store: StoreReader): Promise<EvidenceFile[]> {
  const found: EvidenceFile[] = [];
  const hashes = new Set(run.cases.flatMap(({ trace }) => (trace === null ? [] : [trace.sha256])));
  for (const sha256 of hashes) {
    const content = await fileContent(store, sha256);
    if (!content.ok) continue;
    found.push({ name: `${sha256}.arrow`, bytes: content.value.length, open: () => [content.value] });
  }
  return found;
}
