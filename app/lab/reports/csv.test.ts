import { describe, expect, it } from 'vitest';
import { renderCsv } from './csv.js';
import { hostile } from './fixtures-extreme.js';
import { nightRun } from './fixtures-run.js';
import { agreeing, late } from './fixtures.js';
import { subjectOfAnalyses, subjectOfRun } from './subject.js';
import { readCsv } from './testing/read-csv.js';

const rows = (text: string): Record<string, string>[] => {
  const [head = [], ...body] = readCsv(text);
  return body.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? '(absent)'])));
};

/** A log whose only verdict carries this text as explanation of its cause. */
function explained(explanation: string): string {
  const [first] = late.verdicts;
  if (first?.cause == null) throw new Error('the fixture has a cause');
  const verdicts = [{ ...first, cause: { ...first.cause, explanation } }];
  return rows(renderCsv(subjectOfAnalyses([{ ...late, verdicts }])))[0]?.['explanation'] ?? '(absent)';
}

describe('the CSV file', () => {
  it('has one row for each verdict, as many cells as the head, and times that a program can count with', () => {
    const [first, second] = rows(renderCsv(subjectOfAnalyses([agreeing])));
    expect(first).toMatchObject({
      part: 'night.log',
      android: '15',
      result: 'passed',
      verdict: 'as-predicted',
      outcome: 'timeout-callback',
      service: 'com.example.sync/.SyncService',
      predicted_wall: '2026-09-27T03:12:44.000+03:00',
      difference_ms: '61',
      tolerance_ms: '1000',
      ran_ms: '21600061',
      evidence_file: 'night.log',
      evidence_line: '48213',
    });
    expect(second).toMatchObject({ outcome: 'crash-did-not-stop', difference_ms: '70' });
    expect(new Set(readCsv(renderCsv(subjectOfRun(nightRun))).map((cells) => cells.length)).size).toBe(1);
  });

  it('tells device, scenario and state of every case of a run, also where nothing was compared', () => {
    const failed = rows(renderCsv(subjectOfRun(nightRun))).filter((row) => row['state'] === 'failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({
      device: 'Galaxy S24 (desk 1)',
      serial: 'R5CX70ABCDE',
      scenario: 'Start is denied after the timeout',
      result: 'error',
      verdict: '',
      explanation: 'could not be played: Installing the probe was refused: INSTALL_FAILED_USER_RESTRICTED.',
    });
  });

  it.each([
    ['=HYPERLINK("http://evil","x")', `'=HYPERLINK("http://evil","x")`],
    ['+1+1', "'+1+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['\uff1dcmd', "'\uff1dcmd"],
    ['\t=1', '\\t=1'],
    ['\r\n=1', '\\r\\n=1'],
    ['a,"b"\nc', 'a,"b"\\nc'],
    ['plain = text', 'plain = text'],
  ])('keeps %j from being run as a formula', (text, shown) => {
    expect(explained(text)).toBe(shown);
  });

  it('keeps a negative difference a number', () => {
    const [first] = agreeing.verdicts;
    if (first === undefined) throw new Error('the fixture has a verdict');
    const early = { ...agreeing, verdicts: [{ ...first, verdict: 'early' as const, deltaMs: -90_000 }] };
    expect(renderCsv(subjectOfAnalyses([early]))).toContain(',-90000,1000,');
  });

  it('begins with a byte order mark, ends lines with CR LF, and holds no control character else', () => {
    const text = renderCsv(subjectOfAnalyses([hostile]));
    expect(text.startsWith('\ufeffpart,scenario,device,')).toBe(true);
    expect(text.endsWith('"\r\n')).toBe(true);
    expect(text.slice(1)).not.toMatch(/(?!\r\n|(?<=\r)\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});
