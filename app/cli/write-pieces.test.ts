import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError } from './exit-codes.js';
import { writePieces, writeToOutput } from './write-pieces.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-pieces-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const failing = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

describe('a result in pieces', () => {
  it('becomes one file, texts and bytes alike, in a folder made on the way', async () => {
    const file = path.join(folder, 'new', 'result');
    await writePieces(['größe ', new Uint8Array([0x2d, 0x3e]), ' ok'], file);
    expect(readFileSync(file, 'utf8')).toBe('größe -> ok');
  });

  it('that cannot be written says so with the name of the file', async () => {
    await expect(writePieces(['x'], folder)).rejects.toThrow(CommandError);
    await expect(writePieces(['x'], folder)).rejects.toThrow(`${folder} cannot be written`);
  });

  it('waits for a slow reader instead of heaping up', async () => {
    let taken = 0;
    let ahead = 0;
    let made = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        setTimeout(() => {
          taken++;
          done();
        }, 1);
      },
    });
    function* pieces(): Generator<string> {
      for (; made < 20; made++) {
        ahead = Math.max(ahead, made - taken);
        yield 'piece';
      }
    }
    await writeToOutput(pieces(), slow);
    expect(taken).toBe(20);
    expect(ahead).toBeLessThanOrEqual(1);
  });

  it('stops without a failure when the reader has gone away, and with one for anything else', async () => {
    let written = 0;
    const broken = (code: string): Writable =>
      new Writable({
        write(_chunk, _encoding, done) {
          written++;
          done(failing(code));
        },
      });
    await writeToOutput(['a', 'b', 'c'], broken('EPIPE'));
    expect(written).toBe(1);
    await expect(writeToOutput(['a'], broken('ENOSPC'))).rejects.toThrow('ENOSPC');
  });
});
