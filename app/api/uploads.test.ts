import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Uploads } from './uploads.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const limits = { fileBytes: 10, files: 2, allBytes: 15 };

describe('uploads', () => {
  let folder: string;
  let uploads: Uploads;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-uploads-'));
    uploads = new Uploads(path.join(folder, 'here'), limits);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const begin = (): string => {
    const begun = uploads.begin(5);
    if (!begun.ok) throw new Error(begun.error);
    return begun.value;
  };

  it('put the parts of a file together, in order', async () => {
    const token = begin();
    expect(await uploads.append(token, { from: 0, isLast: false, bytes: bytes('one ') })).toMatchObject({ ok: true });
    expect(uploads.find(token).ok).toBe(false);
    expect(await uploads.append(token, { from: 4, isLast: true, bytes: bytes('two') })).toMatchObject({ ok: true });
    const found = uploads.find(token);
    expect(found).toMatchObject({ ok: true, value: { modifiedMs: 5, isOurs: true } });
    expect(found.ok && readFileSync(found.value.path, 'utf8')).toBe('one two');
  });

  it.each([
    ['a part that leaves a hole', 5],
    ['a part that comes again', 0],
  ])('refuse %s', async (_what, from) => {
    const token = begin();
    await uploads.append(token, { from: 0, isLast: false, bytes: bytes('one ') });
    expect(await uploads.append(token, { from, isLast: true, bytes: bytes('two') })).toMatchObject({ ok: false });
  });

  it('refuse a file that is too large, and keep nothing of it', async () => {
    const token = begin();
    await uploads.append(token, { from: 0, isLast: false, bytes: bytes('12345678') });
    const refused = await uploads.append(token, { from: 8, isLast: true, bytes: bytes('9abc') });
    expect(refused).toMatchObject({ ok: false });
    expect(existsSync(path.join(folder, 'here', token))).toBe(false);
    expect(uploads.find(token).ok).toBe(false);
  });

  it('refuse more files, and more bytes in all, than they may hold', async () => {
    const [first, second] = [begin(), begin()];
    expect(uploads.begin(0).ok).toBe(false);
    expect((await uploads.append(first, { from: 0, isLast: true, bytes: bytes('1234567890') })).ok).toBe(true);
    expect((await uploads.append(second, { from: 0, isLast: true, bytes: bytes('123456') })).ok).toBe(false);
  });

  it('know no token that was never given', async () => {
    expect(uploads.find('0'.repeat(32)).ok).toBe(false);
    expect((await uploads.append('0'.repeat(32), { from: 0, isLast: true, bytes: bytes('x') })).ok).toBe(false);
  });

  it('vouch for a file where it lies, and never remove it', async () => {
    const file = path.join(folder, 'mine.log');
    writeFileSync(file, 'mine');
    const token = await uploads.vouch(file);
    expect(token.ok && uploads.find(token.value)).toMatchObject({ ok: true, value: { path: file, isOurs: false } });
    if (token.ok) await uploads.drop(token.value);
    uploads.close();
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(existsSync(path.join(folder, 'here'))).toBe(false);
  });
});
