/** The window: opened where it was, kept on its page, brought back when its process dies. */
import { BrowserWindow, screen } from 'electron';
import type { RestartPolicy } from '../api/restart-policy.js';
import { guardContents } from './guards.js';
import { readWindowState, writeWindowState } from './window-state.js';
import { windowPreferences } from './window-preferences.js';

export interface MainWindowOptions {
  readonly preload: string;
  readonly pageOrigin: string;
  readonly stateFile: string;
  readonly policy: RestartPolicy;
  readonly nowMs: () => number;
  readonly onClosed: (contentsId: number) => void;
}

export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { bounds, isMaximized } = readWindowState(options.stateFile, screens);
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 600,
    ...(bounds ?? {}),
    show: false,
    title: 'Curfew',
    webPreferences: windowPreferences(options.preload),
  });
  if (isMaximized) window.maximize();
  const { id } = window.webContents;
  guardContents(window.webContents, options.pageOrigin);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const state = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    const written = writeWindowState(options.stateFile, state);
    if (!written.ok) process.stderr.write(`curfew: ${written.error}\n`);
  });
  window.on('closed', () => options.onClosed(id));
  bringBack(window, options);
  void window.loadURL(`${options.pageOrigin}/index.html`);
  return window;
}

/** The lab goes on without its window; a new page asks it for the present state, at the place where the old one was. */
function bringBack(window: BrowserWindow, { policy, nowMs }: MainWindowOptions): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && policy.mayRestart(nowMs())) window.webContents.reload();
  });
}
