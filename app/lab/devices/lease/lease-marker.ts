/**
 * The lease as the device itself carries it, so that other computers see it: who has the device, and until when by the device's
 * own clock. It lies beside the ledger's copy. Writing it is one guarded line: what was read before must still be there.
 */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { Desktop } from '../../ledger/change.js';
import { deviceWords, guarded, word } from '../../ledger/shell-text.js';
import type { AdbPort } from '../adb-port.js';

const folder = '/data/local/tmp/curfew';
const markerPath = `${folder}/lease.json`;

/** Exit code: somebody else's marker came in between. */
const TAKEN = 98;
const MAX_MARKER_BYTES = 4096;

export interface LeaseMarker {
  /** Unique for every lease. */
  readonly lease: string;
  readonly desktop: Desktop;
  readonly holder: string;
  /** ISO 8601, of the desktop. */
  readonly since: string;
  /** Seconds since 1970 by the device's clock. */
  readonly expires: number;
}

export interface MarkerOnDevice {
  /** Null: none, or none that is understood. */
  readonly marker: LeaseMarker | null;
  readonly isExpired: boolean;
  /** Seconds since 1970 by the device's clock. */
  readonly deviceNow: number;
  /** The file as it is; empty when there is none. */
  readonly text: string;
}

/** Reads the marker and the device's clock in one line. */
export async function readMarker(port: AdbPort): Promise<Result<MarkerOnDevice, string>> {
  const answer = await port.shell(
    `date +%s; if [ -e ${markerPath} ]; then head -c ${MAX_MARKER_BYTES} ${markerPath}; fi`,
  );
  if (!answer.ok) return fail(answer.error.text);
  const [date = '', ...rest] = answer.value.stdout.split('\n');
  if (!/^[0-9]{1,12}\r?$/.test(date)) return fail(`the device tells no time (${deviceWords(answer.value)})`);
  const text = rest.join('\n');
  const marker = parseMarker(text);
  const deviceNow = Number(date);
  return ok({ marker, isExpired: marker === null || marker.expires <= deviceNow, deviceNow, text });
}

/** Puts the marker there instead of the one that was read. The error says what came in between. */
export async function writeMarker(
  port: AdbPort,
  boot: string,
  marker: LeaseMarker,
  instead: MarkerOnDevice,
): Promise<Result<void, string>> {
  const fresh = `${folder}/lease-${marker.lease}.new`;
  const pushed = await port.push(
    fresh,
    new TextEncoder().encode(`${JSON.stringify({ curfew: 'lease/1', ...marker })}\n`),
  );
  if (!pushed.ok) return fail(pushed.error.text);
  const line = `${unchanged(instead)} || { rm -f ${fresh}; exit ${TAKEN}; }; mv -f ${fresh} ${markerPath}`;
  return doneOr(await port.shell(guarded(boot, line)));
}

/** Takes the marker away when it is still ours. The folder stays while the ledger's copy is in it. */
export async function removeMarker(port: AdbPort, boot: string, lease: string): Promise<Result<void, string>> {
  const line = `if grep -qF ${word(lease)} ${markerPath}; then rm -f ${markerPath}; fi; rmdir ${folder}; true`;
  return doneOr(await port.shell(guarded(boot, line)));
}

const unchanged = ({ marker, text }: MarkerOnDevice): string => {
  if (text === '') return `[ ! -e ${markerPath} ]`;
  // What is no marker is nobody's; it may be replaced whatever it has become.
  return marker === null ? 'true' : `grep -qF ${word(marker.lease)} ${markerPath}`;
};

function doneOr(answer: Awaited<ReturnType<AdbPort['shell']>>): Result<void, string> {
  if (!answer.ok) return fail(answer.error.text);
  if (answer.value.exitCode === 0) return ok(undefined);
  if (answer.value.exitCode === TAKEN) return fail('another computer took the device at this moment');
  return fail(deviceWords(answer.value) || `exit code ${answer.value.exitCode}`);
}

/** Anything may lie there: what does not look like a marker is none. */
export function parseMarker(text: string): LeaseMarker | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof json !== 'object' || json === null) return null;
  const { lease, desktop, holder, since, expires } = json as Record<string, unknown>;
  const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
  if (typeof lease !== 'string' || !/^[0-9a-f-]{36}$/.test(lease) || !isShort(holder) || !isShort(since)) return null;
  if (typeof expires !== 'number' || !Number.isFinite(expires)) return null;
  if (typeof desktop !== 'object' || desktop === null) return null;
  const { id, name } = desktop as Record<string, unknown>;
  return isShort(id) && isShort(name) ? { lease, desktop: { id, name }, holder, since, expires } : null;
}
