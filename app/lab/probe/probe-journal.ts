/** Fetches the probe's own journal from the device: what it wrote to its disk while nobody listened. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { JournalLine } from '../../../engine/ingest/probe-journal/journal-events.js';
import type { ShellAnswer } from '../devices/adb-port.js';
import { deviceWords, word } from '../ledger/shell-text.js';

const FOLDER = 'files/journal';
/** The probe keeps 32 segments of 1 MiB for each of its two processes. */
const MOST_SEGMENTS = 80;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

type Ask = (line: string) => Promise<Result<ShellAnswer, string>>;

/**
 * Lines of this run, in the order of the files; none when the probe never wrote one. `ask` runs a line of the device's
 * shell that changes nothing.
 */
export async function fetchJournal(ask: Ask, packageName: string): Promise<Result<readonly string[], string>> {
  const asApp = `run-as ${word(packageName)}`;
  const folders = await list(ask, `${asApp} ls ${FOLDER}`);
  if (!folders.ok) return folders;
  const lines: string[] = [];
  for (const folder of folders.value) {
    const segments = await list(ask, `${asApp} ls ${FOLDER}/${folder}`);
    if (!segments.ok) return segments;
    for (const segment of segments.value.slice(-MOST_SEGMENTS)) {
      const content = await ask(`${asApp} cat ${FOLDER}/${folder}/${segment}`);
      if (!content.ok) return content;
      if (content.value.exitCode !== 0) return fail(deviceWords(content.value));
      lines.push(...content.value.stdout.split('\n').filter((line) => line !== ''));
    }
  }
  return ok(lines);
}

async function list(ask: Ask, line: string): Promise<Result<readonly string[], string>> {
  const answer = await ask(line);
  if (!answer.ok) return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0) return stderr.includes('No such file') ? ok([]) : fail(deviceWords(answer.value));
  return ok(
    stdout
      .split(/\s+/)
      .filter((name) => NAME.test(name))
      .sort(),
  );
}

/** What makes a line of the journal the same line wherever it is found. */
export function journalIdentity({ process, seq, boot, elapsed }: JournalLine): string {
  return `${process} ${seq} ${boot} ${elapsed}`;
}

const TAG = /\bCurfewProbe\s*: (\{.*\})\s*$/;

/** The journal's line in a line of the log. */
export const journalTextIn = (logLine: string): string | undefined => TAG.exec(logLine)?.[1];
