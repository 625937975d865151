import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StringTable, StringTableBuilder } from './string-table.js';

function tableOf(texts: readonly string[], shared = false): { table: StringTable; indexes: number[] } {
  const builder = new StringTableBuilder();
  const indexes = texts.map((text) => builder.add(text));
  return { table: builder.finish(shared), indexes };
}

describe('a string table', () => {
  it('has the empty string at 0, which means none', () => {
    const { table, indexes } = tableOf(['']);
    expect([table.size, table.at(0), indexes[0]]).toEqual([1, '', 0]);
  });

  it('keeps each distinct string once', () => {
    const { table, indexes } = tableOf(['a', 'b', 'a', '', 'b']);
    expect(indexes).toEqual([1, 2, 1, 0, 2]);
    expect(table.size).toBe(3);
  });

  it('finds the index of a string, and none for a string it does not hold', () => {
    const { table } = tableOf(['com.example/.A', 'com.example/.B']);
    expect(table.indexOf('com.example/.B')).toBe(2);
    expect(table.indexOf('')).toBe(0);
    expect(table.indexOf('com.example/.C')).toBeUndefined();
  });

  it('throws for an index that it does not have', () => {
    const { table } = tableOf(['a']);
    for (const index of [-1, 2]) expect(() => table.at(index)).toThrow('invariant broken');
  });

  it('refuses offsets that do not begin with the empty string', () => {
    expect(() => StringTable.over(new Uint32Array([1, 2]), new Uint8Array(2))).toThrow('invariant broken');
    expect(() => StringTable.over(new Uint32Array([0]), new Uint8Array(0))).toThrow('invariant broken');
  });

  it('reads what it wrote, in shared memory too', () => {
    for (const shared of [false, true]) {
      const { table, indexes } = tableOf(['größer', '日本語', '😀', 'a\u0000b'], shared);
      expect(indexes.map((index) => table.at(index))).toEqual(['größer', '日本語', '😀', 'a\u0000b']);
      expect(table.bytes.buffer instanceof SharedArrayBuffer).toBe(shared);
      expect(table.offsets.buffer instanceof SharedArrayBuffer).toBe(shared);
    }
  });

  it('lives on as offsets and bytes: another table over them says the same', () => {
    const { table, indexes } = tableOf(['one', 'two', 'three']);
    const copy = StringTable.over(table.offsets, table.bytes);
    expect(indexes.map((index) => copy.at(index))).toEqual(['one', 'two', 'three']);
    expect(copy.indexOf('three')).toBe(3);
  });

  it('takes any text; what is no Unicode becomes the replacement character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 30 }), (texts) => {
        const { table, indexes } = tableOf(texts);
        texts.forEach((text, at) => expect(table.at(indexes[at] ?? -1)).toBe(text));
        expect(table.size).toBe(new Set([...texts, '']).size);
      }),
    );
    const { table, indexes } = tableOf(['\ud800']);
    expect(table.at(indexes[0] ?? -1)).toBe('\ufffd');
  });
});
