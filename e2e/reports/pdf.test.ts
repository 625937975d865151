/** The PDF as a real Chromium prints it. */
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { loadLogs } from '../../app/cli/log-options.js';
import { terminalProgress } from '../../app/cli/progress.js';
import { late } from '../../app/lab/reports/fixtures.js';
import { nightRun } from '../../app/lab/reports/fixtures-run.js';
import { renderHtml } from '../../app/lab/reports/html/html-report.js';
import { ChromiumPrinter, withDate } from '../../app/lab/reports/pdf/print-pdf.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from '../../app/lab/reports/subject.js';
import { analyze } from '../../engine/compare/analyze.js';
import { chromiumPath, describeWithChromium } from './tools.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };

async function print(subject: ReportSubject): Promise<Buffer> {
  const printed = await new ChromiumPrinter(chromiumPath).print(renderHtml(subject, generated));
  if (!printed.ok) throw new Error(printed.error);
  return Buffer.from(withDate(printed.value, generated.at));
}

const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type ?\/Page\b/g)?.length ?? 0;

/** Everything that is drawn, as the operators of the pages. */
function drawn(pdf: Buffer): string {
  const texts: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    // Fonts and the ends of streams are no deflated operators.
    if (pdf.subarray(at - 3, at).toString('latin1') === 'end' || pdf[at + 7] !== 0x78) continue;
    texts.push(inflateSync(pdf.subarray(at + 7, pdf.indexOf('endstream', at))).toString('latin1'));
  }
  return texts.join('\n');
}

/** The colours that areas and letters are filled with, as in a style sheet. */
function filledWith(pdf: Buffer): ReadonlySet<string> {
  const hex = (share: string): string =>
    Math.round(Number(share) * 255)
      .toString(16)
      .padStart(2, '0');
  const colours = drawn(pdf).matchAll(/([\d.]+) ([\d.]+) ([\d.]+) rg$/gm);
  return new Set([...colours].map(([, red = '', green = '', blue = '']) => `#${hex(red)}${hex(green)}${hex(blue)}`));
}

function exampleLog(name: string): ReportSubject {
  const log = fileURLToPath(new URL(`../../examples/logs/${name}`, import.meta.url));
  const { sources, assembly, policy, policyFrom } = loadLogs([log], { year: '2026' }, terminalProgress(process.stderr));
  return subjectOfAnalyses([analyze(sources, assembly, { policy, policyFrom }).analysis]);
}

describeWithChromium('The PDF of a run', () => {
  it('has pages, the title and date of the report, no script, and is the same when it is printed again', async () => {
    const pdf = await print(subjectOfRun(nightRun));
    const text = pdf.toString('latin1');
    expect(text.slice(0, 5)).toBe('%PDF-');
    expect(pagesOf(pdf)).toBeGreaterThan(5);
    expect(text).toContain(`/CreationDate (D:20261122100000+00'00')`);
    expect(text).not.toMatch(/\/JavaScript|\/JS\b|\/Launch/);
    expect((await print(subjectOfRun(nightRun))).equals(pdf)).toBe(true);
  }, 180_000);
});

describeWithChromium('The PDF of a log', () => {
  it('with three verdicts has five pages of A4, not eight half-empty ones of the browser’s paper', async () => {
    const pdf = await print(exampleLog('data-sync-six-hours.log'));
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 841\.\d+ 59[45](?:\.\d+)?\]/);
    expect(pagesOf(pdf)).toBeLessThanOrEqual(5);
  }, 180_000);

  it('keeps the colours of verdicts and marks', async () => {
    const colours = filledWith(await print(subjectOfAnalyses([late])));
    for (const [what, colour] of [
      ['agreement', '#00655b'],
      ['divergence', '#b02a12'],
      ['the area under a budget', '#e6edf5'],
    ] as const)
      expect([...colours], what).toContain(colour);
  }, 180_000);
});
