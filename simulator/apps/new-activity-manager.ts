import type { PackageRecord } from '../device/packages.js';
import { ActivityManagerService } from '../limits/activity-manager-service.js';
import type { Variant } from '../limits/script.js';
import type { AppWorld } from './app-world.js';
import type { ServiceState } from './service-state.js';

const isWithoutCrash = ({ doesNotCrash, crashFlagIsOff }: AppWorld['quirks']): boolean =>
  doesNotCrash === true || crashFlagIsOff === true;

/** Android 17 has no flag to switch the crash off; a vendor's build that does not crash is the code before it. */
function variantOf({ variant }: AppWorld['release'], quirks: AppWorld['quirks']): Variant {
  if (variant === 'V0') return variant;
  return isWithoutCrash(quirks) && variant === 'V4' ? 'V3' : (quirks.variant ?? variant);
}

/** The limits that an app lives under, from the release, the vendor's quirks and what the app is; its clock stands at now. */
export function newActivityManager(
  { clocks, release, quirks }: AppWorld,
  { facts }: PackageRecord,
  services: readonly ServiceState[],
): ActivityManagerService {
  const am = new ActivityManagerService({
    release: release.release,
    variant: variantOf(release, quirks),
    targetSdk: facts.targetSdk,
    bootUptimeMs: 0,
    config: {},
    flags: {
      enable_fgs_timeout_crash_behavior: !isWithoutCrash(quirks),
      introduce_new_service_ontimeout_callback: quirks.limitsFlagIsOff !== true,
    },
    processes: [...new Set(facts.services.map(({ process }) => process))],
    services,
    steps: [],
    endMs: Infinity,
  });
  am.backgroundStarts.isGranted = false;
  am.clock.advanceTo(clocks.uptime);
  am.clock.sleep(clocks.elapsed - clocks.uptime);
  return am;
}
