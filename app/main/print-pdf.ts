/**
 * PDF by Electron itself: a hidden window that runs no script, shows the report's file and loads nothing else. It lives in the
 * main process, because only that has windows; the lab asks for it (lab-printer.ts).
 */
import type { WebPreferences } from 'electron';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../engine/result.js';
import type { PdfPrinter } from '../lab/reports/pdf/print-pdf.js';
import { lockedDown } from './window-preferences.js';

/** One window for one report. */
export interface PrintWindow {
  readonly load: () => Promise<void>;
  readonly print: () => Promise<Uint8Array>;
  /** Called with what happened when its process dies. */
  readonly onDead: (listener: (reason: string) => void) => void;
  readonly destroy: () => void;
}

/** `file`: what it shows. */
export type OpenPrintWindow = (file: string) => PrintWindow;

/** What the window may be: text and pictures. Its session is in memory and shared with no other window. */
export const printPreferences = {
  ...lockedDown,
  partition: 'curfew-print',
  javascript: false,
} as const satisfies WebPreferences;

/** As long as a system's Chromium is given. */
const TIME_LIMIT_MS = 5 * 60_000;

export class ElectronPrinter implements PdfPrinter {
  readonly #open: OpenPrintWindow;
  readonly #limitMs: number;
  /** A window of hundreds of cases takes much memory: one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(open: OpenPrintWindow, limitMs = TIME_LIMIT_MS) {
    this.#open = open;
    this.#limitMs = limitMs;
  }

  print(html: string): Promise<Result<Uint8Array, string>> {
    const printed = this.#last.then(() => this.#printNow(html));
    this.#last = printed;
    return printed;
  }

  async #printNow(html: string): Promise<Result<Uint8Array, string>> {
    let folder: string | undefined;
    try {
      folder = await mkdtemp(path.join(os.tmpdir(), 'curfew-pdf-'));
      const file = path.join(folder, 'report.html');
      await writeFile(file, html);
      return ok(await this.#printFile(file));
    } catch (error) {
      return fail(`the PDF could not be printed. ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    }
  }

  async #printFile(file: string): Promise<Uint8Array> {
    const window = this.#open(file);
    let limit: NodeJS.Timeout | undefined;
    const trouble = new Promise<never>((_resolve, reject) => {
      window.onDead((reason) => reject(new Error(`The process of its window died (${reason}).`)));
      limit = setTimeout(() => reject(new Error(`It was not done after ${this.#limitMs / 1_000} s.`)), this.#limitMs);
    });
    try {
      return await Promise.race([window.load().then(() => window.print()), trouble]);
    } finally {
      clearTimeout(limit);
      window.destroy();
    }
  }
}
