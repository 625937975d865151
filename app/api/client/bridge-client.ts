/** A `LabClient` for Electron's window: the preload's bridge carries the messages. No Node here. */
import type { LabClient } from '../contract.js';
import type { ClientMessage } from '../protocol.js';
import { clientOver } from './protocol-client.js';

/** What the preload puts into the page as `curfewBridge`. */
export interface LabBridge {
  /** Says that the page is there; what the lab says comes to `listener`, and whether there is a lab. */
  readonly connect: (listener: (event: BridgeEvent) => void) => void;
  readonly send: (message: ClientMessage) => void;
  /**
   * The token of a file that was dropped or chosen. The preload asks Electron for its path, so that a page can only name
   * files that a person gave it; `null` for bytes that are no file.
   */
  readonly tokenOf: (file: Blob) => Promise<string | null>;
}

export type BridgeEvent =
  | { readonly kind: 'up' | 'down' }
  | { readonly kind: 'message'; readonly message: unknown }
  /** Logs that a person chose in the program's menu, or opened by the system: ready for `traces.import`. */
  | { readonly kind: 'files'; readonly files: readonly OpenedFile[] }
  /** The menu's Find. */
  | { readonly kind: 'find' };

export interface OpenedFile {
  readonly name: string;
  readonly upload: string;
}

/** What the program around the page asks of it. */
export interface DesktopListener {
  readonly onFiles: (files: readonly OpenedFile[]) => void;
  readonly onFind: () => void;
}

/** `desktop`: left out, files that the system opens and the menu's Find reach nobody. */
export function connectToBridge(
  bridge: LabBridge,
  desktop?: DesktopListener,
): LabClient & { readonly close: () => void } {
  return clientOver(
    ({ onUp, onDown, onMessage }) => {
      bridge.connect((event) => {
        switch (event.kind) {
          case 'up':
            return onUp();
          case 'down':
            return onDown();
          case 'message':
            return onMessage(event.message);
          case 'files':
            return desktop?.onFiles(event.files);
          case 'find':
            return desktop?.onFind();
        }
      });
      return { send: bridge.send, close: () => undefined };
    },
    async (file, _signal, onProgress) => {
      const token = await bridge.tokenOf(file);
      onProgress(1);
      if (token !== null) return { ok: true, value: token };
      return {
        ok: false,
        error: { kind: 'refused', text: 'This is no file on this computer. Save it, then open it.' },
      };
    },
  );
}
