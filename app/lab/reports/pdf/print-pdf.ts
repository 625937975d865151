/**
 * PDF from the HTML of a report, printed by a browser. Electron's printToPDF is a second `PdfPrinter`, for the desktop host.
 *
 * The bytes are not promised to be the same twice: another version of the browser or other fonts lay the pages out anew. The
 * dates that Chromium writes are replaced by the moment of the report, so that one browser on one machine repeats itself.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { findChromium } from './find-chromium.js';

/** Prints one HTML document; the error is a sentence that says what to do. */
export interface PdfPrinter {
  print(html: string): Promise<Result<Uint8Array, string>>;
}

/** A fleet of hundreds of cases takes about a minute. */
const TIME_LIMIT_MS = 5 * 60_000;
/** Of what the browser complains, the end tells most. */
const KEPT_COMPLAINTS = 2_000;

const missing =
  'a PDF is printed by Chromium, and none was found. Install chromium (Debian, Ubuntu: "apt-get install chromium"), Google ' +
  'Chrome or Microsoft Edge, or name the program in CURFEW_CHROMIUM. The HTML report prints to PDF from any browser as well.';

/** Root has no sandbox to go into; everybody else keeps it. */
function sandboxArguments(): readonly string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function chromiumArguments(folder: string): readonly string[] {
  return [
    '--headless',
    ...sandboxArguments(),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-extensions',
    '--no-pdf-header-footer',
    `--user-data-dir=${path.join(folder, 'profile')}`,
    `--print-to-pdf=${path.join(folder, 'report.pdf')}`,
    pathToFileURL(path.join(folder, 'report.html')).href,
  ];
}

/** `null` when the program ended well, else what it said. */
function run(executable: string, args: readonly string[], limitMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(executable, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    let complaints = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      complaints = `${complaints}${text}`.slice(-KEPT_COMPLAINTS);
    });
    child.on('error', (error) => {
      resolve(`${executable} could not be started: ${error.message}`);
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(null);
      else if (signal !== null) resolve(`${executable} was stopped (${signal}); it had ${limitMs / 1_000} s`);
      else resolve(`${executable} ended with ${code ?? 'no code'}: ${complaints.trim()}`);
    });
  });
}

async function printIn(
  folder: string,
  executable: string,
  html: string,
  limitMs: number,
): Promise<Result<Uint8Array, string>> {
  await writeFile(path.join(folder, 'report.html'), html);
  const trouble = await run(executable, chromiumArguments(folder), limitMs);
  if (trouble !== null) return fail(`the PDF could not be printed. ${trouble}`);
  try {
    return ok(await readFile(path.join(folder, 'report.pdf')));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(`${executable} ended well but wrote no PDF (${why}). Is it a Chromium? CURFEW_CHROMIUM names another.`);
  }
}

/** Prints with a Chromium of this machine. */
export class ChromiumPrinter implements PdfPrinter {
  readonly #executable: string | null;
  readonly #limitMs: number;

  constructor(
    executable: string | null = findChromium({ environment: process.env, platform: process.platform }),
    limitMs = TIME_LIMIT_MS,
  ) {
    this.#executable = executable;
    this.#limitMs = limitMs;
  }

  async print(html: string): Promise<Result<Uint8Array, string>> {
    if (this.#executable === null) return fail(missing);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'curfew-pdf-'));
    try {
      return await printIn(folder, this.#executable, html, this.#limitMs);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** `D:20261122100000+00'00'`, the form of dates in a PDF. */
function pdfDate(isoTime: string): string | null {
  const moment = new Date(isoTime);
  if (Number.isNaN(moment.getTime())) return null;
  return `D:${moment.toISOString().replace(/[-:T]/g, '').slice(0, 14)}+00'00'`;
}

/** Dates of the same length put in place, byte for byte: nothing in the file moves. */
export function withDate(pdf: Uint8Array, isoTime: string): Uint8Array {
  const date = pdfDate(isoTime);
  if (date === null) return pdf;
  const text = Buffer.from(pdf).toString('latin1');
  const dated = text.replace(/\/(CreationDate|ModDate) ?\((D:[^()]*)\)/g, (whole, _name: string, old: string) =>
    old.length === date.length ? whole.replace(old, date) : whole,
  );
  return Buffer.from(dated, 'latin1');
}
