/** `am` and `cmd activity`: services, standby buckets, compatibility changes. */
import { shortComponent } from '../../engine/android/components.js';
import type { PackageRecord } from '../device/packages.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { javaException, printing, takeOption, type Command, type Printed } from './command.js';

const buckets: Readonly<Record<string, number>> = {
  active: 10,
  working_set: 20,
  frequent: 30,
  rare: 40,
  restricted: 45,
};

interface Intent {
  readonly packageName: string;
  /** Full class name. */
  readonly className: string;
  readonly extras: ReadonlyMap<string, string>;
}

/** `-n PKG/CLS --es NAME VALUE …`; undefined without a component. */
function parseIntent(args: readonly string[]): Intent | undefined {
  const extras = new Map<string, string>();
  let component = '';
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    if (argument === '-n' || argument === '--component') component = args[++at] ?? '';
    else if (['--es', '--ei', '--el', '--ez', '-e'].includes(argument)) {
      extras.set(args[at + 1] ?? '', args[at + 2] ?? '');
      at += 2;
    } else if (['--user', '-a', '-d', '-f', '-t', '-c', '-p'].includes(argument)) at += 1;
    else if (/^[^-/]+\/[^/]+$/.test(argument)) component = argument;
  }
  const [packageName = '', className = ''] = component.split('/');
  if (packageName === '' || className === '') return undefined;
  return { packageName, className: className.startsWith('.') ? `${packageName}${className}` : className, extras };
}

const printedIntent = ({ packageName, className, extras }: Intent): string =>
  `Intent { cmp=${shortComponent(`${packageName}/${className}`)}${extras.size > 0 ? ' (has extras)' : ''} }`;

function service(device: SimulatedDevice, verb: string, args: readonly string[], printed: Printed): number {
  const intent = parseIntent(args);
  if (intent === undefined) {
    return javaException(
      printed,
      verb,
      'java.lang.IllegalArgumentException: Intent expected',
      'com.android.server.am.ActivityManagerShellCommand.makeIntent(ActivityManagerShellCommand.java:880)',
    );
  }
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
  record.isStopped = false;
  record.isNeverLaunched = false;
  const how = isForeground ? 'startForegroundService' : 'startService';
  device.startedApp(record).startByShell(intent.className, how, intent.extras);
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

function compat(device: SimulatedDevice, [verb = '', ...all]: readonly string[], printed: Printed): number {
  const [wanted = '', name = ''] = all.filter((argument) => argument !== '--no-kill');
  const change = device.compat.find(wanted);
  if (change === undefined) {
    printed.out(`Unknown or invalid change: '${wanted}'.`);
    return 255;
  }
  if (verb === 'reset') {
    device.compat.reset(change, name);
    appliesAgain(device, name);
    printed.out(`Reset change ${change.id} for ${name} to default value.`);
    return 0;
  }
  if (verb !== 'enable' && verb !== 'disable') {
    printed.err(`Error: unknown compat command '${verb}'`);
    return 255;
  }
  const record = device.packages.get(name);
  const refusal = overrideRefusal(record, change.sinceTargetSdk);
  if (refusal !== undefined) {
    return javaException(
      printed,
      'compat',
      `java.lang.SecurityException: Cannot override ${change.id} for ${name} because ${refusal}`,
      'com.android.internal.compat.OverrideAllowedState.enforce(OverrideAllowedState.java:109)',
    );
  }
  device.compat.override(change, name, verb === 'enable');
  if (!all.includes('--no-kill')) device.app(name)?.kill('PlatformCompat overrides');
  appliesAgain(device, name);
  printed.out(`${verb === 'enable' ? 'Enabled' : 'Disabled'} change ${change.id} for ${name}.`);
  return 0;
}

const appliesAgain = (device: SimulatedDevice, name: string): void => device.app(name)?.applyCompat();

/** `OverrideValidatorImpl` on a user build (specification adb-and-devices, 8.3). */
function overrideRefusal(record: PackageRecord | undefined, sinceTargetSdk: number | undefined): string | undefined {
  if (record?.facts.isDebuggable !== true) return 'the app is not debuggable.';
  if (sinceTargetSdk === undefined) return 'the change is not gated by target SDK version.';
  if (record.facts.targetSdk < sinceTargetSdk) return undefined;
  return `the app's targetSdk (${record.facts.targetSdk}) is above the change's targetSdk threshold (${sinceTargetSdk - 1})`;
}

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
      return service(device, verb, all, printed);
    case 'compat':
      return compat(device, args, printed);
    case 'force-stop':
      if (record !== undefined) record.isStopped = true;
      device.app(name)?.forceStop('from pid 4321');
      return 0;
    case 'kill':
    case 'crash':
      if (verb === 'crash')
        device.app(name)?.crash('android.app.RemoteServiceException$CrashedByAdbException: shell-induced crash');
      else device.app(name)?.kill('kill background');
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
    default:
      printed.err(`Unknown command: ${verb}`);
      return 255;
  }
});

function setBucket(record: PackageRecord, text: string, printed: Printed): number {
  const bucket = buckets[text] ?? (/^[0-9]{2}$/.test(text) ? Number(text) : undefined);
  if (bucket === undefined) {
    printed.err(`Error: Unknown bucket: ${text}`);
    return 255;
  }
  record.standbyBucket = bucket;
  return 0;
}

const opModes = ['allow', 'ignore', 'deny', 'default', 'foreground'];

const appops = printing((device, [verb = '', ...all], printed) => {
  const [name = '', op = '', mode = ''] = takeOption(all, '--user').rest;
  if (verb === 'write-settings') return 0;
  const record = device.packages.get(name);
  if (record === undefined) {
    printed.err(`Error: No UID for ${name} in user 0`);
    return 255;
  }
  if (verb === 'get') {
    const set = record.ops.get(op);
    if (set === undefined) printed.out('No operations.\nDefault mode: allow');
    else printed.out(`${op}: ${set}`);
    return 0;
  }
  if (verb === 'reset') {
    record.ops.clear();
    return 0;
  }
  if (verb !== 'set' || !opModes.includes(mode)) {
    printed.err(`Error: ${verb === 'set' ? `Mode is not valid: ${mode}` : `Unknown command: ${verb}`}`);
    return 255;
  }
  if (mode === 'allow' || mode === 'default') record.ops.delete(op);
  else record.ops.set(op, mode);
  return 0;
});

export const activityCommands: Readonly<Record<string, Command>> = { am, appops };
