import { expect, it } from 'vitest';
import { actionOfKey, isGoPrefix } from './timeline-keys.js';

const press = (key: string, changes: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey', boolean>> = {}) =>
  actionOfKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, ...changes });

it('knows its keys and leaves all others alone', () => {
  expect(press(']')).toBe('next-divergence');
  expect(press('+', { shiftKey: true })).toBe('closer');
  expect(press('ArrowLeft')).toBe('left');
  expect(press('ArrowLeft', { shiftKey: true })).toBe('page-left');
  expect(press('0', { ctrlKey: true })).toBeNull();
  expect(press('ArrowDown')).toBeNull();
  expect(press('Tab')).toBeNull();
});

it('leaves the letter after G to the window', () => {
  expect(isGoPrefix({ key: 'g', at: 1_000 }, { timeStamp: 1_400 })).toBe(true);
  expect(isGoPrefix({ key: 'g', at: 1_000 }, { timeStamp: 4_000 })).toBe(false);
  expect(isGoPrefix({ key: 'h', at: 1_000 }, { timeStamp: 1_400 })).toBe(false);
});
