/** `curfew emulators`: the AVDs of this computer; starts and stops them. */
import { openEmulators } from '../../lab/devices/emulators/open-emulators.js';
import type { Emulators } from '../../lab/devices/emulators.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { CommandError, ExitCode, usageError } from '../exit-codes.js';
import { emulatorsText } from '../format/emulators-text.js';
import { listenForInterruption } from '../interruption.js';
import { terminalStyle, writeResult } from '../output.js';

export const emulatorsHelp = `curfew emulators [start NAME | stop NAME] [options]

Lists the AVDs of the Android SDK on this computer. start boots one without window and without a
snapshot, on an image that is not written to, and ends when Android has started; stop ends it.

  --sdk DIR            the SDK's folder (default: ANDROID_HOME, ANDROID_SDK_ROOT, the usual place)
  --data DIR           the data folder, where emulators write their log
  --format text|json   (list) default: text
  --json               the same as --format json

Exit code: 0 done, 2 usage, 3 it could not be done: the reason is printed.`;

export async function emulatorsCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    sdk: { type: 'string' },
    data: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean' },
  });
  const { format = values.json === true ? 'json' : 'text', sdk } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  const [verb, name, more] = files;
  if (more !== undefined) throw usageError(`emulators takes one name, but got "${more}" too.`);
  const emulators = openEmulators({
    folder: dataFolder(values.data),
    ...(sdk === undefined ? {} : { sdkFolder: sdk }),
  });
  if (verb === undefined) return await list(emulators, format);
  if (verb !== 'start' && verb !== 'stop') throw usageError(`emulators knows start and stop, not "${verb}".`);
  if (name === undefined) throw usageError(`emulators ${verb} wants the name of an AVD.`);
  return verb === 'start' ? await start(emulators, name) : await stop(emulators, name);
}

async function list(emulators: Emulators, format: 'text' | 'json'): Promise<ExitCode> {
  const found = await emulators.list();
  if (format === 'json') writeResult(JSON.stringify({ curfew: 'emulators/1', ...found }, null, 2), undefined);
  else writeResult(emulatorsText(found, terminalStyle()), undefined);
  return ExitCode.asPredicted;
}

async function start(emulators: Emulators, name: string): Promise<ExitCode> {
  const interruption = listenForInterruption();
  try {
    const started = await emulators.start(name, interruption.signal);
    if (!started.ok) throw new CommandError(ExitCode.unreadable, started.error);
    writeResult(`${visibleText(name)} runs as ${started.value.serial ?? 'an unknown device'}.`, undefined);
    return ExitCode.asPredicted;
  } finally {
    interruption.end();
  }
}

async function stop(emulators: Emulators, name: string): Promise<ExitCode> {
  const stopped = await emulators.stop(name);
  if (!stopped.ok) throw new CommandError(ExitCode.unreadable, stopped.error);
  writeResult(`${visibleText(name)} was stopped.`, undefined);
  return ExitCode.asPredicted;
}
