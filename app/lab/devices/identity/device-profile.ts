/** Who a device is and what it runs, read in one line of its shell. Nothing is believed that does not look as it must. */
import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { bootIdPath, isBootId } from '../../ledger/shell-text.js';
import type { AdbFailure, AdbPort } from '../adb-port.js';

export interface DeviceProfile {
  readonly serialno: string;
  /** Name of the virtual device; empty on a real one. */
  readonly avd: string;
  readonly kind: 'phone' | 'emulator';
  readonly bootId: string;
  readonly fingerprint: string | null;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly release: number | null;
  readonly sdk: number | null;
  readonly securityPatch: string | null;
}

const properties = {
  serialno: 'ro.serialno',
  avd: 'ro.boot.qemu.avd_name',
  qemu: 'ro.boot.qemu',
  oldQemu: 'ro.kernel.qemu',
  fingerprint: 'ro.build.fingerprint',
  manufacturer: 'ro.product.manufacturer',
  model: 'ro.product.model',
  release: 'ro.build.version.release',
  sdk: 'ro.build.version.sdk',
  securityPatch: 'ro.build.version.security_patch',
} as const;
type Name = keyof typeof properties;

const names = Object.keys(properties) as Name[];
const command = [`cat ${bootIdPath}`, ...names.map((name) => `getprop ${properties[name]}`)].join('; ');

/** The error says why the device cannot be told from others. */
export async function readProfile(port: AdbPort): Promise<Result<DeviceProfile, AdbFailure>> {
  const answer = await port.shell(command);
  if (!answer.ok) return answer;
  const profile = parseProfile(answer.value.stdout);
  return profile.ok ? profile : fail({ reason: 'refused', text: profile.error });
}

export function parseProfile(text: string): Result<DeviceProfile, string> {
  const [bootId = '', ...values] = text.split('\n').map((line) => line.trim());
  if (!isBootId(bootId)) return fail('it tells no boot id');
  const value = (name: Name): string => (values[names.indexOf(name)] ?? '').slice(0, 300);
  const known = (name: Name): string | null => (value(name) === '' ? null : value(name));
  const [serialno, avd] = [value('serialno'), value('avd')];
  if (serialno === '' || serialno.length > 200 || avd.length > 200) return fail('it tells no serial number');
  return ok({
    serialno,
    avd,
    kind: avd !== '' || value('qemu') === '1' || value('oldQemu') === '1' ? 'emulator' : 'phone',
    bootId,
    fingerprint: known('fingerprint'),
    manufacturer: known('manufacturer'),
    model: known('model'),
    release: numberOf(value('release')),
    sdk: numberOf(value('sdk')),
    securityPatch: /^\d{4}-\d{2}-\d{2}$/.test(value('securityPatch')) ? value('securityPatch') : null,
  });
}

/** `8.1.0` is release 8. A preview's letter is none. */
function numberOf(text: string): number | null {
  const digits = /^([1-9][0-9]{0,4})(?:\.|$)/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * A device's id: its serial number, and for a virtual device its name, because emulators of one image share a serial number.
 * Harmless as a file name's part and as a word of a command line; hostile ones become a hash.
 */
export function deviceId(serialno: string, avd: string): string {
  const plain = /^[A-Za-z0-9._-]{1,60}$/;
  if (plain.test(serialno) && avd === '') return serialno;
  if (plain.test(serialno) && plain.test(avd)) return `${serialno}@${avd}`;
  return `~${hashOf(JSON.stringify([serialno, avd]))}`;
}

/** Stands for a device that has not said who it is: of the adb server and its name for the connection. */
export const connectionId = (connection: string): string => `unknown-${hashOf(connection).slice(0, 8)}`;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
