import { expect, it } from 'vitest';
import type { WrittenReport } from '../../../../app/api/contract.js';
import { rememberWritten, writtenHere } from './written-here.svelte.js';

const file = (path: string, writtenAt: string): WrittenReport => ({
  run: '',
  format: 'html',
  path,
  bytes: 1,
  sha256: 'a'.repeat(64),
  writtenAt,
});

it('lists what was written of a log, each file once, apart from other logs', () => {
  rememberWritten('a', [file('/a.html', '1'), file('/a.pdf', '1')]);
  rememberWritten('b', [file('/b.html', '2')]);
  rememberWritten('a', [file('/a.html', '3')]);
  expect(writtenHere('a')).toEqual([file('/a.pdf', '1'), file('/a.html', '3')]);
  expect(writtenHere('b')).toEqual([file('/b.html', '2')]);
  expect(writtenHere('c')).toEqual([]);
});
