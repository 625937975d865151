/**
 * Puts the probe on a device by hand, and takes it away: what the page of the fleet asks for. An installed probe is an open
 * change in the ledger, so the device stays leased until it is taken away again. Errors are sentences.
 */
import { fail, ok, type Result } from '../../engine/result.js';
import type { DeviceFleet, LeasedDevice } from '../lab/devices/device-fleet.js';
import type { Desktop } from '../lab/ledger/change.js';
import { DeviceLedger } from '../lab/ledger/device-ledger.js';
import { installProbe, uninstallProbe } from '../lab/probe/install-probe.js';
import type { ProbeApk } from './probe-apks.js';

export interface ProbeDesk {
  readonly install: (device: string, targetSdk: number) => Promise<Result<void, string>>;
  readonly uninstall: (device: string) => Promise<Result<void, string>>;
  /** Takes every probe away. */
  readonly close: () => Promise<void>;
}

export interface ProbeDeskOptions {
  readonly fleet: DeviceFleet;
  readonly ledger: { readonly folder: string; readonly desktop: Desktop };
  readonly probeApk: ProbeApk;
}

interface Held {
  readonly leased: LeasedDevice;
  readonly ledger: DeviceLedger;
}

const HOLDER = 'probe installed by hand';

export function openProbeDesk({ fleet, ledger: place, probeApk }: ProbeDeskOptions): ProbeDesk {
  const held = new Map<string, Held>();

  const letGo = async (device: string, { leased, ledger }: Held): Promise<void> => {
    held.delete(device);
    await ledger.close();
    await leased.release();
  };

  const take = async (device: string): Promise<Result<Held, string>> => {
    const known = held.get(device);
    if (known !== undefined) return ok(known);
    const leased = await fleet.lease(device, HOLDER);
    if (!leased.ok) return leased;
    const ledger = await DeviceLedger.open({ port: leased.value.port, ...place });
    if (!ledger.ok) {
      await leased.value.release();
      return ledger;
    }
    const taken = { leased: leased.value, ledger: ledger.value };
    held.set(device, taken);
    return ok(taken);
  };

  const install = async (device: string, targetSdk: number): Promise<Result<void, string>> => {
    const apk = await probeApk(targetSdk);
    if (!apk.ok) return apk;
    if (held.has(device)) return fail('A probe is on this device already. Take it away first.');
    const taken = await take(device);
    if (!taken.ok) return taken;
    const { leased, ledger } = taken.value;
    leased.setActivity(`probe for target SDK ${targetSdk} installed by hand`);
    const session = ledger.begin(HOLDER);
    if (!session.ok) {
      await letGo(device, taken.value);
      return session;
    }
    const installed = await installProbe({ port: leased.port, session: session.value, targetSdk, apk: apk.value });
    if (installed.ok) return installed;
    await ledger.restore();
    await letGo(device, taken.value);
    return fail(installed.error.text);
  };

  const uninstall = async (device: string): Promise<Result<void, string>> => {
    const known = held.get(device);
    if (known === undefined)
      return fail('The lab has put no probe on this device by hand. Runs take theirs away by themselves.');
    const gone = await uninstallProbe(known.ledger);
    await letGo(device, known);
    return gone;
  };

  return {
    install,
    uninstall,
    close: async () => {
      await Promise.all([...held.keys()].map((device) => uninstall(device)));
    },
  };
}
