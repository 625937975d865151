/** The window with its fake lab in a real browser, under the content policy that the server sends. */
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { contentSecurityPolicy } from '../../app/api/page-policy.js';
import { launchChromium } from '../reports/tools.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Builds the window when it is stale; answers with the folder. */
export function builtRenderer(kind: 'fake' | 'real'): string {
  const script = path.join(root, 'scripts', 'build-renderer.mjs');
  execFileSync(process.execPath, [script, ...(kind === 'fake' ? ['--fake'] : [])], { cwd: root, stdio: 'pipe' });
  return path.join(root, 'out', kind === 'fake' ? 'renderer-fake' : 'renderer');
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(folder, path.normalize(pathname));
    const type = contentTypes[path.extname(file)];
    if (type === undefined || !file.startsWith(folder)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy('server') });
    response.end(readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, broken content policy, mistakes that nobody caught. */
  readonly complaints: readonly string[];
}

export interface Window {
  /** `address`: behind `#/`; `query`: what the fake lab is asked to be like. */
  readonly open: (address: string, query?: string, size?: { width: number; height: number }) => Promise<OpenPage>;
  readonly closePages: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openWindow(): Promise<Window> {
  const server = await serve(builtRenderer('fake'));
  const browser: Browser = await launchChromium();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    open: async (place, query = 'theme=light', size = { width: 1280, height: 800 }) => {
      const page = await browser.newPage({ viewport: size });
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${origin}/fake.html?${query}#/${place}`);
      await page.waitForSelector('main :is(h1, .empty, [role="alert"])');
      return { page, complaints };
    },
    closePages: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** What the fake lab was told to do. */
export function given(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (globalThis as unknown as { fakeLab: { given: string[] } }).fakeLab.given);
}
