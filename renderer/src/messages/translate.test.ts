import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import { pseudo } from './pseudo.js';
import { fillIn, formatCount, t } from './translate.js';

describe('messages', () => {
  it('puts values into their places', () => {
    expect(t('fleet.lease-text', { holder: 'a run', host: 'lab-1', age: '3 min' })).toBe(
      'Used by a run on lab-1 for 3 min.',
    );
  });

  it('chooses the plural, with an exact number before one and other', () => {
    const text = 'there {count, plural, =0 {is nothing} one {is # thing} other {are # things}}.';
    expect([0, 1, 2, 12_345].map((count) => fillIn(text, { count }))).toEqual([
      'there is nothing.',
      'there is 1 thing.',
      'there are 2 things.',
      'there are 12\u2009345 things.',
    ]);
  });

  it('fills values inside a plural', () => {
    expect(fillIn('{count, plural, other {# of {all}}}', { count: 2, all: 7 })).toBe('2 of 7');
  });

  it('never reads braces of a value as a placeholder', () => {
    expect(fillIn('{name} is here', { name: '{x}' })).toBe('{x} is here');
  });

  it('throws where a value is missing or is of the wrong kind', () => {
    expect(() => fillIn('{name}', {})).toThrow('"name"');
    expect(() => fillIn('{count, plural, other {#}}', { count: 'two' })).toThrow('plural');
    expect(() => fillIn('{name', { name: 'x' })).toThrow('brace');
  });

  it('groups thousands by thin spaces', () => {
    expect([0, 999, 1_000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1\u2009000', '1\u2009234\u2009567']);
  });

  it('can be filled, every one of them, also in the pseudo-locale', () => {
    for (const [key, text] of Object.entries(en)) {
      const names = [...text.matchAll(/\{(\w+)(, plural)?/g)].map((match) => match[1] ?? '');
      const values = Object.fromEntries(names.map((name) => [name, 1]));
      for (const each of [text, pseudo(text)]) {
        expect(fillIn(each, values), key).not.toMatch(/[{}]/);
      }
    }
  });

  it('has an "other" in every plural', () => {
    const plurals = Object.entries(en).filter(([, text]) => text.includes(', plural,'));
    expect(plurals.length).toBeGreaterThan(10);
    for (const [key, text] of plurals) expect(fillIn(text, valuesOf(text, 5)), key).not.toContain('plural');
  });
});

function valuesOf(text: string, value: number): Record<string, number> {
  return Object.fromEntries([...text.matchAll(/\{(\w+)/g)].map((match) => [match[1] ?? '', value]));
}
