import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nightRun } from '../../lab/reports/fixtures-run.js';
import { agreeing, late } from '../../lab/reports/fixtures.js';
import type { ReportDocument } from '../../lab/reports/report-json.js';
import { CommandError, ExitCode } from '../exit-codes.js';
import { reportCommand, type RunLookup } from './report.js';

const exampleLog = fileURLToPath(new URL('../../../examples/logs/data-sync-six-hours.log', import.meta.url));
let folder = '';
let told = '';
let complained = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-report-'));
  told = '';
  complained = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function given(name: string, content: object | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const out = (name = ''): string => path.join(folder, 'out', name);
const report = (args: readonly string[], findRun?: RunLookup): Promise<ExitCode> =>
  reportCommand([...args, '--out', out()], findRun);
const readOut = (): ReportDocument => JSON.parse(readFileSync(out('report.json'), 'utf8')) as ReportDocument;

async function errorOf(args: readonly string[], findRun?: RunLookup): Promise<{ exitCode: ExitCode; message: string }> {
  try {
    await report(args, findRun);
  } catch (error) {
    if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
    throw error;
  }
  throw new Error('the command went well');
}

describe('a log without a year', () => {
  it('takes it from the date of its file, says so, and is certain with --year', async () => {
    const log = given('night.log', readFileSync(exampleLog, 'utf8'));
    utimesSync(log, new Date('2019-05-05'), new Date('2019-05-05'));
    await report([log, '--format', 'json']);
    expect(JSON.stringify(readOut())).toContain('"2018-09-27T');
    expect(complained).toContain('curfew report: ');
    expect(complained).toContain(
      'night.log prints no year, and nothing in it tells one: the date of the file says it.',
    );
    complained = '';
    await report([log, '--format', 'json', '--year', '2026']);
    expect(JSON.stringify(readOut())).toContain('"2026-09-27T');
    expect(complained).toBe('');
  });

  it('is told from a scenario, which no report is made of', async () => {
    const scenario = fileURLToPath(new URL('../../../examples/scenarios/e1-background-start.yaml', import.meta.url));
    expect((await errorOf([scenario])).message).toContain('is no log: it is a scenario. curfew predict FILE');
  });
});

describe('curfew report', () => {
  it('makes several formats of a log at once, with the log itself in the bundle', async () => {
    const code = await report([
      exampleLog,
      '--year',
      '2026',
      '--format',
      'html,junit,ctrf',
      '--format',
      'csv,json,perfetto,bundle',
    ]);
    expect(code).toBe(ExitCode.asPredicted);
    expect(readdirSync(out()).sort()).toEqual([
      'ctrf.json',
      'evidence.zip',
      'junit.xml',
      'report.csv',
      'report.html',
      'report.json',
      'trace.json',
    ]);
    expect(readFileSync(out('evidence.zip'), 'latin1')).toContain('evidence/01-data-sync-six-hours.log');
    expect(told).toContain('2 outcomes as predicted');
    expect(told).toContain(out('junit.xml'));
  });

  it('makes a report of an analysis, of several, of a run, and of a report', async () => {
    expect(await report([given('a.json', agreeing), '--format', 'json'])).toBe(ExitCode.asPredicted);
    expect(await report([given('a.json', agreeing), given('b.json', late), '--format', 'json'])).toBe(
      ExitCode.divergence,
    );
    expect(readOut().analyses).toHaveLength(2);
    expect(await report([given('r.json', readOut()), '--format', 'json'])).toBe(ExitCode.divergence);
    expect(readOut().analyses).toHaveLength(2);
    expect(await report([given('run.json', nightRun), '--format', 'json'])).toBe(ExitCode.divergence);
    expect(readOut().run?.id).toBe(nightRun.id);
  });

  it('is not content with a run that did not come to its end', async () => {
    const cases = nightRun.cases.filter(({ state, analysis }) => state === 'planned' || analysis === agreeing);
    expect(await report([given('run.json', { ...nightRun, cases }), '--format', 'csv'])).toBe(ExitCode.unreadable);
  });

  it('finds a run in the store by its id', async () => {
    const findRun: RunLookup = (id) =>
      id === nightRun.id
        ? Promise.resolve({ run: nightRun, evidence: [], missing: [] })
        : Promise.reject(new CommandError(ExitCode.unreadable, `There is no run ${id}.`));
    expect(await report([nightRun.id, '--format', 'json'], findRun)).toBe(ExitCode.divergence);
    expect(await errorOf(['another-run'], findRun)).toEqual({
      exitCode: ExitCode.unreadable,
      message: 'There is no run another-run.',
    });
  });

  it('writes what can be written when a PDF cannot be printed, and says what to install', async () => {
    vi.stubEnv('CURFEW_CHROMIUM', path.join(folder, 'nowhere'));
    expect(await report([given('a.json', agreeing), '--format', 'pdf,json'])).toBe(ExitCode.unreadable);
    expect(readdirSync(out())).toEqual(['report.json']);
    expect(complained).toContain('curfew report: no pdf: a PDF is printed by Chromium');
  });

  it.each([
    ['nothing', [], ExitCode.usage, 'report wants a log'],
    ['a format that is none', ['x.log', '--format', 'html,word'], ExitCode.usage, 'not "word"'],
    ['a tolerance that is none', [exampleLog, '--tolerance', 'some'], ExitCode.usage, '--tolerance wants milliseconds'],
    [
      'a file that is not there',
      ['nowhere.log'],
      ExitCode.unreadable,
      'nowhere.log cannot be opened: there is no such file.',
    ],
  ])('says what is wrong with %s', async (_name, args, exitCode, message) => {
    const error = await errorOf(args);
    expect(error.exitCode).toBe(exitCode);
    expect(error.message).toContain(message);
  });

  it('refuses a damaged document with its place, visibly written, and mixtures that are no report', async () => {
    const damaged = given('d.json', { ...late, policy: 7, variant: '\u001b[31m' });
    expect((await errorOf([damaged])).message).toBe(`${damaged} cannot be made into a report.\n/policy is not string`);
    const [a, run] = [given('a.json', agreeing), given('run.json', nightRun)];
    expect((await errorOf([a, exampleLog])).message).toContain('logs and JSON documents do not go into one report');
    expect((await errorOf([a, run])).message).toContain('a run is a report of its own');
    expect((await errorOf([folder])).message).toContain('is a folder');
  });
});
