import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Book, isSameDevice } from './book.js';
import { entryStates, isOpen, type EntryRecord } from './change.js';
import { recordOf } from './testing/records.js';

const bookOf = (records: readonly EntryRecord[]): Book => {
  const book = new Book();
  for (const record of records) book.add(record);
  return book;
};
const openIn = (book: Book): readonly string[] => book.open.map(({ session, entry }) => `${session}/${entry}`).sort();

describe('the book of a device', () => {
  it('keeps a closed entry closed, and says whether a record was news', () => {
    const book = new Book();
    expect(book.add(recordOf({ state: 'planned' }))).toBe(true);
    expect(book.add(recordOf({ state: 'applied', found: '60000' }))).toBe(true);
    expect(book.add(recordOf({ state: 'planned' }))).toBe(false);
    expect(book.open).toMatchObject([{ state: 'applied', found: '60000' }]);
    expect(book.add(recordOf({ state: 'conflict' }))).toBe(true);
    expect(book.add(recordOf({ state: 'restored' }))).toBe(false);
    expect(book.add(recordOf({ state: 'applied' }))).toBe(false);
    expect(book.records.map(({ state }) => state)).toEqual(['conflict']);
    expect(book.open).toEqual([]);
  });

  it('says the same is open in whatever order journals are joined', () => {
    const record = fc
      .record({
        session: fc.constantFrom('s1', 's2'),
        entry: fc.integer({ min: 1, max: 4 }),
        state: fc.constantFrom(...entryStates),
      })
      .map((more) => recordOf(more));
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 20 }),
        fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
        (all, keys) => {
          const order = all.map((_, index) => index).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
          const shuffled = order.flatMap((index) => all[index] ?? []);
          expect(openIn(bookOf(shuffled))).toEqual(openIn(bookOf(all)));
          const closed = new Set(
            all.filter(({ state }) => !isOpen(state)).map(({ session, entry }) => `${session}/${entry}`),
          );
          expect(openIn(bookOf(all)).filter((name) => closed.has(name))).toEqual([]);
        },
      ),
    );
  });

  it('tells open entries in the order in which they were made, older sessions first', () => {
    const later = { session: 'a', at: '2026-11-22T11:00:00.000Z' };
    const book = bookOf([
      recordOf({ ...later, entry: 2 }),
      recordOf({ ...later, entry: 1 }),
      recordOf({ session: 'b', entry: 10 }),
      recordOf({ session: 'b', entry: 9 }),
    ]);
    expect(book.open.map(({ session, entry }) => `${session}${entry}`)).toEqual(['b9', 'b10', 'a1', 'a2']);
  });

  it('takes an updated device for the same, and two virtual devices of one image for two', () => {
    const { device } = recordOf();
    expect(isSameDevice(device, { ...device, fingerprint: 'other', sdk: 37 })).toBe(true);
    expect(isSameDevice(device, { ...device, avd: 'pixel_2' })).toBe(false);
    expect(isSameDevice(device, { ...device, serialno: 'X' })).toBe(false);
  });
});
