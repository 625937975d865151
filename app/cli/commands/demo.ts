/** `curfew demo`: analyses our example logs and, where they are, the real logs beside the repository; writes one report. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../../../engine/compare/analysis.js';
import { analyze } from '../../../engine/compare/analyze.js';
import { renderHtmlReport } from '../../lab/reports/html/html-report.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode } from '../exit-codes.js';
import { formatAnalysis } from '../format/analysis-text.js';
import { loadLogs, type LogOptionValues } from '../log-options.js';
import { terminalStyle, writeResult } from '../output.js';
import { terminalProgress } from '../progress.js';
import { version } from '../version.js';

export const demoHelp = `curfew demo [--out FILE]

Analyses the example logs in examples/logs and the real logs in ../shared/data/real where they are,
prints what each says, and writes an HTML report (default: reports/demo.html).`;

interface DemoLog {
  readonly file: string;
  readonly title: string;
  readonly values: LogOptionValues;
}

const repository = new URL('../../', import.meta.url);
const realLogs = new URL('../shared/data/real/', repository);

const demoLogs: readonly DemoLog[] = [
  {
    file: fileURLToPath(new URL('examples/logs/data-sync-six-hours.log', repository)),
    title: 'An example: a sync service that does not stop at its limit',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/shortened-limit.log', repository)),
    title: 'An example: somebody had shortened the limit, and the log does not say so',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/short-service-anr.log', repository)),
    title: 'An example: a shortService that does not stop in time',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/broken-promise.log', repository)),
    title: 'An example: startForegroundService without startForeground',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/idle-stop.log', repository)),
    title: 'An example: a service that is stopped because its app is idle',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('examples/logs/background-denial.log', repository)),
    title: 'An example: starts that are refused in the background',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('hyperxray__adb_log_disconnect_zombie.txt', realLogs)),
    title: 'A real phone: a VPN service on Android 16, HyperOS',
    values: {},
  },
  {
    file: fileURLToPath(new URL('minimanode__logcat_full.txt', realLogs)),
    title: 'A real phone: a foreground service whose process dies, MIUI',
    values: { year: '2026' },
  },
  {
    file: fileURLToPath(new URL('jeanboydev__bugreport.zip', realLogs)),
    title: 'A real bugreport: Android 9 emulator',
    values: {},
  },
];

export function demoCommand(args: readonly string[]): ExitCode {
  const { values } = parseCommandLine(args, { out: { type: 'string' } });
  const out = values.out ?? fileURLToPath(new URL('reports/demo.html', repository));
  const present = demoLogs.filter(({ file }) => existsSync(file));
  const analyses: Analysis[] = [];
  for (const log of present) {
    const loaded = loadLogs([path.relative(process.cwd(), log.file)], log.values, terminalProgress(process.stderr));
    const { analysis } = analyze(loaded.sources, loaded.assembly, loaded);
    analyses.push(analysis);
    writeResult(`\n━━ ${log.title}\n\n${formatAnalysis(analysis, terminalStyle())}`, undefined);
  }
  writeResult(renderHtmlReport(analyses, { at: new Date().toISOString(), version }), out);
  const absent = demoLogs.length - present.length;
  if (absent > 0)
    process.stdout.write(`\n${absent} real logs are not here (../shared/data/real); the demo goes on without them.\n`);
  process.stdout.write(`\nReport: ${out}\n`);
  return ExitCode.asPredicted;
}
