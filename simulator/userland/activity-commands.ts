/** `am` and `cmd activity`: services, standby buckets, compatibility changes. */
import type { PackageRecord } from '../device/packages.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { broadcast, serviceCommand, startActivity } from './am-components.js';
import { compatCommand } from './am-compat.js';
import { appops } from './appops.js';
import { javaException, printing, takeOption, type Command, type Printed } from './command.js';

const buckets: Readonly<Record<string, number>> = {
  active: 10,
  working_set: 20,
  frequent: 30,
  rare: 40,
  restricted: 45,
};

function unknownPackage(printed: Printed, verb: string, name: string): number {
  return javaException(
    printed,
    verb,
    `java.lang.IllegalArgumentException: Unknown package: ${name}`,
    'com.android.server.usage.UsageStatsService.getPackageUid(UsageStatsService.java:2310)',
  );
}

const am = printing((device, [verb = '', ...all], printed) => {
  const args = takeOption(all, '--user').rest;
  const name = args[0] ?? '';
  const record = device.packages.get(name);
  switch (verb) {
    case 'start-foreground-service':
    case 'startforegroundservice':
    case 'start-service':
    case 'startservice':
    case 'stop-service':
    case 'stopservice':
      return serviceCommand(device, verb, all, printed);
    case 'start':
    case 'start-activity':
      return startActivity(device, all, printed);
    case 'broadcast':
      return broadcast(device, all, printed);
    case 'compat':
      return compatCommand(device, args, printed);
    case 'force-stop':
      if (record !== undefined) device.forceStop(record);
      return 0;
    case 'kill':
    case 'crash':
      if (verb === 'crash')
        device.app(name)?.crash({
          exception: 'android.app.RemoteServiceException$CrashedByAdbException',
          message: 'shell-induced crash',
        });
      else device.app(name)?.killBackground();
      return 0;
    case 'make-uid-idle':
      device.app(name)?.makeIdle();
      return 0;
    case 'get-standby-bucket':
      if (record === undefined) return unknownPackage(printed, verb, name);
      printed.out(String(record.standbyBucket));
      return 0;
    case 'set-standby-bucket':
      if (record === undefined) return unknownPackage(printed, verb, name);
      return setBucket(record, args[1] ?? '', printed);
    case 'clear-exit-info':
      for (const each of device.packages.all())
        if (name === '' || name === 'all' || each === record) device.exits.forget(each.uid);
      return 0;
    case 'service-restart-backoff':
      return restartBackoff(device, args, printed);
    case 'fgs-notification-rate-limit':
      if (name === 'enable' || name === 'disable') return 0;
      return javaException(
        printed,
        verb,
        "java.lang.IllegalArgumentException: Argument must be either 'enable' or 'disable'",
        'com.android.server.am.ActivityManagerShellCommand.runFgsNotificationRateLimit(ActivityManagerShellCommand.java:1240)',
      );
    case 'get-current-user':
      printed.out('0');
      return 0;
    default:
      printed.err(`Unknown command: ${verb}`);
      return 255;
  }
});

/** Kept and shown; restarts here go by the release's own delays. */
function restartBackoff(
  { withoutRestartBackoff }: SimulatedDevice,
  [verb = '', name = '']: readonly string[],
  printed: Printed,
): number {
  switch (verb) {
    case 'enable':
      withoutRestartBackoff.delete(name);
      return 0;
    case 'disable':
      withoutRestartBackoff.add(name);
      return 0;
    case 'show':
      printed.out(withoutRestartBackoff.has(name) ? 'disabled' : 'enabled');
      return 0;
    default:
      printed.err(`Error: unknown command '${verb}'`);
      return 255;
  }
}

function setBucket(record: PackageRecord, text: string, printed: Printed): number {
  const bucket = buckets[text] ?? (/^[0-9]{2}$/.test(text) ? Number(text) : undefined);
  if (bucket === undefined) {
    printed.err(`Error: Unknown bucket: ${text}`);
    return 255;
  }
  record.standbyBucket = bucket;
  return 0;
}

export const activityCommands: Readonly<Record<string, Command>> = { am, appops };
