/** What was heard of a watched app, compared with what its device's policy predicts: the road that an imported log takes. */
import { analyze } from '../../../../engine/compare/analyze.js';
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { assemble } from '../../../../engine/ingest/assemble/assemble.js';
import type { IngestedSource } from '../../../../engine/ingest/ingested.js';
import { SourceReader } from '../../../../engine/ingest/source-reader.js';
import type { Policy } from '../../../../engine/policy/policy.js';
import { ok, type Result } from '../../../../engine/result.js';
import { writeTrace } from '../../../../engine/trace/arrow-file.js';
import type { StoreReader } from '../../store/store.js';
import type { StoreError } from '../../store/store-error.js';
import { LOG_SOURCE } from './watch-log.js';

export interface ObservedApp {
  readonly run: string;
  readonly device: string;
  readonly packageName: string;
  readonly policy: Policy;
  readonly toleranceMs: number;
  readonly now: Date;
}

export interface ObservedAnalysis {
  readonly analysis: Analysis;
  /** An Arrow file of `engine/trace`. */
  readonly trace: Uint8Array;
}

const PAGE = 5_000;

/** Reads the observations page by page, so that a day of them needs no more memory than their facts. */
export async function analyseObserved(
  store: StoreReader,
  app: ObservedApp,
): Promise<Result<ObservedAnalysis, StoreError>> {
  const readers = new Readers();
  for (let from = 0; ;) {
    const page = await store.observations({ run: app.run, device: app.device, from, limit: PAGE });
    if (!page.ok) return page;
    for (const { source, text } of page.value) readers.push(source, text);
    const last = page.value.at(-1);
    if (last === undefined) break;
    from = last.sequence + 1;
  }
  const sources = readers.finish();
  const assembly = assemble(sources, { calendar: { notAfterEpochMs: app.now.getTime() } });
  const { analysis } = analyze(sources, assembly, {
    policy: app.policy,
    policyFrom: 'the release of the device and the values that it has set',
    packageName: app.packageName,
    toleranceMs: app.toleranceMs,
  });
  return ok({ analysis, trace: writeTrace(assembly.trace) });
}

/** The lines of the log are one source; every look with dumpsys is one of its own. */
class Readers {
  readonly #encoder = new TextEncoder();
  readonly #log = new SourceReader(LOG_SOURCE, 0, false);
  readonly #dumps: { readonly title: string; readonly text: string }[] = [];

  push(source: string, text: string): void {
    if (source === LOG_SOURCE) this.#log.push(this.#encoder.encode(`${text}\n`));
    else if (source.startsWith('dumpsys ')) this.#dumps.push({ title: source, text });
  }

  finish(): readonly IngestedSource[] {
    const sources = [...this.#log.finish()];
    for (const { title, text } of this.#dumps) {
      const reader = new SourceReader(`${title}, look ${sources.length}`, sources.length, false);
      reader.push(this.#encoder.encode(text));
      sources.push(...reader.finish());
    }
    return sources;
  }
}
