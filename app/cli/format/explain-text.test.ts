import { describe, expect, it } from 'vitest';
import { hours } from '../../../engine/time.js';
import { formatLedger, type LedgerRow } from './explain-text.js';

const subject = { packageName: 'com.example.sync', type: 'dataSync', limitMs: hours(6) };
const line = {
  file: 'night.log',
  line: 1284,
  text: '09-26 21:12:44.000  1743  2107 I am_foreground_service_start: [0,com.example.sync/.SyncService]',
};
const rows: readonly LedgerRow[] = [
  {
    wall: '2026-09-26T21:12:44.000+03:00',
    elapsedMs: 764_000,
    uptimeMs: 360_764_000,
    what: 'charging begins',
    chargedMs: null,
    leftMs: hours(6),
    line,
  },
  {
    wall: '2026-09-27T03:12:44.000+03:00',
    elapsedMs: 22_364_000,
    uptimeMs: 382_364_000,
    what: 'limit reached',
    chargedMs: hours(6),
    leftMs: 0,
    line: null,
  },
];

describe('the ledger as text', () => {
  it('says what was charged when, what was left, and which line says so', () => {
    expect(formatLedger(subject, rows, { colour: false, width: 120 })).toMatchInlineSnapshot(`
      "dataSync budget of com.example.sync, limit 6 h: 2 entries, 6 h charged in all

        moment                          uptime  charged  left  what             line
        2026-09-26 21:12:44.000 +03:00    0 ms            6 h  charging begins  night.log:1284
        2026-09-27 03:12:44.000 +03:00    +6 h      6 h  0 ms  limit reached

      Lines
        night.log:1284  09-26 21:12:44.000  1743  2107 I am_foreground_service_start: [0,com.example.sync/.SyncService]
      "
    `);
  });

  it('says when nothing changed a budget', () => {
    expect(formatLedger(subject, [], { colour: false, width: 80 })).toBe(
      'dataSync budget of com.example.sync, limit 6 h: nothing changed it\n',
    );
  });

  it('counts from the log where no clock is known, and makes log text harmless', () => {
    const [first] = rows;
    const hostile = first === undefined ? [] : [{ ...first, wall: null, line: { ...line, text: 'a\u001b[2Jb' } }];
    const text = formatLedger(subject, hostile, { colour: false, width: 120 });
    expect(text).toContain('+12 m 44 s');
    expect(text).toContain('a\\x1b[2Jb');
  });
});
