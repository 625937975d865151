import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integerAt, parseEventTuple, textAt, textFrom } from './event-tuple.js';

describe('an event payload', () => {
  it('is split at commas', () => {
    expect(parseEventTuple('[0,5186,com.twitter.android,15,empty #17]')).toEqual([
      '0',
      '5186',
      'com.twitter.android',
      '15',
      'empty #17',
    ]);
  });

  it('may be bare', () => {
    expect(parseEventTuple('10036')).toEqual(['10036']);
  });

  it('may be empty', () => {
    expect(parseEventTuple('')).toEqual([]);
    expect(parseEventTuple('[]')).toEqual([]);
  });

  it('keeps empty fields, so that later ones stay in their place', () => {
    expect(parseEventTuple('[0,2020,1037,WebViewLoader-x86,,]')).toHaveLength(6);
  });

  it('does not split inside brackets, nested ones included', () => {
    const fields = parseEventTuple('[0,Intent { cmp=a/b, x=[1,2] (y,z) },end]');
    expect(fields).toEqual(['0', 'Intent { cmp=a/b, x=[1,2] (y,z) }', 'end']);
  });

  it('falls back to every comma where brackets do not pair up', () => {
    expect(parseEventTuple('[0,a (b,c]')).toEqual(['0', 'a (b', 'c']);
    expect(parseEventTuple('[0,a ],b]')).toEqual(['0', 'a ]', 'b']);
  });

  it('is read where the closing bracket was cut off', () => {
    expect(parseEventTuple('[0,12,com.foo')).toEqual(['0', '12', 'com.foo']);
  });

  it('loses the names of the descriptive form, and a comma inside a named field does not end it', () => {
    const fields = parseEventTuple('[Token=255600734,Component Name=com.foo.Main,Reason=a,b,time=1ms]');
    expect(fields).toEqual(['255600734', 'com.foo.Main', 'a,b', '1ms']);
    expect(integerAt(fields, 3)).toBe(1);
  });

  it('keeps an equals sign in a field that is not descriptive', () => {
    expect(parseEventTuple('[0,51,com.foo/.Main,userLeaving=false]').at(-1)).toBe('userLeaving=false');
  });

  it('gives back free text as it was printed', () => {
    const fields = parseEventTuple('[1,go.Universe$proxyerror,open /x/y: no such file, or directory,7]');
    expect(textFrom(fields, 2, 4)).toBe('open /x/y: no such file, or directory');
    expect(textAt(fields, 9)).toBeUndefined();
  });

  it('has a bounded number of fields and loses nothing of a long one', () => {
    const fields = parseEventTuple(`[${'a,'.repeat(500)}b]`);
    expect(fields).toHaveLength(64);
    expect(textFrom(fields, 0)).toBe(`${'a,'.repeat(500)}b`);
  });

  it('is total: any text gives fields, and joined they are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '[', ']', '{', '(', ')', '=', ' ', '1') }), (text) => {
        const fields = parseEventTuple(`[0,${text}]`);
        expect(fields[0]).toBe('0');
        expect(textFrom(fields, 1)).toBe(text.trim());
      }),
    );
  });
});

describe('a number of an event', () => {
  it('is whole, may be negative, and may carry a unit', () => {
    expect(['12', '-1', '5s', '20ms', ' 7 ', '90%'].map((text) => integerAt([text], 0))).toEqual([
      12, -1, 5000, 20, 7, 90,
    ]);
    expect(['21600.012s', '1.5s', '3KB'].map((text) => integerAt([text], 0))).toEqual([21_600_012, 1_500, 3_072]);
  });

  it('is not read from other text or from beyond what numbers can hold', () => {
    expect(['', 'x', '1.5', '0x1', '1h', '9'.repeat(16)].map((text) => integerAt([text], 0))).toEqual(
      Array(6).fill(undefined),
    );
  });
});
