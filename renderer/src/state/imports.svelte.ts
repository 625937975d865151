/** Logs on their way into the library: uploaded, then read and analysed by the lab. One batch is one list of files. */
import type { OpenedFile } from '../../../app/api/client/bridge-client.js';
import type { ImportProgress } from '../../../app/api/contract.js';
import { lab } from './lab-client.svelte.js';

export interface ImportedFile {
  readonly name: string;
  /** `null` for files that the system opened. */
  readonly bytes: number | null;
  readonly phase: 'uploading' | ImportProgress['phase'] | 'cancelled';
  /** 0 to 1; `null` while unknown. */
  readonly part: number | null;
  readonly analysis: string | null;
  readonly error: string | null;
}

export class ImportBatch {
  files: readonly ImportedFile[] = $state.raw([]);
  isOver = $state(false);
  readonly id: number;
  readonly #abort = new AbortController();

  constructor(id: number, files: readonly { readonly name: string; readonly bytes: number | null }[]) {
    this.id = id;
    this.files = files.map(({ name, bytes }) => ({
      name,
      bytes,
      phase: 'uploading',
      part: 0,
      analysis: null,
      error: null,
    }));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cancel = (): void => {
    this.#abort.abort();
    this.files = this.files.map((file) =>
      file.phase === 'done' || file.phase === 'failed' ? file : { ...file, phase: 'cancelled', part: null },
    );
    this.isOver = true;
  };

  change(at: number, changes: Partial<ImportedFile>): void {
    this.files = this.files.map((file, index) => (index === at ? { ...file, ...changes } : file));
  }
}

class Imports {
  /** Latest first. */
  batches: readonly ImportBatch[] = $state.raw([]);
  /** Grows with every file that came in: lists of traces are read again then. */
  finished = $state(0);
}

export const imports = new Imports();
let nextBatch = 1;

/** Begins to import files; what becomes of them is in `imports.batches`. `policy`: `null` for the one that fits the log. */
export function importFiles(files: readonly File[], policy: string | null = null): ImportBatch {
  const batch = addBatch(files.map(({ name, size }) => ({ name, bytes: size })));
  void run(batch, files, policy);
  return batch;
}

/** As `importFiles`, for files that the system was asked to open with Curfew: the lab has them already. */
export function importOpened(files: readonly OpenedFile[]): ImportBatch {
  const batch = addBatch(files.map(({ name }) => ({ name, bytes: null })));
  const uploads = files.map(({ name, upload }, at) => ({ name, upload, at }));
  watchImport(batch, uploads, null);
  return batch;
}

function addBatch(files: readonly { readonly name: string; readonly bytes: number | null }[]): ImportBatch {
  const batch = new ImportBatch(nextBatch, files);
  nextBatch += 1;
  imports.batches = [batch, ...imports.batches];
  return batch;
}

/** Takes a batch that is over off the list. */
export function forgetBatch(batch: ImportBatch): void {
  imports.batches = imports.batches.filter((other) => other !== batch);
}

async function run(batch: ImportBatch, files: readonly File[], policy: string | null): Promise<void> {
  const uploads: { name: string; upload: string; at: number }[] = [];
  for (const [at, file] of files.entries()) {
    const answer = await lab().upload(file, batch.signal, (part) => batch.change(at, { part }));
    if (batch.signal.aborted) return;
    if (answer.ok) uploads.push({ name: file.name, upload: answer.value, at });
    else batch.change(at, { phase: 'failed', part: null, error: answer.error.text });
  }
  if (uploads.length === 0) batch.isOver = true;
  else watchImport(batch, uploads, policy);
}

function watchImport(
  batch: ImportBatch,
  uploads: readonly { readonly name: string; readonly upload: string; readonly at: number }[],
  policy: string | null,
): void {
  const input = { files: uploads.map(({ name, upload }) => ({ name, upload })), policy };
  lab().watch(
    'traces.import',
    input,
    batch.signal,
    (progress) => {
      const { phase, part, analysis, error } = progress;
      for (const { at } of uploads.filter(({ name }) => name === progress.file)) {
        batch.change(at, { phase, part, analysis, error });
      }
      if (phase === 'done') imports.finished += 1;
    },
    (error) => {
      if (batch.signal.aborted) return;
      batch.isOver = true;
      if (error !== null) failTheRest(batch, error.text);
    },
  );
}

function failTheRest(batch: ImportBatch, error: string): void {
  batch.files = batch.files.map((file) =>
    file.phase === 'done' || file.phase === 'failed' ? file : { ...file, phase: 'failed', part: null, error },
  );
}
