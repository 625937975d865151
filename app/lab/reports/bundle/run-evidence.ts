/**
 * What a run recorded, for its bundle: the raw texts of every case under the names by which evidence cites them, and the
 * traces read from them. What is missing or altered is said and never left out in silence.
 */
import type { CaseLog, Run, RunCase, TraceReference } from '../../runs/run.js';
import type { StoreReader } from '../../store/store.js';
import { fileContent } from '../../traces/trace-library.js';
import { subjectOfRun } from '../subject.js';
import type { EvidenceFile, MissingEvidence } from './evidence-bundle.js';
import { heardTexts } from './heard-texts.js';
import type { Pieces } from './zip-writer.js';

export interface RunEvidence {
  readonly files: readonly EvidenceFile[];
  readonly missing: readonly MissingEvidence[];
}

/** Every file is read and checked once; its bytes are read again when they are written. */
export async function evidenceOfRun(run: Run, store: StoreReader): Promise<RunEvidence> {
  const files: EvidenceFile[] = [];
  const missing: MissingEvidence[] = [];
  for (const { id, title, played } of subjectOfRun(run).parts) {
    if (played === null) continue;
    for (const { name, reference, what } of recordingsOf(played.case, title)) {
      const content = await fileContent(store, reference.sha256);
      if (!content.ok) missing.push({ what, sha256: reference.sha256, why: content.error.message });
      else {
        const ending = isTrace(content.value) ? 'arrow' : 'log';
        const open = (): Pieces => contentOf(store, reference.sha256);
        files.push({ name: `${id} ${name}.${ending}`, what, bytes: content.value.length, open });
      }
    }
  }
  const heard = await heardTexts(run, store);
  return { files: [...files, ...heard.files], missing: [...missing, ...heard.missing] };
}

interface Recording {
  readonly name: string;
  readonly reference: TraceReference;
  readonly what: string;
}

/** Of an interrupted case the trace is its log. */
function recordingsOf({ logs = [], trace }: RunCase, title: string): readonly Recording[] {
  const raw = logs.map((log: CaseLog) => ({ name: log.name, reference: log, what: `${log.name} of "${title}"` }));
  if (trace === null || logs.some(({ sha256 }) => sha256 === trace.sha256)) return raw;
  return [...raw, { name: 'trace', reference: trace, what: `recorded trace of "${title}"` }];
}

const isTrace = (content: Uint8Array): boolean => new TextDecoder('latin1').decode(content.subarray(0, 6)) === 'ARROW1';

async function* contentOf(store: StoreReader, sha256: string): AsyncIterable<Uint8Array> {
  const content = await fileContent(store, sha256);
  if (!content.ok) throw new Error(content.error.message);
  yield content.value;
}
