/**
 * Writes a ZIP piece by piece, so that an entry need never be in memory as a whole. The same entries give the same bytes:
 * no clock and no folder of this machine gets in.
 */
import { createHash } from 'node:crypto';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { invariant } from '../../../../engine/result.js';

export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface ZipEntry {
  /** Path in the ZIP, with `/`. */
  readonly name: string;
  readonly pieces: Pieces;
  /** Packed already (a ZIP, a picture): stored as it is. */
  readonly isPacked?: boolean;
}

export interface WrittenEntry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The oldest date that a ZIP can say. ZIP dates have no zone, so it is made in the zone of the machine. */
const DATE = new Date(1980, 0, 1);
/** Sizes in this form of ZIP are 32 bits wide. */
export const MAX_ZIP_BYTES = 0xffff_ffff;
/** Shared by everything that may stand in a ZIP; more than this goes into memory of the packer at once. */
const PIECE_BYTES = 1 << 20;

function* slices(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

export class ZipWriter {
  readonly #zip: Zip;
  readonly #names = new Set<string>();
  #bytes = 0;
  #fault: Error | null = null;

  /** `write` gets the pieces of the ZIP in order. */
  constructor(write: (piece: Uint8Array) => void) {
    this.#zip = new Zip((error, piece) => {
      if (error === null) {
        this.#bytes += piece.length;
        write(piece);
      } else this.#fault = error;
    });
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async add({ name, pieces, isPacked }: ZipEntry): Promise<WrittenEntry> {
    invariant(!this.#names.has(name), `the ZIP has ${name} already`);
    this.#names.add(name);
    const file = isPacked === true ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    file.mtime = DATE;
    this.#zip.add(file);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      for (const slice of slices(piece)) file.push(slice);
    }
    file.push(new Uint8Array(0), true);
    if (this.#fault !== null) throw this.#fault;
    return { name, bytes, sha256: hash.digest('hex') };
  }

  end(): void {
    this.#zip.end();
    if (this.#fault !== null) throw this.#fault;
  }
}
