/** The PDF as a real Chromium prints it. */
import { expect, it } from 'vitest';
import { nightRun } from '../../app/lab/reports/fixtures-run.js';
import { renderHtml } from '../../app/lab/reports/html/html-report.js';
import { ChromiumPrinter, withDate } from '../../app/lab/reports/pdf/print-pdf.js';
import { subjectOfRun } from '../../app/lab/reports/subject.js';
import { chromiumPath, describeWithChromium } from './tools.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };

async function print(): Promise<Buffer> {
  const printed = await new ChromiumPrinter(chromiumPath).print(renderHtml(subjectOfRun(nightRun), generated));
  if (!printed.ok) throw new Error(printed.error);
  return Buffer.from(withDate(printed.value, generated.at));
}

describeWithChromium('The PDF of a run', () => {
  it('has pages, the title and date of the report, no script, and is the same when it is printed again', async () => {
    const pdf = await print();
    const text = pdf.toString('latin1');
    expect(text.slice(0, 5)).toBe('%PDF-');
    expect(text.match(/\/Type ?\/Page\b/g)?.length ?? 0).toBeGreaterThan(5);
    expect(text).toContain(`/CreationDate (D:20261122100000+00'00')`);
    expect(text).not.toMatch(/\/JavaScript|\/JS\b|\/Launch/);
    expect((await print()).equals(pdf)).toBe(true);
  }, 180_000);
});
