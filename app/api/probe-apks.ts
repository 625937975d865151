/** The probe's APKs, which come with Curfew. */
import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../engine/result.js';
import { messageOf } from './file-errors.js';

export type ProbeApk = (targetSdk: number) => Promise<Result<Uint8Array, string>>;

export function probeApks(folder: URL): ProbeApk {
  return async (targetSdk) => {
    const file = new URL(`curfew-probe-t${targetSdk}.apk`, folder);
    try {
      return ok(await readFile(file));
    } catch (error) {
      return fail(`The probe for target SDK ${targetSdk} is not there (${messageOf(error)}). Install Curfew again.`);
    }
  };
}
