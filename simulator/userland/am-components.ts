/** `am start-foreground-service|startservice|stopservice|start|broadcast`: what reaches an app's components. */
import type { PackageRecord } from '../device/packages.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import type { Printed } from './command.js';
import { intentOf, printedIntent, reachesStoppedApps, withShellFlag, type Intent } from './intents.js';

export function serviceCommand(
  device: SimulatedDevice,
  verb: string,
  args: readonly string[],
  printed: Printed,
): number {
  const intent = intentOf(verb, args, printed);
  if (typeof intent === 'number') return intent;
  const isStop = verb === 'stopservice' || verb === 'stop-service';
  const isForeground = verb.includes('foreground');
  printed.out(
    `${isStop ? 'Stopping' : isForeground ? 'Starting foreground' : 'Starting'} service: ${printedIntent(intent)}`,
  );
  const record = device.packages.get(intent.packageName);
  const declared = record?.service(intent.className);
  if (isStop) return stopService(device, intent, declared !== undefined, printed);
  if (record === undefined || declared === undefined) {
    printed.err('Error: Not found; no service started.');
    return 255;
  }
  if (!declared.isExported) {
    printed.err(`Error: Requires permission not exported from uid ${record.uid}`);
    return 255;
  }
  hasBeenStarted(record);
  const call = isForeground ? 'startForegroundService' : 'startService';
  device.startedApp(record).startByShell(intent.className, call, intent.extras);
  return 0;
}

function stopService(device: SimulatedDevice, intent: Intent, isDeclared: boolean, printed: Printed): number {
  if (!isDeclared) {
    printed.err('Error stopping service');
    return 255;
  }
  const wasRunning = device.app(intent.packageName)?.stopByShell(intent.className) ?? false;
  printed.out(wasRunning ? 'Service stopped' : 'Service not stopped: was not running.');
  return 0;
}

function hasBeenStarted(record: PackageRecord): void {
  record.isStopped = false;
  record.isNeverLaunched = false;
}

/** `am start [-W] -n PKG/CLS`. */
export function startActivity(device: SimulatedDevice, args: readonly string[], printed: Printed): number {
  const intent = intentOf('start', args, printed);
  if (typeof intent === 'number') return intent;
  printed.out(`Starting: ${printedIntent(intent)}`);
  const record = device.packages.get(intent.packageName);
  const declared = record?.activity(intent.className);
  if (record === undefined || declared === undefined) {
    printed.err(`Error type 3\nError: Activity class {${intent.packageName}/${intent.className}} does not exist.`);
    return 1;
  }
  hasBeenStarted(record);
  const answer = device.startedApp(record).launchActivity(intent.className, intent.extras);
  if (answer === 'delivered-to-top') {
    printed.err('Warning: Activity not started, intent has been delivered to currently running top-most instance.');
  } else if (answer === 'brought-to-front') {
    printed.err('Warning: Activity not started, its current task has been brought to the front');
  }
  if (args.includes('-W')) {
    printed.out(`Status: ok\nLaunchState: ${answer === 'new' ? 'COLD' : 'HOT'}`);
    printed.out(`Activity: ${intent.packageName}/${intent.className}\nTotalTime: 312\nWaitTime: 318\nComplete`);
  }
  return 0;
}

/** `am broadcast -n PKG/CLS`: completed also when nobody received it. */
export function broadcast(device: SimulatedDevice, args: readonly string[], printed: Printed): number {
  const given = intentOf('broadcast', args, printed);
  if (typeof given === 'number') return given;
  const intent = withShellFlag(given);
  printed.out(`Broadcasting: ${printedIntent(intent)}`);
  const record = device.packages.get(intent.packageName);
  const receiver = record?.receiver(intent.className);
  const isOn =
    receiver?.isExported === true && (receiver.isEnabled || record?.enabledReceivers.has(receiver.name) === true);
  if (record !== undefined && isOn && (!record.isStopped || reachesStoppedApps(intent))) {
    hasBeenStarted(record);
    device.startedApp(record).receive(intent.className, intent.extras);
  }
  printed.out('Broadcast completed: result=0');
  return 0;
}
