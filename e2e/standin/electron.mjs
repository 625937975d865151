/**
 * A stand-in for `electron` over the system's Chromium, for the unmodified built programs. It proves names of channels, what
 * the preload exposes, the policy, the real page, the real lab process and what happens when one of them dies. It proves
 * nothing of Electron's sandbox, its contextBridge, its permissions, dialogs, menus, protocols, asar or fuses.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { strict } from './strict.mjs';
import { closeBrowser, windowClass } from './window.mjs';

const events = new EventEmitter();
const seen = { tray: '', blockers: 0, errors: [], opened: [], menu: [], guards: [], asked: [], lab: null };
/** What a person will choose in the next dialog; nothing: it is cancelled. */
let chosen = [];
const program = { handlers: new Map(), requests: new Map(), ipc: {} };

async function exit(code) {
  await closeBrowser();
  process.exit(code);
}

function quit() {
  let isPrevented = false;
  events.emit('before-quit', { preventDefault: () => (isPrevented = true) });
  if (!isPrevented) void exit(0);
}

export const app = strict('app', {
  isPackaged: false,
  requestSingleInstanceLock: () => true,
  setAsDefaultProtocolClient: () => true,
  enableSandbox: () => seen.guards.push('sandbox'),
  on: (event, listener) => events.on(event, listener),
  whenReady: () => new Promise((resolve) => setImmediate(resolve)),
  quit,
  exit: (code) => void exit(code),
});
export const crashReporter = strict('crashReporter', {
  start: ({ uploadToServer }) => seen.guards.push(`crash reports sent: ${uploadToServer}`),
});
export const dialog = strict('dialog', {
  showErrorBox: (title, text) => {
    seen.errors.push(`${title}: ${text}`);
    process.stderr.write(`error box: ${title}: ${text}\n`);
  },
  showOpenDialog: (window, { properties }) => {
    if (!BrowserWindow.all.size) throw new Error('a dialog without a window');
    seen.asked.push(properties.join(' '));
    const filePaths = chosen;
    chosen = [];
    return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
  },
});
export const Menu = strict('Menu', {
  buildFromTemplate: (template) => template,
  setApplicationMenu: (template) => (seen.menu = template),
});
export const powerSaveBlocker = strict('powerSaveBlocker', {
  start: () => (seen.blockers += 1),
  stop: () => (seen.blockers -= 1),
});
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme, handler) => program.handlers.set(scheme, handler),
});
export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
});
export const session = strict('session', {
  fromPartition: (partition) => {
    const filter = {};
    program.requests.set(partition, filter);
    return strict('Session', {
      setPermissionRequestHandler: () => undefined,
      setPermissionCheckHandler: () => undefined,
      setDevicePermissionHandler: () => undefined,
      on: () => undefined,
      webRequest: strict('webRequest', { onBeforeRequest: (listener) => (filter.listener = listener) }),
    });
  },
  defaultSession: strict('defaultSession', {
    setPermissionRequestHandler: (handler) => {
      for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal'])
        handler(null, permission, (isGranted) => seen.guards.push(`${permission}: ${isGranted}`));
    },
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    on: () => undefined,
  }),
});
export const shell = strict('shell', { openPath: (place) => seen.opened.push(place) });
export const nativeImage = strict('nativeImage', { createFromDataURL: (url) => ({ url }) });
export const Tray = class {
  setContextMenu() {}
  on() {}
  setToolTip(text) {
    seen.tray = text;
  }
};

const channels = { on: new Map(), handle: new Map() };
export const ipcMain = strict('ipcMain', {
  on: (channel, listener) => channels.on.set(channel, listener),
  handle: (channel, listener) => channels.handle.set(channel, listener),
});
program.ipc.send = (event, channel, args) => void channels.on.get(channel)?.(event, ...args);
program.ipc.invoke = (event, channel, args) => channels.handle.get(channel)(event, ...args);

export const utilityProcess = strict('utilityProcess', {
  fork: (file, args) => {
    const shim = fileURLToPath(new URL('./parent-port.mjs', import.meta.url));
    const child = fork(file, args, { execArgv: ['--import', shim], serialization: 'advanced', stdio: 'inherit' });
    seen.lab = child;
    return strict('UtilityProcess', {
      on: (event, listener) => child.on(event, listener),
      once: (event, listener) => child.once(event, listener),
      postMessage: (message) => child.connected && child.send(message),
      kill: () => child.kill(),
    });
  },
});

export const BrowserWindow = windowClass(program);

/** What the test asks: act as a person or the system would, or tell what was seen. */
const acts = {
  tell: () => ({
    ...seen,
    lab: seen.lab?.pid ?? null,
    menu: undefined,
    windows: BrowserWindow.all.size,
    printed: BrowserWindow.printed,
  }),
  emit: ({ event, args }) => void events.emit(event, { preventDefault: () => undefined }, ...args),
  menu: ({ menu, item }) => {
    const found = seen.menu.find(({ label }) => label === menu).submenu.find(({ label }) => label === item);
    found.click();
  },
  choose: ({ files }) => void (chosen = files),
  killLab: () => void seen.lab.kill('SIGKILL'),
  crash: async () => {
    for (const window of BrowserWindow.all) await window.crash();
  },
  evaluate: async ({ code }) => {
    const [window] = BrowserWindow.all;
    return await window?.evaluate(code);
  },
  close: async () => {
    for (const window of [...BrowserWindow.all]) await window.close();
  },
  quit,
};
process.on('message', async ({ id, act, ...options }) => {
  try {
    const value = await acts[act](options);
    if (process.connected) process.send({ id, value: value ?? null });
  } catch (error) {
    if (process.connected) process.send({ id, error: String(error) });
  }
});
process.once('disconnect', () => void exit(0));
