/** The lines of a journal, as bytes from a disk or from a device. What cannot be read is told; the rest is kept. */
import type { EntryRecord } from '../change.js';
import { decodeLine, type LineProblem } from './journal-line.js';

export interface JournalProblem {
  readonly what: LineProblem['what'] | 'torn' | 'lost';
  /** Line of the file, from 1. */
  readonly line: number;
  readonly text: string;
}

export interface ReadJournal {
  readonly records: readonly EntryRecord[];
  readonly problems: readonly JournalProblem[];
  /** Number that the next line gets. */
  readonly nextLine: number;
  /** Whether the last line was cut off before its end: the next one must begin on a line of its own. */
  readonly isTorn: boolean;
}

/** A hostile file may consist of nothing but bad lines. */
const MAX_PROBLEMS = 100;

/**
 * Reads a journal. With `isNumbered` a jump of the line numbers is told as lost lines; copies on a device hold a choice of
 * lines and have jumps.
 */
export function readJournal(bytes: Uint8Array, { isNumbered }: { readonly isNumbered: boolean }): ReadJournal {
  const texts = new TextDecoder().decode(bytes).split('\n');
  const isTorn = texts.at(-1) !== '';
  const records: EntryRecord[] = [];
  const problems: JournalProblem[] = [];
  const tell = (problem: JournalProblem): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  let last = 0;
  for (const [index, text] of texts.entries()) {
    if (text === '') continue;
    const line = index + 1;
    const isCut = isTorn && index === texts.length - 1;
    const decoded = decodeLine(text);
    // Whole but for its line break: then it is as good as any other.
    if (!decoded.ok) {
      if (isCut && decoded.error.what === 'damaged') tell({ what: 'torn', line, text: 'the last line was cut off' });
      else tell({ ...decoded.error, line });
      continue;
    }
    const { value } = decoded;
    if (isNumbered && value.line > last + 1) {
      tell({ what: 'lost', line, text: `${value.line - last - 1} lines before it are not in the file` });
    }
    last = Math.max(last, value.line);
    records.push(value.record);
  }
  return { records, problems, nextLine: last + 1, isTorn };
}
