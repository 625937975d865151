import { expect, it } from 'vitest';
import { fitName } from './fit-name.js';

const measure = { font: '12px sans', measureText: (text: string) => ({ width: text.length * 7 }) };

it('cuts the beginning of a name that is too long', () => {
  expect(fitName(measure, '.Sync', 100)).toBe('.Sync');
  expect(fitName(measure, 'com.example.app.SyncService', 91)).toBe('….SyncService');
});
