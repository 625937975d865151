/** `curfew demo`: analyses our example logs and, where they are, the real logs beside the repository; writes one report. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../../engine/compare/analysis.js';
import { analyze } from '../../../engine/compare/analyze.js';
import { headline } from '../../lab/reports/words.js';
import { renderHtmlReport } from '../../lab/reports/html/html-report.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode } from '../exit-codes.js';
import { TerminalPage } from '../format/terminal.js';
import { loadLogs, type LogOptionValues } from '../log-options.js';
import { terminalStyle, writeResult } from '../output.js';
import { terminalProgress } from '../progress.js';
import { version } from '../version.js';

export const demoHelp = `curfew demo [--out FILE]

Analyses the example logs in examples/logs and the real logs in ../shared/data/real where they are,
prints what each says in one line, and writes an HTML report (default: reports/demo/logs.html).
npm run demo then plays scenarios on simulated devices.`;

interface DemoLog {
  readonly file: string;
  readonly title: string;
  readonly values: LogOptionValues;
}

const repository = new URL('../../', import.meta.url);
const TITLE_WIDTH = 44;
const realLogs = new URL('../shared/data/real/', repository);

const demoLogs: readonly DemoLog[] = [
  {
    file: fileURLToPath(new URL('examples/logs/data-sync-six-hours.log', repository)),
    title: 'a sync service that does not stop at its limit',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/shortened-limit.log', repository)),
    title: 'a limit that somebody had shortened',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/short-service-anr.log', repository)),
    title: 'a shortService that does not stop in time',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/broken-promise.log', repository)),
    title: 'a promise that was not kept',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/idle-stop.log', repository)),
    title: 'a service whose app is idle',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/background-denial.log', repository)),
    title: 'starts that are refused in the background',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('hyperxray__adb_log_disconnect_zombie.txt', realLogs)),
    title: 'real phone: a VPN, Android 16, HyperOS',
    values: {},
  },
  {
    file: fileURLToPath(new URL('minimanode__logcat_full.txt', realLogs)),
    title: 'real phone: a process that dies, MIUI',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('jeanboydev__bugreport.zip', realLogs)),
    title: 'real bugreport: Android 9 emulator',
    values: {},
  },
];

export function demoCommand(args: readonly string[]): ExitCode {
  const { values } = parseCommandLine(args, { out: { type: 'string' } });
  const out = values.out ?? fileURLToPath(new URL('reports/demo/logs.html', repository));
  const present = demoLogs.filter(({ file }) => existsSync(file));
  const analyses: Analysis[] = [];
  const page = new TerminalPage(terminalStyle());
  for (const log of present) {
    const loaded = loadLogs([path.relative(process.cwd(), log.file)], log.values, terminalProgress(process.stderr));
    const { analysis } = analyze(loaded.sources, loaded.assembly, loaded);
    analyses.push(analysis);
    page.labelled(log.title, headline(analysis), { indent: 2, labelWidth: TITLE_WIDTH });
  }
  writeResult(page.toString(), undefined);
  writeResult(renderHtmlReport(analyses, { at: new Date().toISOString(), version }), out);
  const absent = demoLogs.length - present.length;
  if (absent > 0)
    process.stdout.write(`${absent} real logs are not here (../shared/data/real); the demo goes on without them.\n`);
  process.stdout.write(`Report: ${path.relative(process.cwd(), out)}\n`);
  return ExitCode.asPredicted;
}
