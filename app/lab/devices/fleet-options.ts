/** What a fleet is opened with. */
import type { Desktop } from '../ledger/change.js';
import type { ServerAddress } from './adb/server-address.js';
import type { HostClocks } from './host-sleep.js';
import type { Pace } from './pace.js';

export interface DeviceFleetOptions {
  /** The data folder: `fleet.json`, locks of leases, and the ledger's journals in `ledger`. */
  readonly folder: string;
  /** As the ledger's `desktopOf` names it. */
  readonly desktop: Desktop;
  /** adb, to be started where no server is. Left out: found by itself; null: no server is started. */
  readonly adbProgram?: string | null;
  /** The adb server of this computer. Left out: where adb itself looks for it. */
  readonly server?: ServerAddress;
  /** Further adb servers for this time, `HOST:PORT`. */
  readonly servers?: readonly string[];
  /** Only looks: restores nothing, reconnects nothing, writes no file. Left out: false. */
  readonly onlyLooks?: boolean;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Tests let the computer sleep with them. */
  readonly hostClocks?: HostClocks;
  readonly pace?: Partial<Pace>;
}
