/** `pm` and `cmd package`: install, list, permissions. */
import { absolutePath, SHELL_UID } from '../device/file-system.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import { javaException, printing, takeOption, type Command, type CommandContext, type Printed } from './command.js';

/** A package larger than this is refused before it fills the memory. */
const MAX_APK_BYTES = 256 << 20;

const install = async (context: CommandContext, args: readonly string[]): Promise<number> => {
  const { device, stdin, stdout, folder } = context;
  const { value: size, rest } = takeOption(args, '-S');
  const flags = rest.filter((argument) => argument.startsWith('-'));
  const path = withoutValues(rest).at(-1);
  let apk: Buffer | undefined;
  if (size !== undefined) apk = await readExactly(stdin, Number(size));
  else if (path !== undefined) {
    const content = device.files.read(absolutePath(path, folder), SHELL_UID);
    apk = content.ok ? content.value : undefined;
    if (apk === undefined) {
      await stdout(`Error: failed to open ${path}\n`);
      return 1;
    }
  }
  if (apk === undefined) {
    await stdout('Error: must either specify a package size or an APK file\n');
    return 1;
  }
  const has = (letter: string): boolean => flags.some((flag) => new RegExp(`^-[a-z]*${letter}`).test(flag));
  const answer = device.install(apk, { mayBeTestOnly: has('t'), mayDowngrade: has('d'), grantsAll: has('g') });
  await stdout(`${answer}\n`);
  return answer === 'Success' ? 0 : 1;
};

const optionsWithValue: ReadonlySet<string> = new Set(['-i', '--user', '--abi', '--install-location', '--pkg']);
const withoutValues = (args: readonly string[]): readonly string[] =>
  args.filter((argument, index) => !argument.startsWith('-') && !optionsWithValue.has(args[index - 1] ?? ''));

/** Undefined when the bytes end too early, or when there are too many. */
async function readExactly(stdin: CommandContext['stdin'], size: number): Promise<Buffer | undefined> {
  if (!(size >= 0 && size <= MAX_APK_BYTES)) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < size) {
    const chunk = await stdin.read();
    if (chunk === undefined) return undefined;
    chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, size);
}

const rest = printing((device, [verb = '', ...all], printed) => {
  const args = takeOption(all, '--user').rest;
  switch (verb) {
    case 'list':
      return list(device, args, printed);
    case 'path': {
      const record = device.packages.get(args[0] ?? '');
      if (record === undefined) return 1;
      printed.out(`package:/data/app/~~simulated==/${record.facts.packageName}-1/base.apk`);
      return 0;
    }
    case 'uninstall':
      return uninstall(device, args.find((argument) => !argument.startsWith('-')) ?? '', printed);
    case 'grant':
    case 'revoke':
      return grant(device, verb, args, printed);
    case 'clear':
    case 'unstop':
      return change(device, verb, args[0] ?? '', printed);
    default:
      printed.err(`Unknown command: ${verb}`);
      return 255;
  }
});

function list(device: SimulatedDevice, args: readonly string[], printed: Printed): number {
  if (args[0] !== 'packages') {
    printed.err(`Error: unknown list type '${args[0] ?? ''}'`);
    return 255;
  }
  const filter = args.slice(1).find((argument) => !argument.startsWith('-')) ?? '';
  for (const { facts, isSystem, uid } of device.packages.all()) {
    if (!facts.packageName.includes(filter) || (args.includes('-3') && isSystem) || (args.includes('-s') && !isSystem))
      continue;
    const version = args.includes('--show-versioncode') ? ` versionCode:${facts.versionCode}` : '';
    printed.out(`package:${facts.packageName}${version}${args.includes('-U') ? ` uid:${uid}` : ''}`);
  }
  return 0;
}

function uninstall(device: SimulatedDevice, name: string, printed: Printed): number {
  if (device.packages.uninstall(name)) {
    printed.out('Success');
    return 0;
  }
  printed.out(`Failure [DELETE_FAILED_INTERNAL_ERROR]`);
  return 1;
}

const unknown = (printed: Printed, verb: string, name: string): number =>
  javaException(
    printed,
    verb,
    `java.lang.IllegalArgumentException: Unknown package: ${name}`,
    'com.android.server.pm.permission.PermissionManagerServiceImpl.grantRuntimePermissionInternal(PermissionManagerServiceImpl.java:1380)',
  );

function grant(device: SimulatedDevice, verb: 'grant' | 'revoke', args: readonly string[], printed: Printed): number {
  const [name = '', permission = ''] = args;
  const record = device.packages.get(name);
  if (record === undefined) return unknown(printed, verb, name);
  if (!record.facts.permissions.includes(permission)) {
    const text = `java.lang.SecurityException: Package ${name} has not requested permission ${permission}`;
    return javaException(
      printed,
      verb,
      text,
      'com.android.server.pm.permission.PermissionManagerServiceImpl.grantRuntimePermissionInternal(PermissionManagerServiceImpl.java:1420)',
    );
  }
  if (!record.runtimePermissions.has(permission)) {
    const text = `java.lang.SecurityException: Permission ${permission} requested by ${name} is not a changeable permission type`;
    return javaException(
      printed,
      verb,
      text,
      'com.android.server.pm.permission.PermissionManagerServiceImpl.grantRuntimePermissionInternal(PermissionManagerServiceImpl.java:1440)',
    );
  }
  // Taking a permission away kills the app's process.
  if (verb === 'revoke' && record.runtimePermissions.get(permission) === true) {
    device.app(name)?.kill('permissions revoked');
  }
  record.runtimePermissions.set(permission, verb === 'grant');
  return 0;
}

function change(device: SimulatedDevice, verb: 'clear' | 'unstop', name: string, printed: Printed): number {
  const record = device.packages.get(name);
  if (record === undefined) {
    if (verb === 'unstop') return unknown(printed, verb, name);
    printed.out('Failed');
    return 1;
  }
  if (verb === 'unstop') record.isStopped = false;
  else {
    device.app(name)?.forceStop('clear data');
    device.clearData(record);
    printed.out('Success');
  }
  return 0;
}

const pm: Command = async (context) => {
  const [verb, ...args] = context.args;
  return verb === 'install' ? await install(context, args) : await rest(context);
};

export const packageCommands: Readonly<Record<string, Command>> = { pm };
