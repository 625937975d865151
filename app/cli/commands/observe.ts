/** `curfew observe PACKAGE`: watches an installed app for hours, without the probe and without changing the device. */
import { parseDuration } from '../../../engine/scenario/parse-duration.js';
import { subjectOfRun, differs, isIncomplete } from '../../lab/reports/subject.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { formatAnalysis } from '../format/analysis-text.js';
import { terminalStyle, writeResult } from '../output.js';
import { findDevices, orSay, withRunLab } from '../run-lab.js';
import { dataHelp } from '../store-option.js';
import { watchRun } from '../watch-run.js';
import { parseTolerance } from './run.js';

export const observeHelp = `curfew observe PACKAGE [options]

Watches an installed app: the system's log as it comes, a look with dumpsys now and then. Nothing on the
device is changed and no probe is installed. At the end, or at Ctrl+C, what was seen is compared with
what the device's release predicts.

  --device D           by id, name, serial number or label (default: the only one that is there)
  --for 24h            how long, up to 7 days (default: 24h)
  --tolerance MS       differences up to this are agreement (default: 100)
  --json               the run as JSON (run/1) on standard output
  --server HOST:PORT   a further adb server; may be given several times
${dataHelp}

A watch that was interrupted goes on with: curfew run --resume RUN.

Exit code: 0 as predicted, 1 divergence, 2 usage, 3 the device or the app is not there, or it was ended early.`;

export async function observeCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    device: { type: 'string' },
    for: { type: 'string' },
    tolerance: { type: 'string' },
    json: { type: 'boolean' },
    server: { type: 'string', multiple: true },
    data: { type: 'string' },
  });
  const [packageName, more] = files;
  if (packageName === undefined) throw usageError('observe wants the name of a package.');
  if (more !== undefined) throw usageError(`observe watches one app, but got "${more}" too.`);
  const duration = parseDuration(values.for ?? '24h');
  if (!duration.ok) throw usageError(`--for ${duration.error}.`);
  const toleranceMs = parseTolerance(values.tolerance);
  const opening = { data: values.data, program: 'curfew observe', servers: values.server ?? [] };
  const { run, endedBy } = await withRunLab(opening, async (lab) => {
    const [device, second] = await findDevices(lab.fleet, values.device);
    if (device === undefined || second !== undefined)
      throw usageError('observe watches one device: name it with --device.');
    const name = `${packageName} on ${device.name}`;
    const id = orSay(
      await lab.engine.observe({ name, device: device.id, packageName, forMs: duration.value, toleranceMs }),
    );
    process.stderr.write(`${visibleText(name)}: run ${id}\n`);
    return await watchRun(lab, id, () => device.name);
  });
  const [only] = run.cases;
  if (values.json === true) writeResult(JSON.stringify(run, null, 2), undefined);
  else if (only?.analysis != null) writeResult(formatAnalysis(only.analysis, terminalStyle()), undefined);
  for (const sentence of [only?.reason ?? '', ...(only?.notObserved ?? [])])
    if (sentence !== '') process.stderr.write(`${visibleText(sentence)}\n`);
  if (endedBy !== null) process.kill(process.pid, endedBy);
  const { parts } = subjectOfRun(run);
  if (parts.some(differs)) return ExitCode.divergence;
  return parts.some(isIncomplete) ? ExitCode.unreadable : ExitCode.asPredicted;
}
