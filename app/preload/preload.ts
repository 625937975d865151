/**
 * The one hole in the wall between the page and the program: messages to the lab, and the token of a file that a person gave.
 * Sandboxed: it has `electron` and nothing else. Paths of files never reach the page.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { BridgeEvent, LabBridge } from '../api/client/bridge-client.js';
import { channels } from '../api/client/bridge-channels.js';

const bridge: LabBridge = {
  connect: (listener) => {
    ipcRenderer.removeAllListeners(channels.event);
    ipcRenderer.on(channels.event, (_event, news: BridgeEvent) => listener(news));
    ipcRenderer.send(channels.hello);
  },
  send: (message) => ipcRenderer.send(channels.message, message),
  tokenOf: async (file) => {
    const path = isFile(file) ? webUtils.getPathForFile(file) : '';
    if (path === '') return null;
    const token: unknown = await ipcRenderer.invoke(channels.vouch, path);
    return typeof token === 'string' ? token : null;
  },
};

contextBridge.exposeInMainWorld('curfewBridge', bridge);

/** Not `instanceof`: the page's File is made in another world. Electron itself looks whether a file is behind it. */
function isFile(blob: Blob): blob is File {
  return 'name' in blob && 'lastModified' in blob;
}
