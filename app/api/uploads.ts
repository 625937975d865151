/**
 * Files on their way into the library: parts that a browser sends, put together in a folder of their own, or a file of this
 * computer that the host vouches for. Both get a token; only a token goes into `traces.import`.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../engine/result.js';

export interface UploadLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Files that are begun and not yet taken. */
  readonly files: number;
  /** Bytes of all of them. */
  readonly allBytes: number;
}

const uploadLimits: UploadLimits = { fileBytes: 2 * 2 ** 30, files: 1_000, allBytes: 8 * 2 ** 30 };

export interface UploadedFile {
  readonly path: string;
  /** When the log was last written, as far as the sender knows: its records are not younger. Epoch milliseconds. */
  readonly modifiedMs: number;
  /** Made by us, and to be removed when it was taken. */
  readonly isOurs: boolean;
}

interface Upload extends UploadedFile {
  bytes: number;
  isComplete: boolean;
  isBusy: boolean;
}

export interface UploadPart {
  /** Where in the file the part belongs; parts come in order. */
  readonly from: number;
  readonly isLast: boolean;
  readonly bytes: Uint8Array;
}

export class Uploads {
  readonly #uploads = new Map<string, Upload>();
  #isClosed = false;

  /** `folder`: made here, emptied at `close`. */
  constructor(
    readonly folder: string,
    readonly limits: UploadLimits = uploadLimits,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** A new upload; its token is 32 hexadecimal digits that nobody can guess. */
  begin(modifiedMs: number): Result<string, string> {
    if (this.#isClosed) return fail('The lab is closing.');
    if (this.#uploads.size >= this.limits.files)
      return fail(`More than ${this.limits.files} files are on their way. Import those first.`);
    const token = randomBytes(16).toString('hex');
    const file = path.join(this.folder, token);
    this.#uploads.set(token, {
      path: file,
      modifiedMs,
      isOurs: true,
      bytes: 0,
      isComplete: false,
      isBusy: false,
    });
    return ok(token);
  }

  async append(token: string, part: UploadPart): Promise<Result<void, string>> {
    const upload = this.#uploads.get(token);
    if (upload?.isOurs !== true) return fail('This upload is not known any more. Send the file again.');
    if (upload.isComplete || upload.isBusy || part.from !== upload.bytes)
      return fail(`The part does not belong here: ${upload.bytes} bytes are there. Send the file again.`);
    const trouble = this.#trouble(upload, part.bytes.length);
    if (trouble !== null) {
      await this.drop(token);
      return fail(trouble);
    }
    upload.isBusy = true;
    try {
      const file = await open(upload.path, part.from === 0 ? 'wx' : 'a', 0o600);
      try {
        await file.writeFile(part.bytes);
      } finally {
        await file.close();
      }
      upload.bytes += part.bytes.length;
      upload.isComplete = part.isLast;
      return ok(undefined);
    } catch (error) {
      await this.drop(token);
      return fail(`The file cannot be put down: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      upload.isBusy = false;
    }
  }

  /** A token for a file that a person named on this computer. Only hosts call this, never with a path from a page. */
  async vouch(file: string): Promise<Result<string, string>> {
    try {
      const { mtimeMs, size } = await stat(file);
      const token = randomBytes(16).toString('hex');
      const known = { path: file, modifiedMs: mtimeMs, isOurs: false, bytes: size, isComplete: true, isBusy: false };
      this.#uploads.set(token, known);
      return ok(token);
    } catch (error) {
      return fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** A file that is there to its end. */
  find(token: string): Result<UploadedFile, string> {
    const upload = this.#uploads.get(token);
    return upload?.isComplete === true ? ok(upload) : fail('The file did not arrive to its end. Send it again.');
  }

  /** Forgets it; removes the file when it is ours. */
  async drop(token: string): Promise<void> {
    const upload = this.#uploads.get(token);
    this.#uploads.delete(token);
    if (upload?.isOurs === true) await rm(upload.path, { force: true });
  }

  close(): void {
    this.#isClosed = true;
    this.#uploads.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #trouble(upload: Upload, more: number): string | null {
    const { fileBytes, allBytes } = this.limits;
    if (upload.bytes + more > fileBytes)
      return `The file is larger than ${fileBytes} bytes. Cut it, or read it with curfew analyze.`;
    let all = more;
    for (const { bytes, isOurs } of this.#uploads.values()) if (isOurs) all += bytes;
    return all > allBytes ? `The files on their way are larger than ${allBytes} bytes. Import those first.` : null;
  }
}
