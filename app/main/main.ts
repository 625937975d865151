/** The program: one window, one lab process, and what the system asks of a program. */
import { app, crashReporter, dialog, Menu, powerSaveBlocker, protocol, session, shell } from 'electron';
import type { BrowserWindow } from 'electron';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { connectToBridge } from '../api/client/bridge-client.js';
import { RestartPolicy } from '../api/restart-policy.js';
import { dataFolder } from '../lab/store/data-folder.js';
import { openBridge, tellPage } from './bridge.js';
import { LogChooser, logDialogs } from './choose-logs.js';
import { pageOfLink, readCall, type Call } from './command-line.js';
import { openTray } from './desk-tray.js';
import { guardSession } from './guards.js';
import { LabLink } from './lab-link.js';
import { utilityLab } from './lab-process.js';
import { openMainWindow } from './main-window.js';
import { menuTemplate } from './menu.js';
import { watchObservations } from './observations.js';
import { answerPageRequest, pageOrigin, pageScheme } from './page-protocol.js';
import { Wakefulness } from './power.js';
import { ElectronPrinter } from './print-pdf.js';
import { openPrintWindow } from './print-window.js';

const here = (name: string): URL => new URL(name, import.meta.url);
const MAIN_CLIENT = 0;

class Program {
  readonly #link: LabLink;
  readonly #data: string;
  readonly #logs = new LogChooser(logDialogs(dialog));
  #window: BrowserWindow | null = null;
  #page: string | null;
  /** Logs that wait for a page. */
  #files: readonly string[];
  #isQuitting = false;

  constructor(call: Call) {
    this.#data = path.resolve(dataFolder(call.data));
    this.#page = call.page;
    this.#files = call.files;
    const probes = app.isPackaged ? pathToFileURL(path.join(process.resourcesPath, 'probes', '/')).href : null;
    this.#link = new LabLink({
      startLab: utilityLab(here('./lab.js'), { data: this.#data, probes, simulate: call.simulate }),
      policy: new RestartPolicy(),
      nowMs: () => performance.now(),
      printer: new ElectronPrinter(openPrintWindow),
      onGivenUp: (text) => this.#givenUp(text),
    });
  }

  begin(): void {
    protocol.handle(pageScheme, (request) => answerPageRequest(fileURLToPath(here('../renderer/')), request));
    guardSession(session.defaultSession);
    openBridge({ link: this.#link, pageOrigin, onPage: () => void this.#showPending() });
    const acts = {
      openLog: () => void this.#openLogs(),
      find: () => this.#find(),
      go: (page: string) => this.#go(page),
      openDataFolder: () => void shell.openPath(this.#data),
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(acts, process.platform)));
    this.#watchRuns();
    this.show();
  }

  show(): void {
    const window = this.#window;
    if (window === null) {
      this.#window = openMainWindow({
        preload: fileURLToPath(here('../preload/preload.cjs')),
        pageOrigin,
        stateFile: path.join(this.#data, 'window.json'),
        policy: new RestartPolicy(),
        nowMs: () => performance.now(),
        onClosed: (contentsId) => {
          this.#window = null;
          this.#link.close(contentsId);
        },
      });
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** Another start of the program, or the system with a file or a link. */
  take({ files, page }: Pick<Call, 'files' | 'page'>): void {
    this.#files = [...this.#files, ...files];
    this.#page = page ?? this.#page;
    this.show();
    void this.#showPending();
  }

  /** Devices are handed back before the program ends. */
  async quit(): Promise<void> {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    await this.#link.end();
    app.exit(0);
  }

  async #showPending(): Promise<void> {
    const window = this.#window;
    if (window === null) return;
    if (this.#page !== null) this.#go(this.#page);
    this.#page = null;
    const files = this.#files;
    this.#files = [];
    const tokens = await Promise.all(files.map((file) => this.#link.vouch(file)));
    const opened = tokens.flatMap((upload, index) =>
      upload === null ? [] : [{ name: path.basename(files[index] ?? ''), upload }],
    );
    if (opened.length > 0) tellPage(window.webContents, { kind: 'files', files: opened });
  }

  /** Only the fragment changes: the page stays, and what it shows. */
  #go(page: string): void {
    this.show();
    void this.#window?.loadURL(`${pageOrigin}/index.html${page}`);
  }

  #find(): void {
    this.show();
    if (this.#window !== null) tellPage(this.#window.webContents, { kind: 'find' });
  }

  async #openLogs(): Promise<void> {
    this.show();
    const window = this.#window;
    if (window === null) return;
    const files = await this.#logs.choose(window);
    if (files.length > 0) this.take({ files, page: null });
  }

  #watchRuns(): void {
    const lab = connectToBridge({
      connect: (listener) => this.#link.open(MAIN_CLIENT, listener),
      send: (message) => this.#link.pass(MAIN_CLIENT, message),
      tokenOf: () => Promise.resolve(null),
    });
    const tray = openTray({ show: () => this.show(), quit: () => void this.quit() });
    const wakefulness = new Wakefulness(powerSaveBlocker);
    watchObservations(lab, ({ running, text }) => {
      wakefulness.set(running.length > 0);
      tray.show(text);
    });
  }

  #givenUp(text: string): void {
    dialog.showErrorBox('Curfew cannot go on', text);
    app.exit(3);
  }
}

/** Before the app is ready: the scheme, and what a crash leaves on this computer (nothing is sent anywhere). */
function prepare(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  crashReporter.start({ uploadToServer: false });
  app.setAsDefaultProtocolClient('curfew');
  // Whatever is created later, by whomever: it starts guarded.
  app.enableSandbox();
}

async function main(): Promise<void> {
  if (!app.requestSingleInstanceLock()) return app.quit();
  prepare();
  const call = readCall(process.argv.slice(1), process.cwd());
  const early: { files: string[]; page: string | null } = { files: [], page: call.page };
  let program: Program | null = null;
  const take = (files: readonly string[], page: string | null): void => {
    if (program !== null) return program.take({ files, page });
    early.files.push(...files);
    early.page = page ?? early.page;
  };
  app.on('open-file', (event, file) => {
    event.preventDefault();
    take([file], null);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take([], pageOfLink(url));
  });
  app.on('second-instance', (_event, args, folder) => {
    const again = readCall(args.slice(1), folder);
    take(again.files, again.page);
  });
  app.on('activate', () => program?.show());
  // The lab goes on in the tray; macOS keeps programs without a window anyway.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    if (program === null) return;
    event.preventDefault();
    void program.quit();
  });
  await app.whenReady();
  program = new Program({ ...call, files: [...call.files, ...early.files], page: early.page });
  program.begin();
}

// Not awaited here: Electron says that it is ready only after this file has run to its end.
main().catch((error: unknown) => {
  dialog.showErrorBox('Curfew cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
