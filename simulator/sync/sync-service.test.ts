import { beforeEach, describe, expect, it } from 'vitest';
import { FileSystem, ROOT_UID, SHELL_UID } from '../device/file-system.js';
import { ServiceStream } from '../transport/service-stream.js';
import { message, messageWithBytes } from './sync-messages.js';
import { syncService } from './sync-service.js';

let files: FileSystem;

beforeEach(() => {
  files = new FileSystem(() => 1_700_000_000, 1_000_000);
});

/** Everything that the service answers to these bytes, given in pieces of that length. */
async function talk(bytes: Uint8Array, piece = bytes.length): Promise<Buffer> {
  const answers: Uint8Array[] = [];
  const stream: ServiceStream = new ServiceStream(
    {
      maxPayload: () => 1 << 20,
      sendOkay: () => undefined,
      sendWrite: (_stream, answer) => {
        answers.push(Buffer.from(answer));
        queueMicrotask(() => stream.acknowledge());
      },
      sendClose: () => undefined,
    },
    1,
    2,
  );
  const service = syncService(files)(stream);
  for (let from = 0; from < bytes.length; from += piece) await stream.input.write(bytes.subarray(from, from + piece));
  stream.input.end();
  await service;
  return Buffer.concat(answers);
}

const request = (id: string, path: string): Buffer => messageWithBytes(id, Buffer.from(path));
const data = (text: string): Buffer => messageWithBytes('DATA', Buffer.from(text));
const path = '/data/local/tmp/folder/file';
const content = (): string | undefined => {
  const found = files.readText(path, SHELL_UID);
  return found.ok ? found.value : undefined;
};

describe('sync', () => {
  it('receives a file in whatever pieces it comes, with its folder, mode and time', async () => {
    const bytes = Buffer.concat([
      request('SEND', `${path},33261`),
      data('first '),
      data('second'),
      message('DONE', 1_650_000_000),
    ]);
    for (const piece of [1, 7, bytes.length]) {
      files.remove(path, ROOT_UID);
      expect(await talk(bytes, piece)).toEqual(message('OKAY', 0));
      expect(content()).toBe('first second');
    }
    const status = files.status(path, SHELL_UID);
    expect(status.ok && [status.value.mode, status.value.mtimeSeconds]).toEqual([0o100755, 1_650_000_000]);
  });

  it('takes a file by the second version too, but nothing compressed', async () => {
    const send = (flags: number): Buffer =>
      Buffer.concat([request('SND2', path), message('SND2', 0o644, flags), data('two'), message('DONE', 1)]);
    expect(await talk(send(0))).toEqual(message('OKAY', 0));
    expect(content()).toBe('two');
    expect((await talk(send(1))).toString('latin1')).toContain('compression is not supported');
    const received = await talk(Buffer.concat([request('RCV2', path), message('RCV2', 0)]));
    expect(received).toEqual(Buffer.concat([data('two'), message('DONE', 0)]));
  });

  it('reads a refused file to its end before it says why, and goes on with the next request', async () => {
    const bytes = Buffer.concat([
      request('SEND', '/system/x,420'),
      data('a'),
      data('b'),
      message('DONE', 1),
      request('STAT', '/system'),
    ]);
    const answer = await talk(bytes);
    expect(answer.toString('latin1')).toContain("FAIL7\0\0\0couldn't create file '/system/x': Read-only file system");
    expect(answer.subarray(-16).toString('latin1', 0, 4)).toBe('STAT');
  });

  it('says so when the storage is full', async () => {
    files.capacityBytes = 10;
    const answer = await talk(
      Buffer.concat([request('SEND', `${path},420`), data('more than ten bytes'), message('DONE', 1)]),
    );
    expect(answer.toString('latin1')).toContain('write failed: No space left on device');
  });

  it('tells a missing file in each version, and why', async () => {
    expect(await talk(request('STAT', '/nothing'))).toEqual(message('STAT', 0, 0, 0));
    const second = await talk(request('LST2', '/nothing'));
    expect([second.length, second.toString('latin1', 0, 4), second.readUInt32LE(4)]).toEqual([72, 'LST2', 2]);
    expect((await talk(request('STA2', '/data/data/x/y'))).readUInt32LE(4)).toBe(2);
    expect((await talk(request('RECV', '/nothing'))).toString('latin1')).toContain(
      'open failed: No such file or directory',
    );
    expect((await talk(request('RECV', '/data'))).toString('latin1')).toContain('Is a directory');
  });

  it('lists a folder in both versions', async () => {
    files.makeFolders('/data/local/tmp/l', SHELL_UID);
    for (const name of ['b', 'a']) files.write(`/data/local/tmp/l/${name}`, SHELL_UID, name.repeat(3));
    const first = await talk(request('LIST', '/data/local/tmp/l'));
    expect(first.toString('latin1').match(/DENT|DONE/g)).toEqual(['DENT', 'DENT', 'DONE']);
    expect([first.readUInt32LE(8), first.toString('latin1', 20, 21)]).toEqual([3, 'a']);
    const second = await talk(request('LIS2', '/data/local/tmp/l'));
    expect(second.length).toBe(2 * 77 + 76);
    expect(Number(second.readBigUInt64LE(40))).toBe(3);
  });

  it.each([
    ['an unknown request', request('EVIL', 'x'), 'unknown command EVIL'],
    ['a path that is too long', message('STAT', 5_000), 'path too long'],
    [
      'a piece that is too long',
      Buffer.concat([request('SEND', `${path},420`), message('DATA', 1 << 20)]),
      'oversize data message',
    ],
    [
      'something else in a file',
      Buffer.concat([request('SEND', `${path},420`), message('STAT', 0)]),
      'invalid data message STAT',
    ],
  ])('ends the conversation after %s', async (_what, bytes, text) => {
    const answer = await talk(Buffer.concat([bytes, request('STAT', '/')]));
    expect(answer.toString('latin1', 8)).toBe(text);
  });
});
