/**
 * `adb shell logcat -B` of old devices ran through a terminal, which turned every LF byte into CR LF, in headers too.
 * The damage can be undone because it hits every LF: a stream with an LF that follows no CR was not damaged this way.
 */
import { entryLength, minHeaderLength } from './logger-entry.js';

const LF = 10;
const CR = 13;

/** Removes the one CR before each LF; `held` tells that the bytes before ended with a CR that was held back. */
export class CarriageReturnRemover {
  private held = false;

  /** The restored bytes. A CR at the end of `chunk` is held back until the next one shows what follows. */
  restore(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      if (this.held && byte !== LF) out[length++] = CR;
      this.held = byte === CR;
      if (!this.held) out[length++] = byte;
    }
    return out.subarray(0, length);
  }

  /** The CR that was held back when the stream ended. */
  finish(): Uint8Array {
    const rest = this.held ? Uint8Array.of(CR) : new Uint8Array(0);
    this.held = false;
    return rest;
  }
}

/** Whether the first bytes of a log read better once the damage is undone. */
export function isTtyDamaged(firstBytes: Uint8Array): boolean {
  let feeds = 0;
  for (let at = 0; at < firstBytes.length; at++) {
    if (firstBytes[at] !== LF) continue;
    if (at === 0 || firstBytes[at - 1] !== CR) return false;
    feeds++;
  }
  if (feeds === 0) return false;
  const remover = new CarriageReturnRemover();
  const restored = remover.restore(firstBytes);
  return readableBytes(restored) > readableBytes(firstBytes);
}

/** How many bytes from the beginning are covered by records that follow each other without a gap. */
function readableBytes(bytes: Uint8Array): number {
  let at = 0;
  while (at + minHeaderLength <= bytes.length) {
    const length = entryLength(bytes, at, bytes.length);
    if (length <= 0 || at + length > bytes.length) break;
    at += length;
  }
  return at;
}
