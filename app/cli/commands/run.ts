/** `curfew run SCENARIO...`: plays scenarios on devices and compares what was predicted with what happened. */
import path from 'node:path';
import { parseFactor } from '../../../engine/scenario/compress.js';
import { ChromiumPrinter } from '../../lab/reports/pdf/print-pdf.js';
import { subjectOfRun } from '../../lab/reports/subject.js';
import { visibleLines } from '../../lab/reports/visible-text.js';
import { reportFormats, writeReports, type ReportFormat } from '../../lab/reports/write-reports.js';
import type { Run } from '../../lab/runs/run.js';
import type { RunRequest } from '../../lab/runs/run-plan.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { findRun } from '../find-run.js';
import { deviceWords, planText, runResultText } from '../format/run-text.js';
import { tellMissing } from '../missing-evidence.js';
import { terminalStyle, writeResult } from '../output.js';
import { findDevices, orSay, withRunLab, type RunLab } from '../run-lab.js';
import { dataHelp } from '../store-option.js';
import { exitCodeOfSubject } from '../subject-exit-code.js';
import { readTextFile } from '../text-files.js';
import { version } from '../version.js';
import { watchRun, type WatchedRun } from '../watch-run.js';

export const runHelp = `curfew run SCENARIO... [options]
curfew run --resume RUN

Plays scenarios (docs/scenarios.md) with the probe on real or virtual devices: says what will happen,
does it, compares, and hands every device back as it was found. Ctrl+C restores the devices first; a
run that was interrupted is taken up again with --resume.

  --devices A,B|all    by id, name, serial number or label (default: the only one that is there)
  --compress 60x       so many times faster: limits and waits scaled together
  --targets 34,35      the probe's variants to play each scenario with (default: the scenario's own)
  --tolerance MS       differences up to this are agreement (default: 100)
  --name TEXT          of the run (default: that of the first scenario)
  --note TEXT          written beside it
  --plan               only say what would be done and changed
  --out DIR            folder for reports (default: reports, when --format is given)
  --format F,F         ${reportFormats.join(', ')}
  --json               the run as JSON (run/1) on standard output
  --server HOST:PORT   a further adb server; may be given several times
${dataHelp}

Exit code: 0 as predicted, 1 divergence, 2 usage, 3 a case did not come to its end, nothing of
what was predicted could be observed in one, or there is no device.`;

const options = {
  devices: { type: 'string' },
  compress: { type: 'string' },
  targets: { type: 'string' },
  tolerance: { type: 'string' },
  name: { type: 'string' },
  note: { type: 'string' },
  plan: { type: 'boolean' },
  out: { type: 'string' },
  format: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  server: { type: 'string', multiple: true },
  data: { type: 'string' },
  resume: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

export async function runCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, options);
  const formats = parseFormats(values);
  const { resume } = values;
  if (resume === undefined && files.length === 0) throw usageError('run wants a scenario file, or --resume RUN.');
  if (resume !== undefined && files.length > 0) throw usageError('--resume takes no scenarios: the run has them.');
  const request = resume === undefined ? requestOf(files, values) : null;
  const opening = { data: values.data, program: 'curfew run', servers: values.server ?? [] };
  const watched = await withRunLab(opening, async (lab) => {
    if (request === null) return await goOn(lab, resume ?? '');
    return await begin(lab, request, values);
  });
  if (watched === null) return ExitCode.asPredicted;
  const isWritten = await tell(watched.run, formats, values);
  // Shells see the signal, as of a program that did not listen to it.
  if (watched.endedBy !== null) process.kill(process.pid, watched.endedBy);
  return isWritten ? exitCodeOfSubject(subjectOfRun(watched.run)) : ExitCode.unreadable;
}

async function begin(lab: RunLab, request: Omit<RunRequest, 'devices'>, values: Values): Promise<WatchedRun | null> {
  const devices = await findDevices(lab.fleet, values.devices);
  const names = new Map(devices.map(({ id, name, release }) => [id, `${name} (Android ${release ?? '?'})`]));
  const nameOf = (device: string): string => names.get(device) ?? device;
  const whole: RunRequest = { ...request, devices: devices.map(({ id }) => id) };
  const plan = planText(orSay(await lab.engine.plan(whole)), nameOf, terminalStyle());
  if (values.plan === true) {
    writeResult(plan, undefined);
    return null;
  }
  process.stderr.write(`${plan}\n`);
  return await watchRun(lab, orSay(await lab.engine.start(whole)), nameOf);
}

async function goOn(lab: RunLab, id: string): Promise<WatchedRun> {
  orSay(await lab.engine.resume(id));
  const known = await lab.store.run(id);
  const devices = new Map(known.ok ? known.value.devices.map((one) => [one.id, deviceWords(one)]) : []);
  return await watchRun(lab, id, (device) => devices.get(device) ?? device);
}

function requestOf(files: readonly string[], values: Values): Omit<RunRequest, 'devices'> {
  const scenarios = files.map((file) => ({ title: file, text: readTextFile(file) }));
  const { name = path.parse(files[0] ?? '').name, note = '' } = values;
  return {
    name,
    note,
    scenarios,
    compression: parseCompression(values.compress),
    targets: parseTargets(values.targets),
    toleranceMs: parseTolerance(values.tolerance),
  };
}

/** Prints the result and writes the reports; false when one could not be written. */
async function tell(run: Run, formats: readonly ReportFormat[], values: Values): Promise<boolean> {
  if (values.json === true) writeResult(JSON.stringify(run, null, 2), undefined);
  else writeResult(runResultText(run, terminalStyle()), undefined);
  if (formats.length === 0) return true;
  const { evidence, missing } = await findRun(run.id, values.data);
  const written = await writeReports({
    subject: subjectOfRun(run),
    formats,
    folder: values.out ?? 'reports',
    generated: { at: new Date().toISOString(), version },
    evidence,
    missing,
    printer: new ChromiumPrinter(),
  });
  if (!written.ok) throw unreadable(written.error);
  for (const { format, path: file, result } of written.value)
    process.stderr.write(result.ok ? `${file}\n` : `curfew run: no ${format}: ${visibleLines(result.error)}\n`);
  const isWhole = tellMissing('run', missing, formats);
  return isWhole && written.value.every(({ result }) => result.ok);
}

function parseFormats({ format, out }: Values): readonly ReportFormat[] {
  const words = (format ?? (out === undefined ? [] : ['html'])).flatMap((text) => text.split(','));
  if (words.includes('all')) return reportFormats;
  return words.map((word) => {
    const known = reportFormats.find((one) => one === word.trim());
    if (known === undefined) throw usageError(`--format wants ${reportFormats.join(', ')} or all, not "${word}".`);
    return known;
  });
}

function parseCompression(text: string | undefined): number {
  if (text === undefined) return 1;
  const factor = parseFactor(text);
  if (!factor.ok) throw usageError(`--compress ${factor.error}.`);
  return factor.value;
}

function parseTargets(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  return text.split(',').map((word) => {
    if (!/^\s*\d{2}\s*$/.test(word)) throw usageError(`--targets wants SDK levels such as 34,35, not "${text}".`);
    return Number(word);
  });
}

export function parseTolerance(text: string | undefined): number {
  if (text === undefined) return 100;
  if (!/^\d{1,9}$/.test(text)) throw usageError(`--tolerance wants milliseconds, for example 250, not "${text}".`);
  return Number(text);
}
