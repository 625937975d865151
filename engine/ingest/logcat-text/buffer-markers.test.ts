import { describe, expect, it } from 'vitest';
import { parseBufferMarker } from './buffer-markers.js';
import { readText } from './testing.js';

const marker = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return parseBufferMarker(bytes, 0, bytes.length);
};
const line = (tag: string): string => `11-29 22:39:22.935  3688  5154 I ${tag}: m`;
const buffers = (lines: readonly string[], buffer?: 'system' | 'events'): string[] =>
  readText(lines.join('\n'), buffer === undefined ? {} : { buffer }).records.map(
    (r) => `${r.tag} ${r.provenance.buffer}`,
  );

describe('parseBufferMarker', () => {
  it.each([
    ['--------- beginning of main', 'beginning', 'main'],
    ['--------- beginning of /dev/log/system', 'beginning', 'system'],
    ['--------- switch to events', 'switch', 'events'],
    ['   --------- beginning of crash', 'beginning', 'crash'],
    ['--------- beginning of kernel  ', 'beginning', 'kernel'],
    ['--------- beginning of security', 'beginning', 'unknown'],
  ])('reads "%s"', (text, kind, buffer) => expect(marker(text)).toEqual({ kind, buffer }));

  it.each([
    '--------- 0.010s was the duration of dumpsys meminfo, ending at: 2024-01-01 00:00:00',
    '------ beginning of main',
    '---------- beginning of main',
    '--------- beginning of ',
    '--------- beginning of main buffer',
    '--------- beginning of a-name-that-no-buffer-has',
    'x --------- beginning of main',
  ])('refuses "%s"', (text) => expect(marker(text)).toBeUndefined());
});

describe('the buffer of a record', () => {
  it('is proved by the only marker before the first record', () => {
    expect(buffers(['--------- beginning of system', line('a'), line('b')])).toEqual(['a system', 'b system']);
  });

  it('is unknown once several buffers have begun, because their records are interleaved', () => {
    const lines = ['--------- beginning of system', line('a'), '--------- beginning of main', line('b'), line('c')];
    expect(buffers(lines)).toEqual(['a system', 'b unknown', 'c unknown']);
  });

  it('is unknown when records came before the first marker: other markers may have been cut off', () => {
    expect(buffers([line('a'), '--------- beginning of main', line('b')])).toEqual(['a unknown', 'b unknown']);
  });

  it('is proved by every marker once logcat prints dividers', () => {
    const lines = ['--------- beginning of main', line('a'), '--------- switch to events', line('b')];
    const more = ['--------- beginning of crash', line('c'), '--------- switch to main', line('d')];
    expect(buffers([...lines, ...more])).toEqual(['a main', 'b events', 'c crash', 'd main']);
  });

  it('stays what the caller knows until another buffer begins', () => {
    const lines = [line('a'), '--------- beginning of events', line('b'), '--------- beginning of main', line('c')];
    expect(buffers(lines, 'events')).toEqual(['a events', 'b events', 'c unknown']);
  });

  it('is set anew where the caller begins a section', () => {
    const { reader, records } = readText('');
    const bytes = new TextEncoder().encode(line('a'));
    for (const buffer of ['system', 'events'] as const) {
      reader.buffer = buffer;
      reader.line(bytes, 0, bytes.length, 1, 0);
    }
    expect(records.map((record) => record.provenance.buffer)).toEqual(['system', 'events']);
    expect(reader.buffer).toBe('events');
  });
});
