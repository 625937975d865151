/**
 * `1234:com.foo:remote/u0a155` as `ProcessRecord.toShortString` prints it: pid, process name, uid.
 * Isolated processes print the app's uid and then their own: `u0a251i50` is isolated process 50 of app 251.
 */
import { parseUid } from '../../android/uids.js';

interface ProcessLabel {
  readonly pid: number;
  readonly processName: string;
  readonly uid: number | undefined;
}

/** Reads one word; `undefined` when it is no label. */
export function parseProcessLabel(word: string): ProcessLabel | undefined {
  const match = /^(\d{1,10}):([^\s/]+)\/([a-z0-9-]{1,24})$/.exec(word);
  if (match === null) return undefined;
  return { pid: Number(match[1]), processName: match[2] ?? '', uid: parseLabelUid(match[3] ?? '') };
}

/** The number behind `i` counts from the first isolated uid; it is negative for processes forked by an app zygote. */
function parseLabelUid(text: string): number | undefined {
  const isolated = /^u(\d{1,5})[as]\d{1,5}i(-?\d{1,5})$/.exec(text);
  if (isolated === null) return parseUid(text);
  const firstIsolated = parseUid(`u${isolated[1] ?? ''}i0`);
  return firstIsolated === undefined ? undefined : firstIsolated + Number(isolated[2]);
}
