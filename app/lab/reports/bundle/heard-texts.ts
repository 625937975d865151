/**
 * Raw texts of devices whose cases name no logs: of a watched app, and of runs of earlier versions. They come from the
 * observations of the store, in the order heard, one file for each source.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Run } from '../../runs/run.js';
import { openStoreToRead } from '../../store/open-store.js';
import type { StoreError } from '../../store/store-error.js';
import type { Observation, StoreReader } from '../../store/store.js';
import type { EvidenceFile, MissingEvidence } from './evidence-bundle.js';

interface HeardTexts {
  readonly files: readonly EvidenceFile[];
  readonly missing: readonly MissingEvidence[];
}

interface Place {
  readonly run: string;
  readonly device: string;
}

const PAGE = 5_000;
/** What the lab itself wrote down between the lines of a device. */
const remarks: ReadonlySet<string> = new Set(['run', 'adb', 'clocks']);

export async function heardTexts(run: Run, store: StoreReader): Promise<HeardTexts> {
  const files: EvidenceFile[] = [];
  const missing: MissingEvidence[] = [];
  const begun = run.cases.filter(({ attempts, logs }) => attempts > 0 && logs === undefined);
  for (const device of new Set(begun.map((each) => each.device))) {
    const place = { run: run.id, device };
    const sizes = await sizesOf(store, place);
    const name = run.devices.find(({ id }) => id === device)?.name ?? device;
    if (!sizes.ok) missing.push({ what: `raw log of "${name}"`, sha256: null, why: sizes.error.message });
    else if (sizes.value.size === 0)
      missing.push({ what: `raw log of "${name}"`, sha256: null, why: 'The store has nothing that was heard of it.' });
    else
      for (const [source, bytes] of sizes.value)
        files.push({
          name: `${name} ${source}.log`,
          what: `${source} of "${name}", as it was heard during the run`,
          bytes,
          open: () => textsOf(store.folder, place, source),
        });
  }
  return { files, missing };
}

const encoder = new TextEncoder();
const lineOf = ({ text }: Observation): Uint8Array => encoder.encode(text.endsWith('\n') ? text : `${text}\n`);

/** Bytes by source. */
async function sizesOf(store: StoreReader, place: Place): Promise<Result<ReadonlyMap<string, number>, StoreError>> {
  const sizes = new Map<string, number>();
  for await (const page of pagesOf(store, place)) {
    if (!page.ok) return page;
    for (const heard of page.value)
      if (!remarks.has(heard.source)) sizes.set(heard.source, (sizes.get(heard.source) ?? 0) + lineOf(heard).length);
  }
  return ok(sizes);
}

async function* pagesOf(store: StoreReader, place: Place): AsyncIterable<Result<readonly Observation[], StoreError>> {
  for (let from = 0; ;) {
    const page = await store.observations({ ...place, from, limit: PAGE });
    const last = page.ok ? page.value.at(-1) : undefined;
    if (last === undefined) {
      if (!page.ok) yield fail(page.error);
      return;
    }
    yield page;
    from = last.sequence + 1;
  }
}

/** Opens the store anew: whoever found the run may have closed it meanwhile. */
async function* textsOf(folder: string, place: Place, source: string): AsyncIterable<Uint8Array> {
  const store = await openStoreToRead(folder);
  if (!store.ok) throw new Error(store.error.message);
  try {
    for await (const page of pagesOf(store.value, place)) {
      if (!page.ok) throw new Error(page.error.message);
      yield Buffer.concat(page.value.filter((heard) => heard.source === source).map(lineOf));
    }
  } finally {
    await store.value.close();
  }
}
