import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../../engine/compare/analysis.js';
import { crowded, hostile, hostileText } from '../fixtures-extreme.js';
import { agreeing, late, nothingRead, openEnds, quietNight } from '../fixtures.js';
import { readMarkup, type Tag } from '../testing/markup-check.js';
import { renderHtmlReport } from './html-report.js';

const generated = { at: '2026-09-27T09:00:00Z', version: '0.1.0' };
const render = (analysis: Analysis | readonly Analysis[]): string => renderHtmlReport(analysis, generated);
const cases: readonly (readonly [string, Analysis | readonly Analysis[]])[] = [
  ['agreement', agreeing],
  ['a late outcome', late],
  ['open sessions', openEnds],
  ['a quiet log', quietNight],
  ['a log of which nothing was understood', nothingRead],
  ['hostile text everywhere', hostile],
  ['a crowd of services', crowded(30, 20)],
  ['no analysis at all', []],
  ['several logs', [late, agreeing, hostile]],
];
const named = (tags: readonly Tag[], name: string): Tag[] => tags.filter((tag) => tag.name === name);
const attribute = (tag: Tag, name: string): string => tag.attributes.get(name) ?? '';
const textOf = (document: string): string =>
  document
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe.each(cases)('the HTML report of %s', (_name, analysis) => {
  const document = render(analysis);
  const tags = readMarkup(document, 'html');

  it('is balanced markup of known elements, without script, frame, form or event handler', () => {
    const allowed =
      'html head meta title style body main section article nav header footer h1 h2 h3 p ol ul li dl dt dd div span strong a bdi code table caption thead ' +
      'tbody tr th td details summary figure figcaption svg desc g path circle rect text defs pattern wbr';
    expect(tags.filter((tag) => !allowed.split(' ').includes(tag.name)).map((tag) => tag.name)).toEqual([]);
    expect(
      tags.flatMap((tag) => [...tag.attributes.keys()]).filter((name) => /^on|^style$|^src|^xlink/.test(name)),
    ).toEqual([]);
  });

  it('leads every link to an anchor in the same file, and gives no id twice', () => {
    const ids = tags.flatMap((tag) => tag.attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = tags.flatMap((tag) => tag.attributes.get('href') ?? []);
    expect(targets.filter((target) => !target.startsWith('#') || !ids.includes(target.slice(1)))).toEqual([]);
    const references = tags.flatMap((tag) =>
      attribute(tag, 'aria-labelledby')
        .split(' ')
        .filter((id) => id !== ''),
    );
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
    const fills = tags.flatMap((tag) => /^url\(#(.*)\)$/.exec(attribute(tag, 'fill'))?.[1] ?? []);
    expect(fills.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('has one first heading and skips no level', () => {
    const levels = tags.flatMap((tag) => (/^h[1-6]$/.test(tag.name) ? [Number(tag.name.slice(1))] : []));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  it('captions every table, scopes every header and names every picture', () => {
    expect(named(tags, 'caption')).toHaveLength(named(tags, 'table').length);
    expect(named(tags, 'th').filter((header) => !/^(?:row|col)$/.test(attribute(header, 'scope')))).toEqual([]);
    const pictures = named(tags, 'svg').filter((svg) => attribute(svg, 'class') === 'picture');
    expect(named(tags, 'desc')).toHaveLength(pictures.length);
    const hidden = named(tags, 'svg').filter((svg) => attribute(svg, 'class') !== 'picture');
    expect(hidden.every((svg) => attribute(svg, 'aria-hidden') === 'true')).toBe(true);
  });

  it('has no number that is none', () => {
    expect(textOf(document)).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(
      tags.flatMap((tag) => [...tag.attributes.values()]).filter((value) => /NaN|Infinity|undefined/.test(value)),
    ).toEqual([]);
  });

  it('is the same, byte for byte, but for the footer', () => {
    const other = renderHtmlReport(analysis, { at: '2031-01-01T00:00:00Z', version: '9.9.9' });
    const withoutFooter = (text: string): string => text.replace(/<footer id="generated">[^<]*<\/footer>/, '');
    expect(render(analysis)).toBe(document);
    expect(other).not.toBe(document);
    expect(withoutFooter(other)).toBe(withoutFooter(document));
  });
});

describe('the HTML report', () => {
  it('forbids everything but its own style sheet, which it allows by hash', () => {
    const document = render(late);
    const style = /<style>([^<]*)<\/style>/.exec(document)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(document).toContain(`default-src 'none'; style-src 'sha256-${hash}'; img-src data:`);
    expect(document).not.toMatch(/https?:|@import|url\((?!#)/);
    expect(document).toContain('<html lang="en">');
  });

  it('says first what happened, which service, which type, when the budget ran out, and shows the line', () => {
    const text = textOf(render(late)).replaceAll('&#39;', "'");
    expect(text).toContain(
      '1 outcome as predicted; 1 missing: crash (did not stop in time) of com.example.sync/.SyncService; ' +
        '1 late by 1 h 51 m 16 s: timeout callback of com.example.sync/.SyncService',
    );
    expect(text).toContain('dataSync budget 6 h, ran out 2026-09-27 03:12:44.000 +03:00');
    expect(text).toContain(
      'night.log:48801 09-27 05:04:00.000 1743 2107 E ActivityManager: FGS (dataSync) timed out: ServiceRecord{5f3c2a1 u0',
    );
    expect(text).toContain('proved top-seen-differently : The app came to the top of the screen at 23:04:00');
    expect(text).toContain('suspected app-behaviour');
    expect(text).toContain('Written by an app, which may write anything: a claim, not proof.');
  });

  it('draws agreement as one ringed mark and a difference as two marks with a bracket', () => {
    const agreed = readMarkup(render(agreeing), 'html');
    const differing = readMarkup(render(late), 'html');
    const marks = (tags: readonly Tag[], voice: string): number =>
      tags.filter(
        (tag) =>
          attribute(tag, 'class').startsWith(`mark ${voice}`) && attribute(tag, 'transform') !== 'translate(0.0 0.0)',
      ).length;
    const brackets = (tags: readonly Tag[]): number =>
      tags.filter((tag) => attribute(tag, 'class').startsWith('bracket')).length;
    expect([marks(agreed, 'agreed'), marks(agreed, 'hollow'), brackets(agreed)]).toEqual([2, 0, 0]);
    expect([
      marks(differing, 'agreed'),
      marks(differing, 'hollow'),
      marks(differing, 'solid'),
      brackets(differing),
    ]).toEqual([1, 3, 1, 1]);
  });

  it('labels the instant at which the budget was empty', () => {
    expect(textOf(render(agreeing))).toContain('0 left at 03:12:44.000');
  });

  it('calls a log without limits a result and not an error', () => {
    expect(textOf(render(openEnds))).toContain('No time-limited service in this log reached a limit');
    expect(textOf(render(quietNight))).toContain('No foreground service was seen in this log');
    expect(textOf(render(nothingRead))).toContain('No moment of this log is known, so there is no timeline.');
  });

  it('says open ends and unstated types in words', () => {
    const text = textOf(render(openEnds));
    expect(text).toContain('not later than 2026-09-26 21:00:00.000; already running when the log begins');
    expect(text).toContain('still running where the log ends');
    expect(text).toContain('not stated in this log');
    expect(text).toContain('at least 3 h');
    expect(text).toContain('time zone not known; times are local to the device');
  });

  it('shows hostile text as text', () => {
    const document = render(hostile);
    expect(document).not.toContain('<svg onload');
    expect(document).not.toContain('</script');
    expect(document).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
    expect(document).not.toMatch(/\p{Cs}/u);
    expect(document).toContain('\\u202egnp.exe\\u202c \\x00 \\ud83d \\u2028 end');
    const shown = readMarkup(document, 'html').map((tag) => tag.text);
    expect(shown.some((text) => text.includes('</script><svg onload=alert(1)>"\'`&amp; ]]> -->'))).toBe(true);
    expect(hostileText).toContain('\u0000');
  });

  it('bounds what it draws and lists, and says how much is left out', () => {
    const document = render(crowded(60, 450));
    const tags = readMarkup(document, 'html');
    expect(document.length).toBeLessThan(12_000_000);
    expect(tags.filter((tag) => attribute(tag, 'class') === 'bar').length).toBeLessThanOrEqual(24 * 400);
    const text = textOf(document);
    expect(text).toContain('Not drawn for want of room: 300 sessions');
    expect(text).toContain('38 services not drawn; the sessions table lists them.');
    expect(text).toContain('26,002 more rows are not listed here');
  });

  it('begins with a list of contents when there are several logs', () => {
    const document = render([late, agreeing, quietNight]);
    const text = textOf(document);
    expect(text).toContain('3 logs: 1 with an outcome that differs from its prediction');
    const links = named(readMarkup(document, 'html'), 'a').map((link) => attribute(link, 'href'));
    expect(links.slice(0, 3)).toEqual(['#a1', '#a2', '#a3']);
  });
});
