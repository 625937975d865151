/** Logs into the library: read and compared in a thread, kept with their comparison. One file after the other. */
import { readFile } from 'node:fs/promises';
import type { Policy } from '../../../engine/policy/policy.js';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { Store } from '../../lab/store/store.js';
import { keepFile } from '../../lab/traces/trace-library.js';
import { cancelled, refused } from '../answers.js';
import type { Input, ImportProgress } from '../contract.js';
import type { StreamHandlers, StreamSink } from '../dispatcher.js';
import { messageOf } from '../file-errors.js';
import type { LabRooms } from '../lab-rooms.js';
import { findPolicy } from '../policy-shelf.js';

type ImportFile = Input<'traces.import'>['files'][number];
type Tell = (news: Partial<Omit<ImportProgress, 'file'>> & Pick<ImportProgress, 'phase'>) => void;

interface Import {
  readonly rooms: LabRooms;
  readonly store: Store;
  readonly policy: Policy | null;
  readonly signal: AbortSignal;
}

export function importStream(rooms: LabRooms): Pick<StreamHandlers, 'traces.import'> {
  return {
    'traces.import': async ({ files, policy }, sink) => {
      const { storeRooms, folders } = rooms;
      if (!storeRooms.ok) return refused(storeRooms.error.text);
      const found = policy === null ? ok(null) : await findPolicy(folders.policies, policy);
      if (!found.ok) return refused(found.error);
      const task: Import = { rooms, store: storeRooms.value.store, policy: found.value, signal: sink.signal };
      for (const [index, file] of files.entries()) {
        await importOne(task, file, telling(sink, file, index));
        await rooms.uploads.drop(file.upload);
      }
      return sink.signal.aborted ? cancelled : ok(undefined);
    },
  };
}

/** Two files may have one name: each has a key of its own, so that a slow reader misses neither's end. */
function telling({ put }: StreamSink<ImportProgress>, { name }: ImportFile, index: number): Tell {
  return (news) => put(`${index}`, { file: name, part: null, trace: null, analysis: null, error: null, ...news });
}

async function importOne(task: Import, file: ImportFile, tell: Tell): Promise<void> {
  tell({ phase: 'reading', part: 0 });
  const kept = task.signal.aborted ? fail('Cancelled.') : await readAndKeep(task, file, tell);
  if (kept.ok) tell({ phase: 'done', part: 1, ...kept.value });
  else tell({ phase: 'failed', error: kept.error });
}

async function readAndKeep(
  { rooms, store, policy, signal }: Import,
  { name, upload }: ImportFile,
  tell: Tell,
): Promise<Result<{ readonly trace: string; readonly analysis: string }, string>> {
  const found = rooms.uploads.find(upload);
  if (!found.ok) return found;
  const { path, modifiedMs } = found.value;
  const { toleranceMs } = rooms.settings.read();
  const input = { path, name, modifiedMs, policy, toleranceMs };
  const analysed = await rooms.analysis.imports.run('import', input, { signal, onProgress: tell });
  if (!analysed.ok) return analysed;
  tell({ phase: 'keeping' });
  const content = await contentOf(path, name);
  if (!content.ok) return content;
  const addedAt = rooms.now().toISOString();
  const trace = await keepFile(store, { title: name, content: content.value, addedAt });
  if (!trace.ok) return fail(`${trace.error.message} ${trace.error.whatToDo}`);
  const { sha256 } = trace.value;
  const analysis = await store.putImportedAnalysis(analysed.value, { title: name, trace: sha256, addedAt });
  if (!analysis.ok) return fail(`${analysis.error.message} ${analysis.error.whatToDo}`);
  return ok({ trace: sha256, analysis: analysis.value.id });
}

async function contentOf(path: string, name: string): Promise<Result<Uint8Array, string>> {
  try {
    return ok(await readFile(path));
  } catch (error) {
    return fail(`${name} cannot be kept: ${messageOf(error)}`);
  }
}
