/**
 * Which entries of a ZIP are logs, and in what order. A bugreport ZIP holds one log: `main_entry.txt` names it; where that
 * is missing it is the `bugreport-*.txt`; where that is missing too but the archive is clearly dumpstate's, the largest
 * `.txt`. Any other archive is a bag of logs: every `.txt`, `.log` and `.logcat` in it is one.
 */
import { ChunkCollector, looksLikeZip, openZip, type OpenZip, type ZipEntry, type ZipProblem } from './zip.js';

export interface ZipLogHandlers {
  /** A log begins. `name` is the entry, for a nested archive `outer.zip!inner.txt`. */
  readonly onLogStart: (name: string) => void;
  /** Valid only during the call. */
  readonly onLogBytes: (piece: Uint8Array) => void;
  readonly onLogEnd: (name: string) => void;
  readonly onProblem: (problem: ZipProblem) => void;
}

const maxNameLength = 4096;
const maxInnerZips = 64;

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const isBugreportText = (name: string): boolean => {
  const base = baseName(name);
  return base.startsWith('bugreport') && base.endsWith('.txt');
};
const isLog = (name: string): boolean => /\.(txt|log|logcat)$/i.test(name) && !baseName(name).startsWith('.');
const isZip = (name: string): boolean => name.toLowerCase().endsWith('.zip');
/** Marks of an archive that dumpstate wrote, so that its many small `.txt` files are not taken for logs. */
const isDumpstateMark = (name: string): boolean =>
  name === 'version.txt' || name === 'dumpstate_log.txt' || name === 'main_entry.txt' || /^(FS|proto)\//.test(name);

/** The entries that are logs, in the order of the archive; exactly one for a bugreport. */
function logEntries(entries: readonly ZipEntry[], mainEntryName: string | undefined): readonly ZipEntry[] {
  const named = entries.find((entry) => entry.name === mainEntryName);
  if (named !== undefined) return [named];
  const largest = (from: readonly ZipEntry[]): ZipEntry[] => {
    const size = (entry: ZipEntry): number => entry.size ?? entry.dataEnd - entry.dataStart;
    return [...from].sort((a, b) => size(b) - size(a)).slice(0, 1);
  };
  const bugreports = entries.filter((entry) => isBugreportText(entry.name));
  const isDumpstate = entries.some((entry) => isDumpstateMark(entry.name));
  if (bugreports.length > 0) return isDumpstate ? largest(bugreports) : bugreports;
  const logs = entries.filter((entry) => isLog(entry.name));
  return isDumpstate ? largest(logs) : logs;
}

/** A reader for a ZIP pushed in chunks; the logs are handed over, one after the other, at `finish`. */
export function createBugreportZipReader(handlers: ZipLogHandlers): { push(chunk: Uint8Array): void; finish(): void } {
  const collector = new ChunkCollector();
  return {
    push: (chunk) => collector.push(chunk),
    finish: () => {
      const file = collector.finish();
      if (file instanceof Uint8Array) readBugreportZip(file, handlers);
      else handlers.onProblem(file);
    },
  };
}

/** Hands over the logs of a ZIP whose bytes are all there. Never throws for what the bytes hold. */
export function readBugreportZip(file: Uint8Array, handlers: ZipLogHandlers): void {
  readArchive(openZip(file), '', handlers);
}

function readArchive(zip: OpenZip, prefix: string, handlers: ZipLogHandlers): void {
  const label = (problem: ZipProblem): ZipProblem => ({ ...problem, entry: prefix + problem.entry });
  for (const problem of zip.problems) handlers.onProblem(label(problem));
  const logs = logEntries(zip.entries, mainEntryName(zip));
  const inner = prefix === '' ? zip.entries.filter((entry) => isZip(entry.name)).slice(0, maxInnerZips) : [];
  for (const entry of logs) {
    const name = prefix + entry.name;
    handlers.onLogStart(name);
    const problem = zip.unpack(entry, handlers.onLogBytes);
    if (problem !== undefined) handlers.onProblem(label(problem));
    handlers.onLogEnd(name);
  }
  for (const entry of inner) readInner(zip, entry, handlers);
  if (logs.length === 0 && inner.length === 0 && zip.problems.length === 0) {
    handlers.onProblem({
      what: 'the ZIP holds no log',
      entry: prefix,
      whatToDo: 'Open a bugreport ZIP, or an archive with .txt or .log files.',
    });
  }
}

/** One level only: an archive inside the inner one is not opened. */
function readInner(zip: OpenZip, entry: ZipEntry, handlers: ZipLogHandlers): void {
  const collector = new ChunkCollector();
  const problem = zip.unpack(entry, (piece) => collector.push(piece));
  if (problem !== undefined) handlers.onProblem(problem);
  const file = collector.finish();
  if (!(file instanceof Uint8Array)) handlers.onProblem({ ...file, entry: entry.name });
  else if (looksLikeZip(file)) readArchive(openZip(file), `${entry.name}!`, handlers);
}

function mainEntryName(zip: OpenZip): string | undefined {
  const entry = zip.entries.find((candidate) => candidate.name === 'main_entry.txt');
  if (entry === undefined || (entry.size ?? 0) > maxNameLength) return undefined;
  const decoder = new TextDecoder();
  let name = '';
  const problem = zip.unpack(entry, (piece) => {
    if (name.length < maxNameLength) name += decoder.decode(piece, { stream: true });
  });
  return problem === undefined ? name.trim() : undefined;
}
