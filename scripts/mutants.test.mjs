import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreOf, scoresOf, tableOf, withTable } from './mutants.mjs';
import { root } from './set-up.mjs';

const mutant = (file, status) => ({ fileName: path.join(root, 'engine', file), status });

describe('the scores of a mutation run', () => {
  it('count a mutant as noticed that a test kills or that never ends, as missed that survives or that no test reaches', () => {
    const rows = scoresOf([
      mutant('a.ts', 'Killed'),
      mutant('a.ts', 'Timeout'),
      mutant('a.ts', 'Survived'),
      mutant('a.ts', 'NoCoverage'),
    ]);
    expect(rows.at(-1)).toEqual({ file: 'all', killed: 2, counted: 4 });
    expect(scoreOf(rows[0])).toBe(50);
  });

  it('leave out what is no valid mutant or was left out on purpose', () => {
    expect(scoresOf([mutant('a.ts', 'Killed'), mutant('a.ts', 'Ignored'), mutant('a.ts', 'RuntimeError')])).toEqual([
      { file: 'engine/a.ts', killed: 1, counted: 1 },
      { file: 'all', killed: 1, counted: 1 },
    ]);
  });

  it('stand worst first, rounded down, with the whole at the end', () => {
    const survivors = Array.from({ length: 1_999 }, () => mutant('good.ts', 'Killed'));
    const rows = scoresOf([...survivors, mutant('good.ts', 'Survived'), mutant('bad.ts', 'Survived')]);
    expect(tableOf(rows).split('\n').slice(2)).toEqual([
      '| engine/bad.ts | 1 | 1 | 0.0 % |',
      '| engine/good.ts | 2000 | 1 | 99.9 % |',
      '| all | 2001 | 2 | 99.9 % |',
    ]);
  });

  it('go between the two marks of the document and leave the rest of it alone', () => {
    const text = 'before\n\n<!-- scores -->\nold\n<!-- end of scores -->\n\nafter\n';
    expect(withTable(text, 'new')).toBe('before\n\n<!-- scores -->\n\nnew\n\n<!-- end of scores -->\n\nafter\n');
    expect(() => withTable('no marks', 'new')).toThrow('lacks the marks');
  });
});
