import { describe, expect, it } from 'vitest';
import { LineCutter, momentOfLine } from './log-lines.js';
import { LogOverlap } from './log-overlap.js';

const line = (second: number, text: string): string =>
  `2026-11-22 00:00:${second.toFixed(3).padStart(6, '0')} +0000  1000  1612  1650 I Tag: ${text}`;

describe('the overlap of two readings of a log', () => {
  it('leaves out what was there, once for each time that it was there', () => {
    const overlap = new LogOverlap();
    expect(overlap.fresh([line(1, 'a'), line(2, 'b'), line(2, 'b')])).toHaveLength(3);
    overlap.readsAgain();
    expect(overlap.hasMet).toBe(false);
    const again = ['--------- beginning of main', line(1, 'a'), line(2, 'b'), line(2, 'b'), line(2, 'b'), line(3, 'c')];
    expect(overlap.fresh(again)).toEqual([line(2, 'b'), line(3, 'c')]);
    expect(overlap.hasMet).toBe(true);
  });

  it('has not met when nothing comes again', () => {
    const overlap = new LogOverlap();
    overlap.fresh([line(1, 'a')]);
    overlap.readsAgain();
    expect(overlap.fresh([line(9, 'b')])).toEqual([line(9, 'b')]);
    expect(overlap.hasMet).toBe(false);
  });

  it('reads again from a little before the youngest line, and keeps no more than it needs', () => {
    const overlap = new LogOverlap();
    for (let second = 0; second < 50; second += 0.1) overlap.fresh([line(second, 'x')]);
    const latest = overlap.latest ?? 0;
    expect(latest).toBe(momentOfLine(line(49.9, '')));
    expect(latest - (overlap.readFrom ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(latest - (overlap.readFrom ?? 0)).toBeLessThanOrEqual(2_100);
  });

  it('keeps a line that is old and was not there: buffers are merged as they come', () => {
    const overlap = new LogOverlap();
    overlap.fresh([line(2, 'main')]);
    overlap.readsAgain();
    expect(overlap.fresh([line(1.5, 'events'), line(2, 'main')])).toEqual([line(1.5, 'events')]);
  });
});

describe('lines of a log', () => {
  it('are cut from chunks of any size', () => {
    const cutter = new LineCutter();
    const bytes = new TextEncoder().encode('one\r\ntwo é\nthr');
    const lines = [...bytes].flatMap((byte) => cutter.push(Uint8Array.of(byte)));
    expect(lines).toEqual(['one', 'two é']);
    expect(cutter.push(new TextEncoder().encode('ee\n'))).toEqual(['three']);
  });

  it('are bounded, however long the device writes', () => {
    const cutter = new LineCutter();
    const lines = cutter.push(new TextEncoder().encode('x'.repeat(100_000)));
    expect(lines.map(({ length }) => length)).toEqual([16_384]);
  });

  it.each([
    ['2026-11-22 00:00:01.599000 +0000 system  1612  1650 I Tag: x', Date.UTC(2026, 10, 22, 0, 0, 1, 599)],
    ['2026-11-22 00:00:01.599 +0530  1000  1612  1650 I Tag: x', Date.UTC(2026, 10, 21, 18, 30, 1, 599)],
    ['--------- beginning of main', undefined],
    ['2026-99-99 00:00:01.599 +0000 x', undefined],
  ])('have the moment that they print: %s', (text, moment) => {
    expect(momentOfLine(text)).toBe(moment);
  });
});
