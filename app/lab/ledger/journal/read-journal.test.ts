import { describe, expect, it } from 'vitest';
import { recordOf } from '../testing/records.js';
import { encodeLine } from './journal-line.js';
import { readJournal } from './read-journal.js';

const lines = [1, 2, 3].map((entry) => encodeLine(entry, recordOf({ entry })));
const read = (text: string): ReturnType<typeof readJournal> =>
  readJournal(new TextEncoder().encode(text), { isNumbered: true });
const entriesOf = ({ records }: ReturnType<typeof readJournal>): readonly number[] => records.map(({ entry }) => entry);

describe('a journal', () => {
  it('is read to its end, and the next line gets the next number', () => {
    const journal = read(`${lines.join('\n')}\n`);
    expect(entriesOf(journal)).toEqual([1, 2, 3]);
    expect(journal).toMatchObject({ problems: [], nextLine: 4, isTorn: false });
    expect(read('')).toEqual({ records: [], problems: [], nextLine: 1, isTorn: false });
  });

  it('with a torn last line keeps the others and says so', () => {
    const journal = read(`${lines.join('\n').slice(0, -20)}`);
    expect(entriesOf(journal)).toEqual([1, 2]);
    expect(journal).toMatchObject({
      problems: [{ what: 'torn', line: 3, text: 'the last line was cut off' }],
      nextLine: 3,
      isTorn: true,
    });
  });

  it('with a damaged line in the middle keeps the others, names the line and what is missing', () => {
    const journal = read(`${lines[0]}\n${lines[1]?.replace('planned', 'applied')}\n${lines[2]}\n`);
    expect(entriesOf(journal)).toEqual([1, 3]);
    expect(journal.problems).toEqual([
      { what: 'damaged', line: 2, text: 'the checksum does not fit' },
      { what: 'lost', line: 3, text: '1 lines before it are not in the file' },
    ]);
  });

  it('of nothing but rubbish tells some of it and ends', () => {
    const journal = read('\0\n'.repeat(100_000));
    expect(journal.records).toEqual([]);
    expect(journal.problems).toHaveLength(100);
  });
});
