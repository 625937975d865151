/** Puts the probe on a device and takes it away again, through the ledger: whatever happens, it is uninstalled in the end. */
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbPort } from '../devices/adb-port.js';
import type { Change } from '../ledger/change.js';
import type { ChangeSession, DeviceLedger } from '../ledger/device-ledger.js';
import { word } from '../ledger/shell-text.js';
import { PROBE_VERSION, probePackage } from './probe-app.js';

export interface ProbeToInstall {
  readonly port: AdbPort;
  readonly session: ChangeSession;
  readonly targetSdk: number;
  readonly apk: Uint8Array;
}

/** The session ended over it: what the device did is not known, and no further change is made. */
export interface InstallFailure {
  readonly isLost: boolean;
  /** One sentence. */
  readonly text: string;
}

/** Only the file that the package manager reads; it goes as soon as it was read. */
const apkPath = (targetSdk: number): string => `/data/local/tmp/curfew-probe-t${targetSdk}.apk`;

export const probeInstalled = (targetSdk: number): Change => ({
  kind: 'package',
  target: { package: probePackage(targetSdk), apk: apkPath(targetSdk) },
  want: PROBE_VERSION,
});

/** Installs the variant for this target SDK, checks its version, and leaves no file behind. */
export async function installProbe(probe: ProbeToInstall): Promise<Result<void, InstallFailure>> {
  const { port, session, targetSdk, apk } = probe;
  const path = apkPath(targetSdk);
  const pushed = await port.push(path, apk);
  if (!pushed.ok) {
    const { reason, text } = pushed.error;
    // A part of it may lie there. Whether it goes is another question: the failure is told all the same.
    await port.shell(`rm -f ${word(path)}`);
    return fail({ isLost: reason !== 'refused', text: `The probe's APK cannot be copied to the device: ${text}` });
  }
  const applied = await session.apply(probeInstalled(targetSdk));
  const removed = await port.shell(`rm -f ${word(path)}`);
  switch (applied.outcome) {
    case 'already':
    case 'applied':
      return removed.ok ? ok(undefined) : fail({ isLost: true, text: removed.error.text });
    case 'refused':
      return fail({ isLost: session.ended !== undefined, text: refusalText(targetSdk, applied.why) });
    case 'overwritten':
    case 'unknown':
      return fail({ isLost: true, text: `Whether the probe is installed is not known: ${applied.why}` });
  }
}

/** A file that is taken, and after which the package is not there, was another one. */
const refusalText = (targetSdk: number, why: string): string =>
  why.trim() === 'Success'
    ? `The file that was installed is not the probe for target SDK ${targetSdk}: build it again.`
    : `The device does not take the probe: ${why}`;

/** Uninstalls it, with everything else that is open in the device's ledger. The error names what could not be undone. */
export async function uninstallProbe(ledger: DeviceLedger): Promise<Result<void, string>> {
  await ledger.restore();
  const left = ledger.open.map(({ kind, undo }) => `${kind} (${undo})`);
  return left.length === 0 ? ok(undefined) : fail(`Not undone yet: ${left.join(', ')}.`);
}
