import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Arena } from './arena.js';
import { bytesOfFile } from './file-bytes.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-bytes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function withFile(length: number, body: (descriptor: number, file: string, bytes: Uint8Array) => void): void {
  const file = path.join(folder, `file-${length}`);
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 251);
  writeFileSync(file, bytes);
  const descriptor = openSync(file, 'r');
  try {
    body(descriptor, file, bytes);
  } finally {
    closeSync(descriptor);
  }
}

describe.each([100, 1_000_000])('a file of %i bytes', (length) => {
  it('gives the bytes of any place, in any order, and keeps what it gave', () => {
    withFile(length, (descriptor, _, bytes) => {
      const source = bytesOfFile(descriptor, length, new Arena(1 << 22));
      const places = [
        [length - 10, length],
        [0, 6],
        [40, 90],
        [7, 7],
      ] as const;
      const given = places.map(([begin, end]) => source.read(begin, end));
      source.allocate(64).fill(0xff);
      expect(given.map((part) => [...part])).toEqual(places.map(([begin, end]) => [...bytes.subarray(begin, end)]));
    });
  });

  it('that is cut after it was opened is a RangeError that names the place', () => {
    withFile(length, (descriptor, file) => {
      truncateSync(file, 50);
      const source = bytesOfFile(descriptor, length, new Arena(1 << 22));
      expect(() => source.read(40, 90)).toThrow(new RangeError('the file ends at byte 50 now'));
    });
  });
});
