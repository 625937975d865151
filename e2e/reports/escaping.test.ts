/**
 * More than ten thousand hostile texts through every format, read back by real parsers: Chromium for HTML (with a trap for
 * script, and once more with the content security policy switched off) and for XML, JSON.parse, a strict CSV reader, unzip.
 * A text may come back as it was or with its dangerous characters as visible escapes; it may never become anything else.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBundle } from '../../app/lab/reports/bundle/evidence-bundle.js';
import { renderCsv } from '../../app/lab/reports/csv.js';
import { renderCtrf } from '../../app/lab/reports/ctrf.js';
import { renderHtml } from '../../app/lab/reports/html/html-report.js';
import { renderJUnit } from '../../app/lab/reports/junit.js';
import { renderChromeTrace } from '../../app/lab/reports/perfetto/chrome-trace.js';
import { renderReportJson, type ReportDocument } from '../../app/lab/reports/report-json.js';
import { late } from '../../app/lab/reports/fixtures.js';
import { subjectOfAnalyses, type ReportSubject } from '../../app/lab/reports/subject.js';
import { testCasesOf } from '../../app/lab/reports/test-cases.js';
import { readCsv } from '../../app/lab/reports/testing/read-csv.js';
import { faultsOfTrace, type ReadEvent } from '../../app/lab/reports/testing/trace-event-rules.js';
import { cutText, visibleLines, visibleText } from '../../app/lab/reports/visible-text.js';
import { hostileTexts } from './hostile-texts.js';
import { readJUnit, shownText, strangers, unfold, type ReadJUnit } from './in-page-scripts.js';
import { poisonedSubjects } from './poisoned-subjects.js';
import { describeWithChromium, launchChromium } from './tools.js';

const AMOUNT = 10_500;
const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };
const texts = hostileTexts(AMOUNT);
const subjects = poisonedSubjects(texts);
/** Against hangs, not against slow machines. */
const LIMIT_MS = 180_000;
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/** The texts of the first column "what" of what was noted while reading: there every text of `poisonedSubjects` can be found. */
const noted = (subject: ReportSubject): readonly { readonly what: string; readonly text: string }[] =>
  subject.parts.flatMap(({ analysis }) =>
    (analysis?.diagnostics ?? []).map(({ what, first }) => ({ what, text: first.text })),
  );

/** Every text in a parsed JSON value, names of fields too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)])
    : [];
}

describe('the hostile texts', () => {
  it('are more than ten thousand different ones, and the subjects hold all of them', () => {
    expect(texts.length).toBeGreaterThanOrEqual(10_000);
    const held = new Set(textsIn(subjects));
    expect(texts.filter((text) => !held.has(text))).toEqual([]);
  });
});

describe('JSON', () => {
  it('gives every text back exactly, and holds no character that acts', () => {
    for (const subject of subjects) {
      const json = renderReportJson(subject, generated);
      const report = JSON.parse(json) as ReportDocument;
      expect(report.run).toEqual(subject.run);
      expect(report.analyses).toEqual(subject.run === null ? subject.parts.map(({ analysis }) => analysis) : []);
      expect(unsafe.test(json.replaceAll('\n', ''))).toBe(false);
      expect(json.includes('<')).toBe(false);
    }
  });
});

describe('CTRF and the trace', () => {
  it.each([
    ['CTRF', (subject: ReportSubject) => renderCtrf(subject, generated)],
    ['the trace', renderChromeTrace],
  ])('%s holds visible text only, and no tag that is not text', (_name, render) => {
    for (const subject of subjects) {
      const json = render(subject);
      const found = textsIn(JSON.parse(json));
      expect(found.filter((text) => unsafe.test(text.replaceAll('\n', '')))).toEqual([]);
      expect(json.includes('<')).toBe(false);
      expect(unsafe.test(json.replaceAll('\n', ''))).toBe(false);
    }
  });

  it('the trace keeps its rules', () => {
    for (const subject of subjects) {
      const { traceEvents } = JSON.parse(renderChromeTrace(subject)) as { traceEvents: ReadEvent[] };
      expect(faultsOfTrace(traceEvents)).toEqual([]);
    }
  });
});

describe('CSV', () => {
  it('gives every cell back as visible text that no spreadsheet takes for a formula', () => {
    for (const subject of subjects) {
      const [head = [], ...rows] = readCsv(renderCsv(subject));
      const cases = subject.parts.flatMap((part) => testCasesOf(part).map((one) => ({ part, one })));
      expect(rows).toHaveLength(cases.length);
      rows.forEach((row, index) => {
        expect(row).toHaveLength(head.length);
        const guarded = row[0]?.replace(/^'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/, '');
        expect(guarded).toBe(cutText(visibleText(cases[index]?.part.title ?? ''), 8_000));
      });
      const cells = rows.flat();
      expect(cells.filter((cell) => unsafe.test(cell))).toEqual([]);
      expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell) && !/^-?\d+(?:\.\d+)?$/.test(cell))).toEqual([]);
    }
  });
});

describe('the bundle', () => {
  it('unpacks into names that stay in their folder, with the same reports inside', async () => {
    for (const subject of subjects) {
      const pieces: Uint8Array[] = [];
      const evidence = texts.slice(0, 400).map((name) => ({ name, bytes: 1, open: () => [new Uint8Array([46])] }));
      await writeBundle(subject, evidence, generated, (piece) => pieces.push(piece));
      const files = unzipSync(Buffer.concat(pieces));
      const names = Object.keys(files);
      expect(names.filter((name) => !/^(?:(?:evidence|scenarios)\/)?[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))).toEqual(
        [],
      );
      expect(names.filter((name) => name.startsWith('evidence/'))).toHaveLength(400);
      expect(strFromU8(files['junit.xml'] ?? new Uint8Array())).toBe(renderJUnit(subject));
    }
  });
});

describeWithChromium('In Chromium', () => {
  let browser: Browser;
  let folder = '';
  beforeAll(async () => {
    browser = await launchChromium();
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-escaping-'));
  }, LIMIT_MS);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page with every road to script watched, and says what was tried. */
  async function open(html: string, bypassCSP: boolean, look: (page: Page) => Promise<void>): Promise<string[]> {
    const file = path.join(folder, 'report.html');
    writeFileSync(file, html);
    const context = await browser.newContext({ bypassCSP });
    const page = await context.newPage();
    const alarms: string[] = [];
    await page.exposeFunction('trap', () => alarms.push('script ran'));
    page.on('dialog', (dialog) => {
      alarms.push('a dialog');
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href) alarms.push(`a request to ${request.url().slice(0, 100)}`);
    });
    page.on('pageerror', (error) => alarms.push(`an error: ${error.message}`));
    page.on('console', (message) => alarms.push(`the console: ${message.text().slice(0, 200)}`));
    await page.goto(pathToFileURL(file).href);
    await look(page);
    await context.close();
    return alarms;
  }

  it('the trap itself works: a page with script is caught, and with the policy in force it is not run', async () => {
    const withScript = renderHtml(subjectOfAnalyses([late]), generated).replace(
      '</main>',
      '<img src=x onerror=trap()><script>trap()</script></main>',
    );
    const caught = await open(withScript, true, async (page) => {
      expect(await page.evaluate<string[]>(strangers)).toContain('element script');
      await page.waitForTimeout(50);
    });
    expect(caught).toContain('script ran');
    const guarded = await open(withScript, false, async (page) => {
      await page.waitForTimeout(50);
    });
    expect(guarded).not.toContain('script ran');
    expect(guarded.join(' ')).toContain('Content Security Policy');
  });

  it.each([true, false])(
    'HTML shows every text as text and runs nothing (policy switched off: %s)',
    async (bypassCSP) => {
      for (const subject of subjects) {
        const alarms = await open(renderHtml(subject, generated), bypassCSP, async (page) => {
          expect(await page.evaluate<string[]>(strangers)).toEqual([]);
          const shown = await page.evaluate<string>(shownText);
          const missing = noted(subject).filter(
            ({ what, text }) =>
              !shown.includes(visibleLines(what)) ||
              !shown.includes(cutText(visibleLines(text), 2_000).slice(0, 1_900)),
          );
          expect(missing).toEqual([]);
          expect(unsafe.test(shown.replaceAll('\n', ''))).toBe(false);
          await page.evaluate(unfold);
        });
        expect(alarms).toEqual([]);
      }
    },
    LIMIT_MS,
  );

  it('XML is parsed whole, with as many elements as verdicts, and every text given back', async () => {
    const page = await browser.newPage();
    for (const subject of subjects) {
      const read = await page.evaluate<ReadJUnit>(readJUnit(renderJUnit(subject)));
      const cases = subject.parts.flatMap(testCasesOf);
      expect(read.error).toBeNull();
      expect(
        read.names.filter((name) => !/^(?:testsuites?|testcase|propert(?:y|ies)|failure|skipped|error)$/.test(name)),
      ).toEqual([]);
      expect(read.suites).toEqual(subject.parts.map(({ title }) => visibleText(title)));
      expect(read.cases).toBe(cases.length);
      expect(read.bodies).toEqual(
        cases.filter(({ status }) => status !== 'passed').map(({ lines }) => visibleLines(lines.join('\n'))),
      );
    }
    await page.close();
  });
});
