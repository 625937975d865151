/** `curfew restore`: undoes what runs left on devices, whoever ran them, and says what it could not. */
import path from 'node:path';
import { adbServerFrom, addressText } from '../../lab/devices/adb/server-address.js';
import { listConnections } from '../../lab/devices/adb/server-calls.js';
import { desktopOf, knownDevices, type KnownDevice } from '../../lab/ledger/journal/journal-folder.js';
import { dataFolder } from '../../lab/store/data-folder.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';
import { handBack, lookAt, NOT_CONNECTED, withEachDevice } from '../restore/connected-devices.js';
import { describeDevice, isClean, openSetting, type DeviceAnswer } from '../restore/device-answer.js';
import type { OwnLeases } from '../restore/lease-on-device.js';

export const restoreHelp = `curfew restore [SERIAL...] [options]

Undoes every change that a run left on the connected devices (or on those named), last change first.
Each setting is compared before: what somebody else changed meanwhile is left alone and reported.
Safe to repeat. Works from any computer: the device carries a copy of the journal. A device that a run
has at this moment is left alone.

SERIAL is what adb devices prints, or the device's own serial number (ro.serialno).

  --list               only say what is not undone, with the command for each; changes no device
  --force              also devices that a run has: its changes are undone under its feet
  --abandon            after trying: give up on what cannot be put back and free the device
  --data DIR           the data folder (default: CURFEW_DATA, else the system's place for data)
  --format text|json   default: text

Exit code: 0 everything is as it was, 1 something is not, or a run has the device (it is listed),
2 usage, 3 no adb server or no such device.`;

interface Answers {
  readonly devices: readonly DeviceAnswer[];
  /** Why connected devices were not asked; `null`: they were. */
  readonly unasked: string | null;
}

export async function restoreCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files: serials } = parseCommandLine(args, {
    list: { type: 'boolean' },
    force: { type: 'boolean' },
    abandon: { type: 'boolean' },
    data: { type: 'string' },
    format: { type: 'string' },
  });
  const { format = 'text', list = false, abandon = false, force = false } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  if (list && (abandon || force)) throw usageError('--list changes nothing: leave out --abandon and --force.');
  const data = dataFolder(values.data);
  const { devices, unasked } = list
    ? await listOpen(data, serials)
    : { devices: await restoreConnected(data, serials, { isAbandoning: abandon, isForced: force }), unasked: null };
  if (unasked !== null) process.stderr.write(`Connected devices were not asked: ${unasked}\n`);
  if (format === 'json') writeResult(JSON.stringify({ curfew: 'restore/1', devices }, null, 2), undefined);
  else writeResult(textOf(devices, unasked), undefined);
  return exitCodeOf(devices, unasked);
}

function textOf(devices: readonly DeviceAnswer[], unasked: string | null): string {
  const absence = unasked === null ? NOT_CONNECTED : 'not asked';
  if (devices.length > 0) return devices.map((device) => describeDevice(device, absence)).join('\n\n');
  return unasked === null
    ? 'Nothing to undo: no journal knows of a change, and no device is connected.'
    : 'No journal of this computer knows of a change.';
}

function exitCodeOf(devices: readonly DeviceAnswer[], unasked: string | null): ExitCode {
  if (devices.some(({ error }) => error?.startsWith(NOT_CONNECTED) === true)) return ExitCode.unreadable;
  if (!devices.every(isClean)) return ExitCode.divergence;
  return unasked === null ? ExitCode.asPredicted : ExitCode.unreadable;
}

const ledgerFolder = (data: string): string => path.join(data, 'ledger');

/** What the journals of this desktop know, of the devices that are named or of all. */
async function knownOpen(data: string, serials: readonly string[]): Promise<readonly DeviceAnswer[]> {
  const { devices, unreadable: notes } = await knownDevices(ledgerFolder(data));
  const wanted = devices.filter(({ device }) => serials.length === 0 || serials.includes(device.serialno));
  const answers = wanted.map(absentDevice).filter(({ settings, notes: of }) => settings.length > 0 || of.length > 0);
  if (notes.length === 0) return answers;
  return [...answers, { serial: null, serialno: null, error: null, settings: [], notes }];
}

/** What this desktop knows of a device without asking it. */
function absentDevice({ file, device, open, problems }: KnownDevice): DeviceAnswer {
  const notes = problems.map(({ line, text }) => `${file}, line ${line}: ${text}`);
  return { serial: null, serialno: device.serialno, error: null, settings: open.map(openSetting), notes };
}

/** Those that were not met, and have something open. */
async function absentBeside(data: string, met: readonly DeviceAnswer[]): Promise<readonly DeviceAnswer[]> {
  const seen = new Set(met.map(({ serialno }) => serialno));
  return (await knownOpen(data, [])).filter(({ serialno }) => !seen.has(serialno));
}

async function listOpen(data: string, serials: readonly string[]): Promise<Answers> {
  const server = adbServerFrom(process.env);
  const listed = await listConnections(server);
  if (!listed.ok) {
    const unasked = `no adb server answers on ${addressText(server)} (${listed.error.text}). Start it with: adb start-server`;
    return { devices: await knownOpen(data, serials), unasked };
  }
  const met = await withEachDevice(
    { server, connections: listed.value, serials: [] },
    lookAt(ledgerFolder(data), await ownLeases(data)),
  );
  const all = [...met, ...(await absentBeside(data, met))];
  const isMeant = ({ serial, serialno }: DeviceAnswer): boolean =>
    serials.length === 0 || serials.some((name) => name === serial || name === serialno);
  return { devices: all.filter(isMeant), unasked: null };
}

async function restoreConnected(
  data: string,
  serials: readonly string[],
  how: { readonly isAbandoning: boolean; readonly isForced: boolean },
): Promise<readonly DeviceAnswer[]> {
  const server = adbServerFrom(process.env);
  const listed = await listConnections(server);
  if (!listed.ok) {
    const open = (await knownOpen(data, serials)).map((device) => describeDevice(device, 'not asked')).join('\n\n');
    throw unreadable(
      `No adb server answers on ${addressText(server)} (${listed.error.text}).\nStart it with: adb start-server${open === '' ? '' : `\n\nKnown to be open, to be undone by hand with adb shell:\n\n${open}`}`,
    );
  }
  const work = handBack({ folder: ledgerFolder(data), own: await ownLeases(data), ...how });
  const met = await withEachDevice({ server, connections: listed.value, serials }, work);
  if (serials.length > 0) return met;
  const absent = await absentBeside(data, met);
  return [...met, ...absent.filter(({ settings }) => settings.length > 0)];
}

async function ownLeases(data: string): Promise<OwnLeases> {
  const desktop = await desktopOf(ledgerFolder(data));
  if (!desktop.ok) throw unreadable(desktop.error);
  return { desktop: desktop.value, folder: path.join(data, 'leases') };
}
