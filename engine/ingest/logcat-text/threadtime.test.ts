import { describe, expect, it } from 'vitest';
import { parseLine } from './testing.js';
import { parseThreadtime } from './threadtime.js';

const parse = (text: string) => parseLine(parseThreadtime, text);
const stamp = '11-29 22:39:22.935';
const at2000 = Date.UTC(2000, 10, 29, 22, 39, 22, 935);

describe('threadtime', () => {
  it('reads stamp, ids, level, tag and message', () => {
    expect(
      parse(`${stamp}  3688  5154 E ActivityManager: FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 p/.S}`),
    ).toEqual({
      stamp: { clock: 'year-less', localMs: at2000 },
      writer: { uid: undefined, pid: 3688, tid: 5154 },
      level: 'E',
      tag: 'ActivityManager',
      message: 'FGS (dataSync) timed out: ServiceRecord{60b6c7d u0 p/.S}',
    });
  });

  it.each([
    [' 1000  1867  1958', 1000, 1867, 1958],
    [' root  1992  1992', 0, 1992, 1992],
    ['system  1992  1992', 1000, 1992, 1992],
    ['u0_a12  1992  1993', undefined, 1992, 1993],
    ['      1234   990', undefined, 1234, 990],
    ['10432 24838 24838', 10432, 24838, 24838],
    ['    0     0', undefined, 0, 0],
    ['1010166 1234567 1234568', 1010166, 1234567, 1234568],
  ])('reads the columns "%s"', (columns, uid, pid, tid) => {
    expect(parse(`${stamp} ${columns} I am_kill : [0]`)).toMatchObject({ writer: { uid, pid, tid }, tag: 'am_kill' });
  });

  it.each([
    ['am_kill : [0,1,p,900,x]', 'am_kill', '[0,1,p,900,x]'],
    ['am_anr  : [0,1]', 'am_anr', '[0,1]'],
    [': blank tag', '', 'blank tag'],
    ['        : eight blanks', '', 'eight blanks'],
    ['p/RegexishButInvalid(/: poll', 'p/RegexishButInvalid(/', 'poll'],
    ['`QosMonitor`: msg=100', '`QosMonitor`', 'msg=100'],
    ['A:B:C: colons', 'A:B:C', 'colons'],
    ['Two words [x]: m', 'Two words [x]', 'm'],
    ['🔋tag: é', '🔋tag', 'é'],
    ['NoMessage:', 'NoMessage', ''],
    ['BlankMessage:   ', 'BlankMessage', '  '],
    ['Tag: first: second', 'Tag', 'first: second'],
  ])('takes "%s" apart at the first colon before a space', (text, tag, message) => {
    expect(parse(`${stamp}  1301  1507 W ${text}`)).toMatchObject({ tag, message });
  });

  it.each([
    ['2022-01-02 01:20:03.171 +0000', { clock: 'local', localMs: Date.UTC(2022, 0, 2, 1, 20, 3, 171), zoneMinutes: 0 }],
    [
      '2022-01-02 11:20:07.171997 +1000',
      { clock: 'local', localMs: Date.UTC(2022, 0, 2, 11, 20, 7, 171) + 0.997, zoneMinutes: 600 },
    ],
    [
      '01-02 11:20:07.171 -0330',
      { clock: 'year-less', localMs: Date.UTC(2000, 0, 2, 11, 20, 7, 171), zoneMinutes: -210 },
    ],
    ['02-29 23:59:60.000', { clock: 'year-less', localMs: Date.UTC(2000, 1, 29, 23, 59, 60) }],
    ['1790449096.477', { clock: 'epoch', epochMs: 1790449096477 }],
    ['         1790449096.477', { clock: 'epoch', epochMs: 1790449096477 }],
    ['                 100.477', { clock: 'monotonic', sinceBootMs: 100_477 }],
    ['                100.477', { clock: 'epoch', epochMs: 100_477 }],
    ['    12.345', { clock: 'monotonic', sinceBootMs: 12_345 }],
    ['7654321.345678', { clock: 'monotonic', sinceBootMs: 7654321345.678 }],
  ])('reads the stamp "%s"', (text, expected) => {
    expect(parse(`${text}  3688  5154 I T: m`)?.stamp).toEqual(expected);
  });

  it.each(['V', 'D', 'I', 'W', 'E', 'F'])('reads the level %s', (level) => {
    expect(parse(`${stamp} 1 1 ${level} T: m`)?.level).toBe(level);
  });

  it('reads A as F, S as unknown and a red circle as E', () => {
    expect(['A', 'S', '🔴'].map((level) => parse(`${stamp} 1 1 ${level} T: m`)?.level)).toEqual(['F', '?', 'E']);
  });

  it('accepts the shortest line there is', () => {
    expect(parse('01-01 00:00:00.000 1 2 I :')).toMatchObject({ tag: '', message: '', writer: { pid: 1, tid: 2 } });
  });

  it.each([
    ['', 'nothing'],
    [stamp, 'a stamp alone'],
    [`${stamp}  3688  5154 I`, 'no tag'],
    [`${stamp}  3688  5154 I `, 'no tag after the space'],
    [`${stamp}  3688  5154 I Tag torn here`, 'no colon'],
    [`${stamp}  3688  5154 X T: m`, 'a letter that is no level'],
    [`${stamp}  3688  5154 ? T: m`, 'a question mark for a level'],
    [`${stamp}  3688  5154 IT: m`, 'no space after the level'],
    [`${stamp}  3688 I T: m`, 'one id'],
    [`${stamp}  1 2 3 4 I T: m`, 'four ids'],
    [`${stamp}  root root 3 4 I T: m`, 'two names'],
    [`${stamp}  root 2 3 4 I T: m`, 'a name and three ids'],
    [`${stamp}  36x8  5154 I T: m`, 'a letter in the pid'],
    [`${stamp}  12345678901  5154 I T: m`, 'a pid of eleven digits'],
    [`${stamp}3688  5154 I T: m`, 'no space after the stamp'],
    [`13-01 00:00:00.000 1 2 I T: m`, 'month 13'],
    [`00-10 00:00:00.000 1 2 I T: m`, 'month 0'],
    [`02-30 00:00:00.000 1 2 I T: m`, '30 February'],
    [`2023-02-29 00:00:00.000 1 2 I T: m`, '29 February of a common year'],
    [`04-31 00:00:00.000 1 2 I T: m`, '31 April'],
    [`01-00 00:00:00.000 1 2 I T: m`, 'day 0'],
    [`01-01 24:00:00.000 1 2 I T: m`, 'hour 24'],
    [`01-01 00:60:00.000 1 2 I T: m`, 'minute 60'],
    [`01-01 00:00:61.000 1 2 I T: m`, 'second 61'],
    [`01-01 00:00:00.00 1 2 I T: mm`, 'two digits of fraction'],
    [`01-01 00:00:00.0000 1 2 I T: m`, 'four digits of fraction'],
    [`01-0a 00:00:00.000 1 2 I T: m`, 'a letter in the day'],
    [`01-01 00:00:00,000 1 2 I T: m`, 'a comma'],
    [`/1-01 00:00:00.000 1 2 I T: m`, 'the byte below 0'],
    [`0:-01 00:00:00.000 1 2 I T: m`, 'the byte above 9'],
    [`22-01-02 01:20:03.171 1 2 I T: m`, 'a year of two digits'],
  ])('refuses "%s" (%s)', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('refuses every line with one header byte replaced by another kind of byte', () => {
    const line = '11-29 22:39:22.935  3688  5154 E Tag: message';
    const headerPlaces = [...line.slice(0, 18)].map((_, i) => i);
    for (const i of headerPlaces) {
      expect(parse(`${line.slice(0, i)}~${line.slice(i + 1)}`), `place ${i}`).toBeUndefined();
    }
  });
});
