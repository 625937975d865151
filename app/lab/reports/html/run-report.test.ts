import { describe, expect, it } from 'vitest';
import type { Run } from '../../runs/run.js';
import { hostileText } from '../fixtures-extreme.js';
import { nightRun } from '../fixtures-run.js';
import { subjectOfRun } from '../subject.js';
import { readMarkup, type Tag } from '../testing/markup-check.js';
import { renderHtml } from './html-report.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };
const render = (run: Run): string => renderHtml(subjectOfRun(run), generated);
const textOf = (document: string): string =>
  document
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const named = (tags: readonly Tag[], name: string): Tag[] => tags.filter((tag) => tag.name === name);

/** The same run with hostile text for every text of a device, scenario, change and environment. */
function poisoned(run: Run): Run {
  const text = JSON.stringify(hostileText);
  const keys =
    'name|model|manufacturer|serial|fingerprint|securityPatch|packageName|note|host|reason|reading|value|subject|before|during|after|kind|curfewVersion';
  const copy = JSON.stringify(run).replace(new RegExp(`"(${keys})":"[^"]*"`, 'g'), (_whole, key: string) =>
    key === 'kind' ? `"kind":${text}` : `"${key}":${text}`,
  );
  return JSON.parse(copy) as Run;
}

/** `width` scenarios on `height` devices, all like the first case of the night. */
function fleet(width: number, height: number): Run {
  const [device] = nightRun.devices;
  const [scenario] = nightRun.scenarios;
  const [one] = nightRun.cases;
  if (device === undefined || scenario === undefined || one === undefined) throw new Error('the fixture has a case');
  const scenarios = Array.from({ length: width }, (_, at) => ({ ...scenario, id: `s${at}`, name: `Scenario ${at}` }));
  const devices = Array.from({ length: height }, (_, at) => ({ ...device, id: `d${at}`, name: `Phone ${at}` }));
  const cases = devices.flatMap((own) => scenarios.map((what) => ({ ...one, device: own.id, scenario: what.id })));
  return { ...nightRun, scenarios, devices, cases };
}

describe('the report of a run', () => {
  const text = textOf(render(nightRun));

  it('says first how many cases differ, failed and agree', () => {
    expect(text).toContain('10 cases on 4 devices: 2 differ from their prediction; 1 could not be played;');
    expect(text).toContain('Asked for by the release team.');
  });

  it('has a matrix in which every case and every empty place is told in words', () => {
    const begin = text.indexOf('4 devices and 3 scenarios');
    const matrix = text.slice(begin, text.indexOf('What differs', begin));
    expect(matrix).toContain(
      'Pixel 8 (desk 3) Pixel 8, Android 15 2 as predicted late by 1 h 51 m 16 s timeout callback; worst of 3 nothing to judge',
    );
    expect(matrix).toContain('2 as predicted interrupted could not be played Installing the probe was refused');
    expect(matrix).toContain(
      'Emulator API 35 sdk_gphone64_x86_64, Android 15, emulator 2 as predicted not planned as predicted',
    );
  });

  it('tells causes with their proof, what was not observed, and how every device was handed back', () => {
    expect(text).toContain('proved top-seen-differently : The app came to the top of the screen');
    expect(text).toContain(
      'Two services share one clock on Galaxy S24 (desk 1): Nothing was observed from 01:12:00 on.',
    );
    expect(text).toContain('outcomes were predicted before the run, and nothing was recorded that could be judged');
    expect(text).toContain('1 change not undone.');
    expect(text).toContain('conflict: somebody else changed it, left as it is A sync of the configuration set 7200000');
    expect(text).toContain('2 changes, handed back as it was found');
    expect(text).toContain('timeout callback of SyncService after 6 h');
  });

  it('tells once which limit was in force, with the cases that had it', () => {
    expect(text.split('set for this run')).toHaveLength(5);
    expect(text).toContain(
      '6 min 360000 set for this run dataSync runs into its six hours, Two services share one clock, Start is denied after the timeout',
    );
  });

  it.each([
    ['the night', nightRun],
    ['hostile text', poisoned(nightRun)],
    ['no case', { ...nightRun, cases: [], devices: [], scenarios: [] }],
    ['a fleet', fleet(9, 4)],
  ])('of %s is balanced markup with links that lead somewhere, headings in order and no id twice', (_name, run) => {
    const tags = readMarkup(render(run), 'html');
    const ids = tags.flatMap((tag) => tag.attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = tags.flatMap((tag) => tag.attributes.get('href') ?? []);
    expect(targets.filter((target) => !target.startsWith('#') || !ids.includes(target.slice(1)))).toEqual([]);
    const levels = tags.flatMap((tag) => (/^h[1-6]$/.test(tag.name) ? [Number(tag.name.slice(1))] : []));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    expect(named(tags, 'script')).toEqual([]);
    expect(tags.flatMap((tag) => [...tag.attributes.keys()]).filter((key) => /^on|^style$|^src/.test(key))).toEqual([]);
  });

  it('shows hostile text as text', () => {
    const document = render(poisoned(nightRun));
    expect(document).not.toContain('<svg onload');
    expect(document).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
    expect(document).toContain('&lt;/script&gt;&lt;svg onload=alert(1)&gt;');
  });

  it('numbers the columns of a wide matrix and lists their names', () => {
    const wide = textOf(render(fleet(9, 2)));
    expect(wide).toContain('device S1 S2 S3 S4 S5 S6 S7 S8 S9 Phone 0');
    expect(wide).toContain('Scenario 0 Scenario 1 Scenario 2');
  });

  it('tells 200 cases in detail, those that differ first, and says how many more there are', () => {
    const [, late] = nightRun.cases;
    const run = fleet(15, 20);
    const last = run.cases.at(-1);
    if (late === undefined || last === undefined) throw new Error('the fixture has cases');
    const document = render({ ...run, cases: [...run.cases.slice(0, -1), { ...last, analysis: late.analysis }] });
    const tags = readMarkup(document, 'html');
    expect(tags.filter((tag) => tag.attributes.get('class') === 'case')).toHaveLength(200);
    expect(tags.some((tag) => tag.attributes.get('id') === 'a300')).toBe(true);
    expect(textOf(document)).toContain('15 more cases of this device: the matrix and the JSON tell them.');
  });

  it('is the same, byte for byte, but for the footer', () => {
    const other = renderHtml(subjectOfRun(nightRun), { at: '2031-01-01T00:00:00Z', version: '9.9.9' });
    const without = (document: string): string => document.replace(/<footer id="generated">[^<]*<\/footer>/, '');
    expect(without(other)).toBe(without(render(nightRun)));
    expect(other).not.toBe(render(nightRun));
  });
});
