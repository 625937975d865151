/**
 * What runs in the page before it: the unmodified preload, with the four modules that a sandboxed preload may require. It is
 * sent to the page as text, so it stands alone.
 *
 * @param {string} source  the built preload
 */
export const preloadScript = (source) => `(() => {
  if (window.top !== window) return;
  const listeners = new Map();
  const send = window.standinIpc;
  const lacking = (name) => new Proxy({}, { get: (_, member) => { throw new Error('stand-in: it has no ' + name + '.' + String(member)); } });
  const electron = {
    contextBridge: { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }) },
    ipcRenderer: {
      send: (channel, ...args) => void send('send', channel, structuredClone(args)),
      invoke: (channel, ...args) => send('invoke', channel, structuredClone(args)),
      on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      removeAllListeners: (channel) => listeners.delete(channel),
    },
    webUtils: { getPathForFile: (file) => (window.standinPaths ?? {})[file.name] ?? '' },
  };
  Object.defineProperty(window, 'standinReceive', {
    value: (channel, args) => { for (const listener of listeners.get(channel) ?? []) listener({}, ...args); },
  });
  const require = (name) => {
    if (name === 'electron') return electron;
    if (['events', 'timers', 'url'].includes(name)) return lacking(name);
    throw new Error('a sandboxed preload cannot require ' + name);
  };
  const module = { exports: {} };
  (function (require, module, exports) {${source}\n})(require, module, module.exports);
})()`;
