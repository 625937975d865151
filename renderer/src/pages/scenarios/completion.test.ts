import { describe, expect, it } from 'vitest';
import { completionAt } from './completion.js';

const text = `curfew: scenario/1
name: x
services:
  - { name: Upload, declared: [dataSync] }
  - { name: Sync, declared: [] }
steps:
  - { at: 0s, do: |
`;

/** The words at the place of `|`. */
function at(marked: string): readonly string[] {
  const caret = marked.indexOf('|');
  return completionAt(marked.replace('|', ''), caret)?.words ?? [];
}

describe('completion', () => {
  it('offers every step after do', () => {
    expect(at(text)).toContain('startService');
  });

  it('narrows with what is typed', () => {
    expect(at(text.replace('do: |', 'do: startF|'))).toEqual(['startForegroundService', 'startForeground']);
  });

  it('offers the services that the text declares', () => {
    expect(at(text.replace('do: |', 'do: bind, service: |'))).toEqual(['Upload', 'Sync']);
  });

  it('offers types in a list of types', () => {
    expect(at(text.replace('declared: []', 'declared: [short|]').replace('do: |', ''))).toEqual(['shortService']);
  });

  it('offers the keys that a step still lacks', () => {
    expect(at(text.replace('do: |', 'do: startForeground, |'))).toEqual([
      'service: ',
      'types: ',
      'backgroundStart: ',
      'after: ',
    ]);
  });

  it('offers top keys that are not there yet', () => {
    expect(at('curfew: scenario/1\ne|')).toEqual(['expect: ']);
  });

  it('offers nothing for a word that is complete', () => {
    expect(at(text.replace('do: |', 'do: end|'))).toEqual([]);
  });

  it('says where the word begins', () => {
    const typed = 'curfew: scenario/1\nexp';
    expect(completionAt(typed, typed.length)?.from).toBe(typed.length - 3);
  });
});
