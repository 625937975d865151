/** `curfew analyze FILE...`: what the logs show, what the engine predicts, and where the two differ. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { analyze } from '../../../engine/compare/analyze.js';
import { writeTrace } from '../../../engine/trace/arrow-file.js';
import { renderHtmlReport } from '../../lab/reports/html/html-report.js';
import { renderJUnit } from '../../lab/reports/junit.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { formatAnalysis } from '../format/analysis-text.js';
import { warn } from '../device-options.js';
import { loadLogs, logOptionHelp, logOptionNames } from '../log-options.js';
import { terminalStyle, writeFile, writeResult } from '../output.js';
import { terminalProgress } from '../progress.js';
import { version } from '../version.js';

export const analyzeHelp = `curfew analyze FILE... [options]

Reads logs of one device (logcat text or binary, bugreport, dumpsys output; several files are one
recording), replays what the apps did through the limits of an Android release, and compares.

${logOptionHelp}
  --tolerance MS       differences up to this are agreement (default: 100)
  --format F           text (default), json, junit, html
  --out FILE           write there instead of to standard output
  --trace FILE         also write every event there, as Apache Arrow file for data tools

Exit code: 0 as predicted, 1 divergence, 2 usage, 3 unreadable input.`;

const formats = ['text', 'json', 'junit', 'html'] as const;
type Format = (typeof formats)[number];

export function analyzeCommand(args: readonly string[]): ExitCode {
  const { values, files } = parseCommandLine(args, {
    ...logOptionNames,
    tolerance: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    trace: { type: 'string' },
  });
  const format = parseFormat(values.format ?? 'text');
  const toleranceMs = parseTolerance(values.tolerance);
  const loaded = loadLogs(files, values, terminalProgress(process.stderr));
  const { sources, assembly, policy, policyFrom } = loaded;
  warn('analyze', loaded.warnings);
  if (values.trace !== undefined) writeFile(writeTrace(loaded.recorded), values.trace);
  const { analysis } = analyze(sources, assembly, {
    policy,
    policyFrom,
    ...(values.package === undefined ? {} : { packageName: values.package }),
    ...(toleranceMs === undefined ? {} : { toleranceMs }),
  });
  writeResult(render(analysis, format, values.out !== undefined), values.out);
  return exitCodeOf(analysis);
}

function exitCodeOf(analysis: Analysis): ExitCode {
  const diverging = new Set(['early', 'late', 'missing', 'unpredicted']);
  return analysis.verdicts.some(({ verdict }) => diverging.has(verdict)) ? ExitCode.divergence : ExitCode.asPredicted;
}

function render(analysis: Analysis, format: Format, toFile: boolean): string {
  switch (format) {
    case 'json':
      return JSON.stringify(analysis, null, 2);
    case 'junit':
      return renderJUnit(analysis);
    case 'html':
      return renderHtmlReport(analysis, { at: new Date().toISOString(), version });
    case 'text':
      return formatAnalysis(analysis, toFile ? { colour: false, width: 120 } : terminalStyle());
  }
}

function parseFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) throw usageError(`--format wants one of ${formats.join(', ')}, not "${text}".`);
  return format;
}

function parseTolerance(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--tolerance wants milliseconds, for example 250, not "${text}".`);
  return Number(text);
}
