/** `BrowserWindow` over a page of the system's Chromium. The page's scheme is one that a browser knows; both sides see their own. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { preloadScript } from './page-preload.mjs';
import { strict } from './strict.mjs';

const OURS = 'curfew-app://lab';
const SHOWN = 'https://lab.curfew-app.test';
export const toShown = (url) => url.replace(OURS, SHOWN);
const toOurs = (url) => url.replace(SHOWN, OURS);

let browser;
async function openBrowser() {
  browser ??= chromium.launch({
    executablePath: process.env.STANDIN_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  return await browser;
}

export async function closeBrowser() {
  await (await browser)?.close();
}

/** @param {{ handlers: Map<string, Function>, requests: Map<string, object>, ipc: { send: Function, invoke: Function } }} program */
export function windowClass(program) {
  let nextId = 1;
  return class BrowserWindow {
    static all = new Set();
    /** Requests of windows that print, and whether each was let through. */
    static printed = [];
    #page;
    #events = new EventEmitter();
    #isDestroyed = false;
    #crashed;

    constructor(options) {
      this.options = options;
      BrowserWindow.all.add(this);
      const contents = new EventEmitter();
      this.webContents = strict('webContents', {
        id: nextId++,
        on: (event, listener) => contents.on(event, listener),
        emit: (...args) => contents.emit(...args),
        isDestroyed: () => this.#isDestroyed,
        setWindowOpenHandler: (handler) => (this.openHandler = handler),
        printToPDF: async ({ preferCSSPageSize, printBackground }) =>
          await (await this.#page).pdf({ preferCSSPageSize, printBackground }),
        reload: () => void this.#reload(),
        send: (channel, ...args) => this.#send(channel, globalThis.structuredClone(args)),
      });
      this.#page = this.#open();
      return strict('BrowserWindow', this);
    }

    on(event, listener) {
      this.#events.on(event, listener);
    }
    once(event, listener) {
      this.#events.once(event, listener);
    }
    async loadURL(url) {
      const page = await this.#page;
      await page.goto(toShown(url));
      this.#events.emit('ready-to-show');
    }
    async loadFile(file) {
      await (await this.#page).goto(pathToFileURL(file).href);
    }
    destroy() {
      this.#isDestroyed = true;
      BrowserWindow.all.delete(this);
      void this.#page.then((page) => page.context().close());
    }
    show() {
      this.isShown = true;
    }
    focus() {}
    maximize() {}
    restore() {}
    isMinimized() {
      return false;
    }
    isMaximized() {
      return false;
    }
    getNormalBounds() {
      return { x: 10, y: 20, width: 1280, height: 800 };
    }

    /** As a person closes it. */
    async close() {
      this.#events.emit('close');
      this.#isDestroyed = true;
      BrowserWindow.all.delete(this);
      await (await this.#page).close();
      this.#events.emit('closed');
    }

    /** For the test: something said in the page, as a person at its developer tools would. */
    async evaluate(code) {
      return await (await this.#page).evaluate(code);
    }

    /** Its process dies for real, and the program is told. */
    async crash() {
      const page = await this.#page;
      const gone = new Promise((resolve) => page.once('crash', resolve));
      const session = await page.context().newCDPSession(page);
      // It cannot answer: it is gone.
      session.send('Page.crash').catch(() => undefined);
      await gone;
      this.#crashed = { page, url: page.url() };
      this.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    }

    /** Playwright cannot load a page anew whose process died: another takes its place, at the same address. */
    async #reload() {
      const crashed = this.#crashed;
      if (crashed === undefined) return await (await this.#page).reload();
      this.#crashed = undefined;
      await this.#openAgain(crashed.url);
      await crashed.page.context().close();
    }

    /** On a busy machine Chromium has been seen not to load a page right after the crash of another: it is asked again. */
    async #openAgain(url) {
      for (let tries = 1; ; tries++) {
        this.#page = this.#open();
        const page = await this.#page;
        try {
          await page.goto(url, { timeout: 5_000 });
          return;
        } catch (error) {
          if (tries === 3) throw error;
          await page.context().close();
        }
      }
    }

    async #open() {
      const { webPreferences: preferences } = this.options;
      const context = await (
        await openBrowser()
      ).newContext({
        viewport: { width: 1280, height: 800 },
        javaScriptEnabled: preferences.javascript !== false,
      });
      const page = await context.newPage();
      if (preferences.preload === undefined) {
        await page.route('**', (route) => this.#filter(route));
        return page;
      }
      await page.exposeBinding('standinIpc', ({ frame }, kind, channel, args) => {
        const senderFrame = { url: toOurs(frame.url()), parent: frame.parentFrame() };
        return program.ipc[kind]({ sender: this.webContents, senderFrame }, channel, globalThis.structuredClone(args));
      });
      if (preferences.contextIsolation && preferences.sandbox && !preferences.nodeIntegration)
        await page.addInitScript(preloadScript(readFileSync(preferences.preload, 'utf8')));
      await page.route(`${SHOWN}/**`, (route) => this.#answer(route));
      return page;
    }

    /** As `webRequest` of the window's session decides. */
    async #filter(route) {
      const { listener } = program.requests.get(this.options.webPreferences.partition);
      const url = route.request().url();
      const isLetThrough = await new Promise((resolve) => listener({ url }, ({ cancel }) => resolve(cancel !== true)));
      BrowserWindow.printed.push({ url, isLetThrough, isShown: this.isShown === true });
      await (isLetThrough ? route.continue() : route.abort());
    }

    async #answer(route) {
      const request = route.request();
      const handler = program.handlers.get('curfew-app');
      const answer = await handler(new globalThis.Request(toOurs(request.url()), { method: request.method() }));
      const body = Buffer.from(await answer.arrayBuffer());
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body });
    }

    async #send(channel, args) {
      const page = await this.#page;
      try {
        await page.evaluate(([to, what]) => globalThis.standinReceive(to, what), [channel, args]);
      } catch (error) {
        // A page that is just being loaded anew hears nothing, as in Electron; it asks again when it is there.
        if (!/closed|crashed|navigation|context was destroyed|standinReceive/.test(error.message)) throw error;
      }
    }
  };
}
