/** adb's file protocol in its oldest form (STAT, SEND, RECV; SYNC.TXT in AOSP) on the files of a model device. */
import type { Socket } from 'node:net';

const REGULAR_FILE = 0o100644;

export function serveFiles(socket: Socket, files: Record<string, string>): void {
  let bytes = Buffer.alloc(0);
  let written: { readonly path: string; readonly chunks: Buffer[] } | undefined;

  const message = (id: string, ...numbers: readonly number[]): Buffer => {
    const head = Buffer.alloc(4 + 4 * numbers.length);
    head.write(id, 'latin1');
    numbers.forEach((number, index) => head.writeUInt32LE(number, 4 + 4 * index));
    return head;
  };
  const handle = (id: string, body: Buffer): void => {
    const content = Buffer.from(files[body.toString()] ?? '');
    if (id === 'STAT') {
      const isThere = body.toString() in files;
      socket.write(isThere ? message('STAT', REGULAR_FILE, content.length, 1) : message('STAT', 0, 0, 0));
    } else if (id === 'RECV') {
      socket.write(Buffer.concat([message('DATA', content.length), content, message('DONE', 0)]));
    } else if (id === 'SEND') {
      written = { path: body.toString().replace(/,[0-9]+$/, ''), chunks: [] };
    } else if (id === 'DATA') written?.chunks.push(body);
    else if (id === 'DONE' && written !== undefined) {
      files[written.path] = Buffer.concat(written.chunks).toString();
      socket.write(message('OKAY', 0));
    }
  };
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 8) {
      const id = bytes.toString('latin1', 0, 4);
      // DONE carries a time where others carry a length.
      const length = id === 'DONE' ? 0 : bytes.readUInt32LE(4);
      if (bytes.length < 8 + length) return;
      const body = Buffer.from(bytes.subarray(8, 8 + length));
      bytes = bytes.subarray(8 + length);
      handle(id, body);
    }
  });
}
