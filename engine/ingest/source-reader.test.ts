import { describe, expect, it } from 'vitest';
import { SourceReader } from './source-reader.js';

const read = (bytes: Uint8Array): ReturnType<SourceReader['finish']> => {
  const reader = new SourceReader('file', 0);
  reader.push(bytes);
  return reader.finish();
};

/** A logger entry of version 1: 20 bytes of header, then priority, tag and message. */
function entry(statedLength: number): Uint8Array {
  const payload = new TextEncoder().encode('\u0004ActivityManager\0Start proc 1:a/u0a1\0');
  const bytes = new Uint8Array(20 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, statedLength, true);
  view.setUint32(4, 1643, true);
  view.setUint32(12, 1_700_000_000, true);
  bytes.set(payload, 20);
  return bytes;
}

describe('what a file is, told by its first bytes', () => {
  it('a whole binary entry is a binary log', () => {
    const [source] = read(entry(37));
    expect(source?.layout).toBe('binary v1');
    expect(source?.lines).toBe(1);
  });

  it('a binary entry that states a wrong length is a damaged binary log, and says so', () => {
    const [source] = read(entry(5));
    expect(source?.layout).toBe('binary');
    expect(source?.diagnostics.length).toBeGreaterThan(0);
  });

  it('text is text, also when NULs stand in it', () => {
    const [source] = read(new TextEncoder().encode('09-26 21:12:32.000  1643  1669 I ActivityManager: a\0b\n'));
    expect(source?.layout).toBe('threadtime');
  });

  it('UTF-16 without a byte order mark is no binary log', () => {
    const text = '09-26 21:12:32.000  1643  1669 I ActivityManager: hello there\r\n';
    const bytes = new Uint8Array(text.length * 2);
    for (let i = 0; i < text.length; i++) bytes[i * 2] = text.charCodeAt(i);
    expect(read(bytes)[0]?.layout).toBe('threadtime');
  });

  it('nothing at all is a source without records', () => {
    const [source] = read(new Uint8Array(0));
    expect(source?.layout).toBe('none');
    expect(source?.diagnostics[0]?.what).toBe('no log record and no known dump in this file');
  });
});
