/** The devices that adb lists, one after the other: each is either looked at, or handed back. */
import type { AdbPort } from '../../lab/devices/adb-port.js';
import { portOfConnection } from '../../lab/devices/adb/connection-port.js';
import type { ListedConnection } from '../../lab/devices/adb/device-list.js';
import type { ServerAddress } from '../../lab/devices/adb/server-address.js';
import { DeviceLedger, type PlacedProblem } from '../../lab/ledger/device-ledger.js';
import { lookAtDevice } from '../../lab/ledger/look-at-device.js';
import type { RestoredSetting } from '../../lab/ledger/steps/restore-device.js';
import { openSetting, refusedDevice, settingOf, type DeviceAnswer, type SettingAnswer } from './device-answer.js';
import { endLease, leaseOnDevice, type LeaseOnDevice, type OwnLeases } from './lease-on-device.js';

export interface Connected {
  readonly server: ServerAddress;
  readonly connections: readonly ListedConnection[];
  /** Those that are meant, as adb calls them or by their own serial numbers; none: all. */
  readonly serials: readonly string[];
}

/** What is done with a device that answers. */
export type DeviceWork = (serial: string, port: AdbPort) => Promise<DeviceAnswer>;

export const NOT_CONNECTED = 'not connected';

export async function withEachDevice(
  { server, connections, serials }: Connected,
  work: DeviceWork,
): Promise<readonly DeviceAnswer[]> {
  const answers: DeviceAnswer[] = [];
  const missing = new Set(serials);
  for (const connection of connections) {
    const { serial, state, said } = connection;
    const port = state === 'device' ? await portOfConnection(server, connection) : undefined;
    const names = port?.ok === true && serials.length > 0 ? [serial, await serialNumber(port.value)] : [serial];
    if (serials.length > 0 && !serials.some((name) => names.includes(name))) continue;
    for (const name of names) missing.delete(name);
    if (port?.ok === true) answers.push(await work(serial, port.value));
    else {
      const todo = state === 'unauthorized' ? 'accept the key on its screen' : 'reconnect it';
      answers.push(refusedDevice(serial, null, port === undefined ? `adb says "${said}": ${todo}` : port.error.text));
    }
  }
  const listed = connections.map(({ serial }) => serial).join(', ');
  const absent = `${NOT_CONNECTED}; connected: ${listed === '' ? 'nothing' : listed}`;
  return [...answers, ...[...missing].map((name) => refusedDevice(null, name, absent))];
}

async function serialNumber(port: AdbPort): Promise<string> {
  const answer = await port.shell('getprop ro.serialno');
  return answer.ok ? answer.value.stdout.trim() : '';
}

/** Reads both journals of a device and changes nothing. */
export const lookAt =
  (folder: string, own: OwnLeases): DeviceWork =>
  async (serial, port) => {
    const looked = await lookAtDevice(port, folder);
    if (!looked.ok) return refusedDevice(serial, null, looked.error);
    const { device, file, open, problems } = looked.value;
    const notes = problems.map((problem) => problemWords(problem, file));
    const lease = await leaseOnDevice(port, own);
    if (!lease.ok) notes.push(lease.error);
    else if (lease.value.user !== null) notes.push(lease.value.user);
    return { serial, serialno: device.serialno, error: null, settings: open.map(openSetting), notes };
  };

export interface HandingBack {
  readonly folder: string;
  readonly own: OwnLeases;
  readonly isAbandoning: boolean;
  /** Also when a run has the device. */
  readonly isForced: boolean;
}

export const handBack =
  ({ folder, own, isAbandoning, isForced }: HandingBack): DeviceWork =>
  async (serial, port) => {
    const lease = await leaseOnDevice(port, own);
    if (!lease.ok && !isForced) return refusedDevice(serial, null, lease.error);
    if (lease.ok && lease.value.user !== null && !isForced) return refusedDevice(serial, null, refusal(lease.value));
    const ledger = await DeviceLedger.open({ port, folder, desktop: own.desktop });
    if (!ledger.ok) return refusedDevice(serial, null, ledger.error);
    const answer = await restoreOne(serial, ledger.value, isAbandoning);
    if (!lease.ok || lease.value.marker === null || answer.error !== null) return answer;
    const ended = await endLease(port, lease.value.marker);
    if (ended.ok) return answer;
    return { ...answer, notes: [...answer.notes, `the lease on the device still stands: ${ended.error}`] };
  };

const refusal = ({ user }: LeaseOnDevice): string =>
  `${user ?? ''}. Nothing was undone: stop that first. If it cannot be stopped, --force undoes its changes all the same, and what it observes from then on is worth nothing`;

async function restoreOne(serial: string, ledger: DeviceLedger, isAbandoning: boolean): Promise<DeviceAnswer> {
  const notes = [...ledger.unrecorded, ...ledger.problems.map((problem) => problemWords(problem, ledger.file))];
  const report = await ledger.restore();
  notes.push(...report.unrecorded);
  const settings: SettingAnswer[] = [];
  for (const setting of report.settings) settings.push(answerOf(setting, setting.outcome));
  for (const setting of report.changedAgain) settings.push(answerOf(setting, 'changed-again'));
  if (isAbandoning && report.lost === undefined) {
    const left = ledger.open;
    notes.push(...(await ledger.abandon('curfew restore --abandon')));
    for (const entry of left) settings.push(settingOf(entry, 'abandoned', 'left as it is, as asked', entry.undo));
  }
  const closed = await ledger.close();
  if (!closed.ok) notes.push(closed.error);
  return { serial, serialno: ledger.device.serialno, error: report.lost ?? null, settings, notes };
}

const problemWords = ({ where, line, text }: PlacedProblem, file: string): string =>
  `${where === 'desktop' ? file : 'the copy on the device'}, line ${line}: ${text}`;

function answerOf(setting: RestoredSetting, outcome: SettingAnswer['outcome']): SettingAnswer {
  const { entries, expected, found, why, command } = setting;
  const [entry] = entries;
  if (entry === undefined) throw new Error('a setting without an entry');
  return { ...settingOf(entry, outcome, why, command), expected, found };
}
