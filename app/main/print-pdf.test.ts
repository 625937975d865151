import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { LabPrinter } from './lab-printer.js';
import { toLab, type FromLab } from './lab-messages.js';
import { ElectronPrinter, printPreferences, type PrintWindow } from './print-pdf.js';

const pdf = new Uint8Array([37, 80, 68, 70]);

/** Windows that a test answers for. */
function printerOf(behaviour: Partial<PrintWindow> = {}, limitMs?: number) {
  const windows: { file: string; html: string; isDestroyed: boolean; die: (reason: string) => void }[] = [];
  const printer = new ElectronPrinter((file) => {
    const window = {
      file,
      html: readFileSync(file, 'utf8'),
      isDestroyed: false,
      die: (_reason: string) => undefined as void,
    };
    windows.push(window);
    return {
      load: () => Promise.resolve(),
      print: () => Promise.resolve(pdf),
      onDead: (listener) => (window.die = listener),
      destroy: () => (window.isDestroyed = true),
      ...behaviour,
    };
  }, limitMs);
  const window = (index: number) => {
    const found = windows[index];
    if (found === undefined) throw new Error(`there is no window ${index}`);
    return found;
  };
  return { printer, windows, window };
}

describe('the printer of the desktop', () => {
  it('shows the report in a window of its own, and leaves neither window nor file behind', async () => {
    const { printer, window } = printerOf();
    expect(await printer.print('<p>report</p>')).toEqual({ ok: true, value: pdf });
    expect(window(0).html).toBe('<p>report</p>');
    expect(window(0).isDestroyed).toBe(true);
    expect(existsSync(path.dirname(window(0).file))).toBe(false);
  });

  it('prints one report after the other, also after one that failed', async () => {
    let loads = 0;
    const { printer, windows } = printerOf({
      load: () => (++loads === 1 ? Promise.reject(new Error('ERR_FAILED')) : Promise.resolve()),
    });
    const [first, second] = [printer.print('a'), printer.print('b')];
    expect(await first).toEqual({ ok: false, error: 'the PDF could not be printed. ERR_FAILED' });
    expect(windows).toHaveLength(1);
    expect(await second).toMatchObject({ ok: true });
    expect(windows.map(({ html, isDestroyed }) => [html, isDestroyed])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('may be nothing but text and pictures, word by word', () => {
    expect(printPreferences).toEqual({
      partition: 'curfew-print',
      javascript: false,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: false,
    });
  });

  it('says so when the process of its window dies, or when it hangs', async () => {
    const hanging = { print: () => new Promise<never>(() => undefined) };
    const dying = printerOf(hanging);
    const printed = dying.printer.print('a');
    await vi.waitUntil(() => dying.windows.length === 1);
    dying.window(0).die('oom');
    expect(await printed).toMatchObject({ ok: false, error: expect.stringContaining('died (oom)') });
    expect(dying.window(0).isDestroyed).toBe(true);
    const slow = printerOf(hanging, 20);
    expect(await slow.printer.print('a')).toMatchObject({
      ok: false,
      error: expect.stringContaining('not done after 0.02 s'),
    });
    expect(slow.window(0).isDestroyed).toBe(true);
  });
});

describe('the printer of the lab process', () => {
  it('has the main process print, and gives each answer to whoever asked', async () => {
    const told: FromLab[] = [];
    const printer = new LabPrinter((message) => told.push(message));
    const [first, second] = [printer.print('a'), printer.print('b')];
    expect(told).toEqual([
      { kind: 'print', request: 1, html: 'a' },
      { kind: 'print', request: 2, html: 'b' },
    ]);
    printer.take({ kind: 'printed', request: 2, pdf: null, error: 'no paper' });
    printer.take({ kind: 'printed', request: 1, pdf, error: '' });
    expect(await first).toEqual({ ok: true, value: pdf });
    expect(await second).toEqual({ ok: false, error: 'no paper' });
  });

  it('takes only what a printer answers', () => {
    const answer = { kind: 'printed', request: 1, pdf, error: '' } as const;
    expect(toLab.parse(answer)).toEqual(answer);
    expect(toLab.safeParse({ ...answer, pdf: 'text' }).success).toBe(false);
  });
});
