import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TagSet } from './tag-set.js';

const has = (set: TagSet, tag: string): boolean => {
  const bytes = new TextEncoder().encode(`x${tag}x`);
  return set.has(bytes, 1, bytes.length - 1);
};

describe('TagSet', () => {
  const set = new TagSet({ exact: ['ActivityManager', 'chatty', '🔋tag'], prefixes: ['am_', 'WM-'] });

  it('has whole tags and everything that begins with a prefix', () => {
    const wanted = [
      'ActivityManager',
      'chatty',
      '🔋tag',
      'am_',
      'am_kill',
      'WM-WorkerWrapper',
      `am_${'x'.repeat(100)}`,
    ];
    expect(wanted.filter((tag) => !has(set, tag))).toEqual([]);
  });

  it('has neither parts nor lengthened tags nor other cases', () => {
    const other = ['', 'a', 'am', 'ActivityManage', 'ActivityManagerX', 'Chatty', 'wm_x', 'WM', '🔋', 'xam_kill'];
    expect(other.filter((tag) => has(set, tag))).toEqual([]);
  });

  it('has the empty tag only when it is listed or everything is wanted', () => {
    expect(has(new TagSet({ exact: [''] }), '')).toBe(true);
    expect(has(new TagSet({ exact: [''] }), 'a')).toBe(false);
    const every = new TagSet({ prefixes: [''] });
    expect(['', 'a', 'x'.repeat(500)].every((tag) => has(every, tag))).toBe(true);
    expect(has(new TagSet({}), '')).toBe(false);
  });

  it('agrees with a plain search for any lists and tags', () => {
    const tag = fc.string({ unit: fc.constantFrom('a', 'b', '_', 'é'), maxLength: 40 });
    const lists = fc.record({ exact: fc.array(tag, { maxLength: 20 }), prefixes: fc.array(tag, { maxLength: 3 }) });
    fc.assert(
      fc.property(lists, fc.array(tag), ({ exact, prefixes }, tags) => {
        const tested = new TagSet({ exact, prefixes });
        for (const each of [...tags, ...exact, ...prefixes]) {
          const expected = exact.includes(each) || prefixes.some((prefix) => each.startsWith(prefix));
          expect(has(tested, each)).toBe(expected);
        }
      }),
    );
  });
});
