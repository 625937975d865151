/** Who may send a message to the main process: our own page, as the top frame of its window. */

/** The part of Electron's `IpcMainEvent` that is looked at. */
export interface SentMessage {
  /** `null` when the frame is gone already. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

export function isFromPage({ senderFrame }: SentMessage, pageOrigin: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${pageOrigin}/`);
}
