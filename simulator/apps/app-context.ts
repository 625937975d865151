/** What the code of an app may ask of the system, answered by the app's core and the device. */
import { labelOfMask, ServiceType } from '../../engine/android/service-types.js';
import type { AppContext, Extras, Thrown } from './app-code.js';
import type { AppCore } from './app-core.js';
import type { AppProcess } from './app-process.js';
import { refusal, startRefused } from './exceptions.js';
import { refusalByManifest, refusalByPolicy } from './service-type-policy.js';
import { standingOf } from './process-standing.js';
import type { ServiceState } from './service-state.js';

/** What only the whole app can do. */
export interface AppActivities {
  readonly startActivity: (activity: string, extras: Extras) => void;
  readonly moveTaskToBack: () => void;
  readonly finishActivity: () => void;
  readonly scheduleJob: AppContext['scheduleJob'];
  readonly cancelJob: AppContext['cancelJob'];
  readonly jobFinished: AppContext['jobFinished'];
}

export function contextOf(core: AppCore, process: AppProcess, activities: AppActivities): AppContext {
  const { world, app, am } = core;
  const { pid, uid, name } = process.facts;
  return {
    ...serviceCalls(core, process),
    ...activities,
    packageName: app.facts.packageName,
    processName: name,
    pid,
    uid,
    targetSdk: app.facts.targetSdk,
    sdk: world.release.sdk,
    fingerprint: world.fingerprint,
    bootId: world.bootId(),
    main: process.main,
    files: world.files,
    saved: app.saved,
    uptime: () => am.clock.uptime,
    elapsed: () => am.clock.elapsedRealtime,
    wall: () => world.clocks.wall,
    log: (priority, tag, message) => world.log.write('main', priority, tag, message, { pid, tid: pid, uid }),
    exits: () => world.exits.of(uid),
    report: () => ({
      ...world.deviceReport(app),
      importance: standingOf(am, process.record).importance,
      trimLevel: 0,
    }),
    setAlarm: world.setAlarm,
    repeat: (everyMs, call) => process.repeat(everyMs, call),
    setReceiverEnabled: (receiver, isEnabled) => {
      if (isEnabled) app.enabledReceivers.add(receiver);
      else app.enabledReceivers.delete(receiver);
    },
    throwUncaught: (thrown) => core.crash(process, thrown),
    killProcess: () => {
      const { importance } = standingOf(am, process.record);
      world.exits.add(process.facts, { reason: 'SIGNALED', description: '', status: 9, importance });
      core.perform(() => am.appDied(process.record, false));
    },
  };
}

type ServiceCalls = Pick<
  AppContext,
  | 'declaredTypes'
  | 'startService'
  | 'stopService'
  | 'stopSelf'
  | 'startForeground'
  | 'stopForeground'
  | 'bindService'
  | 'unbindService'
>;

function serviceCalls(core: AppCore, process: AppProcess): ServiceCalls {
  const { am } = core;
  const stop = (name: string): boolean => {
    if (core.service(name) === undefined || core.recordOf(name) === undefined) return false;
    core.perform(() => am.services.stopService(name), { stopReason: 'STOP_SERVICE' });
    return true;
  };
  return {
    declaredTypes: (name) => core.service(name)?.declared ?? ServiceType.none,
    startService: (call, name, extras) => {
      const service = core.service(name);
      if (service === undefined) return false;
      if (core.start(call, service, extras, undefined)) return true;
      return startRefused(core.world.release.release, core.serviceLog.component(name));
    },
    stopService: stop,
    stopSelf: stop,
    startForeground: (name, mask) => startForeground(core, process, core.service(name), mask),
    stopForeground: (name) => {
      core.perform(() => am.services.stopForeground(name), { stopReason: 'STOP_FOREGROUND' });
    },
    bindService: (name) => {
      const service = core.service(name);
      if (service === undefined) return false;
      service.clients.set(process, false);
      core.perform(() => am.services.bindService(name, undefined));
      return true;
    },
    unbindService: (name) => {
      const service = core.service(name);
      if (service?.clients.delete(process) !== true || service.clients.size > 0) return;
      core.perform(() => am.services.unbindService(name));
    },
  };
}

/** The types in force, or what the call throws. */
function startForeground(
  core: AppCore,
  process: AppProcess,
  service: ServiceState | undefined,
  asked: number,
): Thrown | number {
  const record = service === undefined ? undefined : core.recordOf(service.name);
  // A destroyed service: the platform finds no record and ignores the call.
  if (service === undefined || record === undefined) return ServiceType.none;
  const unfit = refusalByManifest(asked, service.declared);
  if (unfit !== undefined) return unfit;
  const mask = asked === ServiceType.manifest ? service.declared : asked;
  const unpermitted = refusalByPolicy(mask, core.app, process.facts.pid);
  if (unpermitted !== undefined) {
    core.am.promise.keep(record);
    core.serviceLog.foreground('denied', service.name, {
      durationMs: 0,
      startCount: record.startForegroundCount,
      stopReason: 'UNKNOWN',
      types: mask,
      startReason: 'SYSTEM_UID',
    });
    return unpermitted;
  }
  const isShort = record.isShortFgs;
  const outcomes = core.perform(() => core.am.services.startForeground(service.name, asked, undefined));
  const denied = outcomes.find(({ outcome }) => outcome.startsWith('start-denied'));
  if (denied === undefined) return record.foregroundServiceType;
  if (denied.outcome === 'start-denied-background') {
    core.serviceLog.denied('Service.startForeground', service.name, mask);
  }
  const names = core.serviceLog.names(service.name, record);
  const about = { release: core.world.release.release, isShort, typeLabel: labelOfMask(mask) };
  return refusal(denied, names, about) ?? record.foregroundServiceType;
}
