import {
  absolutePath,
  errnoText,
  SHELL_UID,
  type Errno,
  type FileSystem,
  type FileWriter,
} from '../device/file-system.js';
import type { Service } from '../transport/connection.js';
import type { ServiceStream } from '../transport/service-stream.js';
import {
  endOfList1,
  endOfList2,
  entry1,
  entry2,
  failure,
  MAX_DATA_BYTES,
  MAX_PATH_BYTES,
  message,
  messageWithBytes,
  stat1,
  stat2,
} from './sync-messages.js';

/** `sync:`: push, pull, stat and list, versions 1 and 2, until the computer says QUIT. */
export function syncService(files: FileSystem): Service {
  return async (stream) => {
    const session = new SyncSession(stream, files);
    while (await session.serveOne()) continue;
  };
}

class SyncSession {
  #bytes = Buffer.alloc(0);

  constructor(
    private readonly stream: ServiceStream,
    private readonly files: FileSystem,
  ) {}

  /** One request; false when the conversation is over. */
  async serveOne(): Promise<boolean> {
    const head = await this.#take(8);
    if (head === undefined) return false;
    const id = head.toString('latin1', 0, 4);
    const length = head.readUInt32LE(4);
    if (id === 'QUIT') return false;
    if (length > MAX_PATH_BYTES) return await this.#giveUp('path too long');
    const body = await this.#take(length);
    if (body === undefined) return false;
    return await this.#serve(id, body.toString('utf8'));
  }

  async #serve(id: string, path: string): Promise<boolean> {
    const { stream } = this;
    switch (id) {
      case 'STAT': {
        const status = this.files.status(path, SHELL_UID);
        return await stream.write(stat1(status.ok ? status.value : undefined));
      }
      case 'STA2':
      case 'LST2': {
        const status = this.files.status(path, SHELL_UID);
        return await stream.write(stat2(id, status.ok ? status.value : status.error));
      }
      case 'LIST':
      case 'LIS2':
        return await this.#list(path, id === 'LIS2');
      case 'SEND': {
        const comma = path.lastIndexOf(',');
        return await this.#receiveFile(path.slice(0, comma), Number(path.slice(comma + 1)));
      }
      case 'SND2': {
        const options = await this.#take(12);
        if (options?.toString('latin1', 0, 4) !== 'SND2') return false;
        if (options.readUInt32LE(8) !== 0) return await this.#giveUp('compression is not supported');
        return await this.#receiveFile(path, options.readUInt32LE(4));
      }
      case 'RECV':
        return await this.#sendFile(path);
      case 'RCV2': {
        const options = await this.#take(8);
        if (options?.toString('latin1', 0, 4) !== 'RCV2') return false;
        if (options.readUInt32LE(4) !== 0) return await this.#giveUp('compression is not supported');
        return await this.#sendFile(path);
      }
      default:
        return await this.#giveUp(`unknown command ${id}`);
    }
  }

  async #list(path: string, isSecond: boolean): Promise<boolean> {
    const listed = this.files.list(path, SHELL_UID);
    // A folder that cannot be listed is an empty one here, as in the platform.
    const entries = (listed.ok ? listed.value : []).map(isSecond ? entry2 : entry1);
    return await this.stream.write(Buffer.concat([...entries, isSecond ? endOfList2() : endOfList1()]));
  }

  /**
   * Missing folders are made. After an error everything up to DONE is read all the same: the computer looks for the answer
   * only when it has sent the file.
   */
  async #receiveFile(path: string, mode: number): Promise<boolean> {
    const full = absolutePath(path);
    const folder = this.files.makeFolders(`${full}/..`, SHELL_UID);
    const opened = folder.ok ? this.files.open(full, SHELL_UID, 'write', mode & 0o777) : folder;
    let error: Errno | undefined = opened.ok ? undefined : opened.error;
    const writer: FileWriter | undefined = opened.ok ? opened.value : undefined;
    for (;;) {
      const head = await this.#take(8);
      if (head === undefined) return false;
      const id = head.toString('latin1', 0, 4);
      const number = head.readUInt32LE(4);
      if (id === 'DONE') {
        if (error !== undefined) return await this.#refuse(full, error);
        this.files.change(full, SHELL_UID, { mtimeSeconds: number, mode: mode & 0o777 });
        return await this.stream.write(message('OKAY', 0));
      }
      if (id !== 'DATA') return await this.#giveUp(`invalid data message ${id}`);
      if (number > MAX_DATA_BYTES) return await this.#giveUp('oversize data message');
      const data = await this.#take(number);
      if (data === undefined) return false;
      const written = error === undefined ? writer?.write(data) : undefined;
      if (written?.ok === false) error = written.error;
    }
  }

  #refuse(path: string, error: Errno): Promise<boolean> {
    const what = error === 'ENOSPC' ? 'write failed' : `couldn't create file '${path}'`;
    return this.stream.write(failure(`${what}: ${errnoText(error)}`));
  }

  async #sendFile(path: string): Promise<boolean> {
    const content = this.files.read(path, SHELL_UID);
    if (!content.ok) {
      const text =
        content.error === 'EISDIR' ? 'read failed: Is a directory' : `open failed: ${errnoText(content.error)}`;
      return await this.stream.write(failure(text));
    }
    for (let from = 0; from < content.value.length; from += MAX_DATA_BYTES) {
      const data = content.value.subarray(from, from + MAX_DATA_BYTES);
      if (!(await this.stream.write(messageWithBytes('DATA', data)))) return false;
    }
    return await this.stream.write(message('DONE', 0));
  }

  async #giveUp(text: string): Promise<false> {
    await this.stream.write(failure(text));
    return false;
  }

  async #take(length: number): Promise<Buffer | undefined> {
    while (this.#bytes.length < length) {
      const chunk = await this.stream.input.read();
      if (chunk === undefined) return undefined;
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    }
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }
}
