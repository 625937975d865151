import { ServiceType, labelOfMask } from '../../engine/android/service-types.js';
import type { TypeMask } from '../../engine/android/service-types.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { BackgroundStart } from './script.js';
import type { ServiceRecord } from './service-record.js';

/** What is decided about a startForeground. `extend`: accepted, and a running shortService begins its time anew. */
type Decision = 'accept' | 'extend' | 'start-denied-background' | 'start-denied-exhausted';

/**
 * `ActiveServices.setServiceForegroundInnerLocked` (specification 2.4, 3.4): startForeground on a record that is in a
 * process. The order matters: a refusal late in it leaves behind what was done before it.
 */
export function setServiceForeground(
  am: ActivityManagerService,
  record: ServiceRecord,
  requested: TypeMask,
  word: BackgroundStart | undefined,
): void {
  const types = withoutCombinedShort(requested);
  const previousTypes = record.foregroundServiceType;
  am.promise.keep(record);

  if (isRefusedAfterBoot(am, record, types)) {
    am.report('start-denied-boot', record.name, null);
    return;
  }
  if (types === ServiceType.shortService && !record.startRequested) {
    am.report('start-denied-type', record.name, null);
    return;
  }
  const decision = decide(am, record, types, word);
  if (decision === 'start-denied-exhausted') {
    const tracked = am.timeLimited.trackedType(types) ?? ServiceType.none;
    am.report(decision, record.name, labelOfMask(tracked));
    return;
  }
  if (decision === 'start-denied-background') {
    am.report(decision, record.name, null);
    if (record.app !== null) am.foreground.update(record.app);
    return;
  }

  record.foregroundServiceType = types;
  if (!record.isForeground) {
    record.isForeground = true;
    record.startForegroundCount += 1;
  }
  am.short.track(record, decision === 'extend');
  if (record.app !== null) am.foreground.update(record.app);
  am.timeLimited.track(record, previousTypes);
}

/** shortService counts only when it is alone. */
function withoutCombinedShort(types: TypeMask): TypeMask {
  return types === ServiceType.shortService ? types : types & ~ServiceType.shortService;
}

/** Specification 5.4: a record whose recorded reason is exactly BOOT_COMPLETED needs one of the types of a list. */
function isRefusedAfterBoot(am: ActivityManagerService, record: ServiceRecord, types: TypeMask): boolean {
  if (am.backgroundStarts.reasonOf(record) !== 'boot' || !am.constants.isBootRestricted) return false;
  return (types & am.constants.get('fgs_boot_completed_allowlist')) === 0;
}

/** Step 8: who looks again at whether the app may, and what that means. */
function decide(
  am: ActivityManagerService,
  record: ServiceRecord,
  types: TypeMask,
  word: BackgroundStart | undefined,
): Decision {
  const { backgroundStarts, timeLimited } = am;
  const becomesShort = types === ServiceType.shortService;

  // A: a running shortService. Its budget of another type is not looked at.
  if (record.isShortFgs) {
    backgroundStarts.recordAnew(record, word);
    if (backgroundStarts.isAllowed(record)) return becomesShort ? 'extend' : 'accept';
    return becomesShort ? 'accept' : 'start-denied-background';
  }
  // B: a type under a limit.
  if (timeLimited.isLimitInForce(types)) {
    backgroundStarts.recordAnew(record, word);
    if (!backgroundStarts.isAllowed(record)) return 'start-denied-background';
    return timeLimited.resetOrRefuse(record, types) ? 'start-denied-exhausted' : 'accept';
  }
  // C and D: other types.
  const age = am.clock.elapsedRealtime - record.createRealTime;
  if (record.startForegroundCount > 0) backgroundStarts.recordStart(record, word);
  else if (age > am.constants.get('fgs_start_foreground_timeout')) backgroundStarts.recordAnew(record, word);
  else if (!record.startRequested) backgroundStarts.recordBoundForeground(record, word);
  return backgroundStarts.isAllowed(record) ? 'accept' : 'start-denied-background';
}
