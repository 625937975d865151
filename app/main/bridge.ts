/** Takes messages of windows and passes them on: only those of our own page, as the top frame of its window. */
import { ipcMain, type WebContents } from 'electron';
import { channels } from '../api/client/bridge-channels.js';
import type { BridgeEvent } from '../api/client/bridge-client.js';
import type { LabLink } from './lab-link.js';
import { isFromPage, type SentMessage } from './sender.js';

export interface BridgeOptions {
  readonly link: LabLink;
  readonly pageOrigin: string;
  /** The page of a window is there and listens. */
  readonly onPage: (contents: WebContents) => void;
}

export function tellPage(contents: WebContents, event: BridgeEvent): void {
  if (!contents.isDestroyed()) contents.send(channels.event, event);
}

export function openBridge({ link, pageOrigin, onPage }: BridgeOptions): void {
  const isOurs = (message: SentMessage): boolean => isFromPage(message, pageOrigin);

  ipcMain.on(channels.hello, (message) => {
    if (!isOurs(message)) return;
    const { sender } = message;
    // A page that was loaded anew has nothing under way: its old session ends.
    link.open(sender.id, (event) => tellPage(sender, event));
    onPage(sender);
  });
  ipcMain.on(channels.message, (message, content: unknown) => {
    if (isOurs(message)) link.pass(message.sender.id, content);
  });
  ipcMain.handle(channels.vouch, async (message, path: unknown) => {
    if (!isOurs(message) || typeof path !== 'string') return null;
    return await link.vouch(path);
  });
}
