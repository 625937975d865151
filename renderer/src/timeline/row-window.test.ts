import { expect, it } from 'vitest';
import { windowOf } from './row-window.js';

it('keeps the rows in sight and a few beside them in the page', () => {
  expect(windowOf({ count: 10, rowHeight: 26, scrollTop: 0, height: 400 })).toEqual({ first: 0, end: 10 });
  expect(windowOf({ count: 100_000, rowHeight: 26, scrollTop: 26_000, height: 260 })).toEqual({
    first: 988,
    end: 1_022,
  });
  expect(windowOf({ count: 5, rowHeight: 26, scrollTop: 90_000, height: 260 })).toEqual({ first: 4, end: 5 });
  expect(windowOf({ count: 0, rowHeight: 26, scrollTop: 0, height: 260 })).toEqual({ first: 0, end: 0 });
});
