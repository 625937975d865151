/**
 * Parts that are killed for real while work is under way; each comes back where it was, and who watches the lab notices nothing.
 * The store has no process of its own: it dies with the server (`killed-server.test.ts`), and by itself in `e2e/store-kill`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type CDPSession } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ImportProgress, LabClient } from '../../app/api/contract.js';
import { chromiumPath } from '../reports/tools.js';
import { connectAsPage, firstItem } from '../server/socket-client.js';
import { buildPrograms, root, startServerProgram, type RunningServer } from '../server/tools.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { builtRenderer } from '../renderer/tools.js';
import { inspectThreads } from './node-inspector.js';

const LONG_MS = 120_000;
const log = readFileSync(path.join(root, 'examples/logs/data-sync-six-hours.log'));
/** Some seconds of reading: the same night again and again. */
const LONG_LOG_TIMES = 1_200;

describeWithAdb('parts of a running lab', () => {
  let server: RunningServer;
  let client: LabClient & { readonly close: () => void };
  /** What another page sees meanwhile. */
  const connection: string[] = [];
  const revisions: number[] = [];
  const watching = new AbortController();
  const isEnded = { fleet: false };

  beforeAll(async () => {
    buildPrograms();
    builtRenderer('real');
    vi.stubEnv('NODE_OPTIONS', '--inspect-port=0');
    server = await startServerProgram('--simulate', '2');
    vi.unstubAllEnvs();
    client = connectAsPage(server.address);
    client.watch(
      'fleet.watch',
      {},
      watching.signal,
      ({ revision }) => revisions.push(revision),
      () => (isEnded.fleet = true),
    );
    await until(() => revisions.length > 0);
    client.onConnection((state) => connection.push(state));
  }, LONG_MS);
  afterAll(async () => {
    watching.abort();
    client.close();
    await server.close();
  }, LONG_MS);

  /** The other page was never cut off, and is still told what happens. */
  async function expectUndisturbed(): Promise<void> {
    const seen = revisions.length;
    await until(() => revisions.length > seen);
    expect(connection).not.toContain('lost');
    expect(isEnded.fleet).toBe(false);
  }

  async function upload(bytes: Uint8Array): Promise<string> {
    const sent = await client.upload(new Blob([Buffer.from(bytes)]), new AbortController().signal, () => undefined);
    if (!sent.ok) throw new Error(sent.error.text);
    return sent.value;
  }

  it(
    'a thread of the engine that is killed in the middle of an import: the import is done by the next',
    async () => {
      const pid = server.serverPid();
      const threads = await inspectThreads(pid, () => server.output());
      onTestFinished(() => threads.close());
      const steps: ImportProgress[] = [];
      const isOver = (): boolean => steps.some(({ phase }) => phase === 'done' || phase === 'failed');
      const files = [
        { name: 'long.log', upload: await upload(Buffer.concat(Array<Buffer>(LONG_LOG_TIMES).fill(log))) },
      ];
      const over = firstItem<ImportProgress>(
        (signal, onItem, onEnd) => client.watch('traces.import', { files, policy: null }, signal, onItem, onEnd),
        (step) => {
          steps.push(step);
          return isOver();
        },
      );
      await until(() => threads.count('analysis-worker.cjs') === 1 && steps.some(({ phase }) => phase === 'reading'));
      expect(isOver()).toBe(false);
      threads.kill('analysis-worker.cjs');
      await until(() => threads.ended() === 1);
      expect(isOver()).toBe(false);
      const last = await over;
      expect(last).toMatchObject({ phase: 'done', error: null });
      expect(server.serverPid()).toBe(pid);
      await expectUndisturbed();
    },
    LONG_MS,
  );

  describe('a page', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: chromiumPath,
        args: ['--headless', '--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      });
    });
    afterAll(async () => {
      await browser.close();
    });

    /** The session lives on when the page's process dies: a crashed tab is reloaded as a person does it. */
    const said = async (session: CDPSession, expression: string): Promise<unknown> =>
      (await session.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;

    it(
      'whose process is killed is back at its place after a reload, and nobody else noticed',
      async () => {
        const page = await browser.newPage();
        await page.goto(server.address);
        await page.getByText('SIM00001').first().waitFor();
        await page.evaluate("void (location.hash = '#/settings/ledger')");
        await page.getByRole('heading', { name: 'Ledger' }).waitFor();
        const session = await page.context().newCDPSession(page);
        const overall = await browser.newBrowserCDPSession();
        const { processInfo } = await overall.send('SystemInfo.getProcessInfo');
        const crashed = new Promise((resolve) => page.once('crash', resolve));
        for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, 'SIGKILL');
        await crashed;
        await session.send('Page.reload');
        await until(
          async () => (await said(session, 'document.body?.innerText.includes("No device was ever changed")')) === true,
        );
        expect(await said(session, 'location.hash')).toBe('#/settings/ledger');
        expect(await said(session, 'document.body.innerText.includes("2 devices")')).toBe(true);
        await expectUndisturbed();
      },
      LONG_MS,
    );
  });
});
