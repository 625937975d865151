/** What carries messages between a client and the lab. */
import type { ClientMessage } from '../protocol.js';

/** What a wire tells its client. After `down` nothing comes before the next `up`. */
export interface WireEvents {
  readonly onUp: () => void;
  readonly onDown: () => void;
  /** As it came, not yet checked. */
  readonly onMessage: (message: unknown) => void;
}

export interface Wire {
  /** Only between `up` and `down`. */
  readonly send: (message: ClientMessage) => void;
  /** Ends it for good. */
  readonly close: () => void;
}

export type OpenWire = (events: WireEvents) => Wire;
