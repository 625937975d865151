/** toybox: commands on files. Texts are toybox's own. */
import { absolutePath, errnoText, FileKind, type Errno } from '../device/file-system.js';
import type { Command, CommandContext } from './command.js';

const KIND_MASK = 0o170000;

function split(args: readonly string[]): { readonly flags: string; readonly paths: readonly string[] } {
  const flags = args.filter((argument) => /^-[A-Za-z0-9]+$/.test(argument));
  return { flags: flags.join(''), paths: args.filter((argument) => !flags.includes(argument) && argument !== '--') };
}

/** Does something for each path; says what failed, and goes on. */
async function forEach(
  { stderr }: CommandContext,
  paths: readonly string[],
  act: (path: string) => Errno | undefined | Promise<Errno | undefined>,
  message: (path: string, text: string) => string,
): Promise<number> {
  let code = 0;
  for (const path of paths) {
    const error = await act(path);
    if (error === undefined) continue;
    await stderr(`${message(path, errnoText(error))}\n`);
    code = 1;
  }
  return code;
}

const errorOf = (result: { readonly ok: true } | { readonly ok: false; readonly error: Errno }): Errno | undefined =>
  result.ok ? undefined : result.error;

const cat: Command = async (context) => {
  const { device, args, stdin, stdout, folder, uid } = context;
  const { paths } = split(args);
  const read = async (path: string): Promise<Errno | undefined> => {
    if (path === '-') {
      for await (const chunk of stdin) if (!(await stdout(chunk))) break;
      return undefined;
    }
    const content = device.files.read(absolutePath(path, folder), uid);
    if (!content.ok) return content.error;
    await stdout(content.value);
    return undefined;
  };
  return await forEach(context, paths.length === 0 ? ['-'] : paths, read, (path, text) => `cat: ${path}: ${text}`);
};

const ls: Command = async (context) => {
  const { device, args, stdout, folder, uid } = context;
  const { flags, paths } = split(args);
  const line = (name: string, mode: number, size: number, owner: number, mtime: number): string => {
    if (!flags.includes('l')) return `${name}\n`;
    const letters = modeLetters(mode);
    const when = new Date(mtime * 1000).toISOString().slice(0, 16).replace('T', ' ');
    const who = ownerName(owner);
    return `${letters} 1 ${who} ${who} ${String(size).padStart(7)} ${when} ${name}\n`;
  };
  const show = async (path: string): Promise<Errno | undefined> => {
    const full = absolutePath(path, folder);
    const status = device.files.status(full, uid);
    if (!status.ok) return status.error;
    if ((status.value.mode & KIND_MASK) !== FileKind.directory || flags.includes('d')) {
      await stdout(line(path, status.value.mode, status.value.size, status.value.uid, status.value.mtimeSeconds));
      return undefined;
    }
    const listed = device.files.list(full, uid);
    if (!listed.ok) return listed.error;
    const entries = listed.value.filter(({ name }) => flags.includes('a') || !name.startsWith('.'));
    if (paths.length > 1) await stdout(`${path}:\n`);
    if (flags.includes('l')) await stdout(`total ${4 * entries.length}\n`);
    for (const entry of entries) await stdout(line(entry.name, entry.mode, entry.size, entry.uid, entry.mtimeSeconds));
    return undefined;
  };
  return await forEach(context, paths.length === 0 ? ['.'] : paths, show, (path, text) => `ls: ${path}: ${text}`);
};

function modeLetters(mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  return `${(mode & KIND_MASK) === FileKind.directory ? 'd' : '-'}${bits.join('')}`;
}

function ownerName(uid: number): string {
  if (uid === 0) return 'root';
  if (uid === 1000) return 'system';
  return uid === 2000 ? 'shell' : `u0_a${uid - 10_000}`;
}

const mkdir: Command = async (context) => {
  const { device, args, folder, uid } = context;
  const { flags, paths } = split(args);
  const make = (path: string): Errno | undefined => {
    const full = absolutePath(path, folder);
    return errorOf(flags.includes('p') ? device.files.makeFolders(full, uid) : device.files.makeFolder(full, uid));
  };
  return await forEach(context, paths, make, (path, text) => `mkdir: '${path}': ${text}`);
};

const rm: Command = async (context) => {
  const { device, args, folder, uid } = context;
  const { flags, paths } = split(args);
  const remove = (path: string): Errno | undefined => {
    const full = absolutePath(path, folder);
    const status = device.files.status(full, uid);
    if (!status.ok) return flags.includes('f') && status.error === 'ENOENT' ? undefined : status.error;
    if ((status.value.mode & KIND_MASK) === FileKind.directory && !/[rR]/.test(flags)) return 'EISDIR';
    return errorOf(device.files.remove(full, uid));
  };
  return await forEach(context, paths, remove, (path, text) => `rm: ${path}: ${text}`);
};

const rmdir: Command = async (context) => {
  const { device, args, folder, uid } = context;
  const remove = (path: string): Errno | undefined =>
    errorOf(device.files.removeEmptyFolder(absolutePath(path, folder), uid));
  return await forEach(context, split(args).paths, remove, (path, text) => `rmdir: '${path}': ${text}`);
};

/** The last path is the target; several sources need a folder there. */
function targets(context: CommandContext): readonly (readonly [string, string])[] {
  const { paths } = split(context.args);
  const to = absolutePath(paths.at(-1) ?? '/', context.folder);
  const status = context.device.files.status(to, context.uid);
  const isFolder = status.ok && (status.value.mode & KIND_MASK) === FileKind.directory;
  return paths.slice(0, -1).map((path) => [path, isFolder ? `${to}/${path.slice(path.lastIndexOf('/') + 1)}` : to]);
}

const mv: Command = async (context) => {
  const { device, folder, uid } = context;
  const pairs = new Map(targets(context));
  const move = (path: string): Errno | undefined =>
    errorOf(device.files.move(absolutePath(path, folder), pairs.get(path) ?? path, uid));
  return await forEach(context, [...pairs.keys()], move, (path, text) => `mv: bad '${path}': ${text}`);
};

const cp: Command = async (context) => {
  const { device, folder, uid } = context;
  const pairs = new Map(targets(context));
  const copy = (path: string): Errno | undefined => {
    const content = device.files.read(absolutePath(path, folder), uid);
    return content.ok ? errorOf(device.files.write(pairs.get(path) ?? path, uid, content.value)) : content.error;
  };
  return await forEach(context, [...pairs.keys()], copy, (path, text) => `cp: bad '${path}': ${text}`);
};

const touch: Command = async (context) => {
  const { device, args, folder, uid } = context;
  const open = (path: string): Errno | undefined =>
    errorOf(device.files.open(absolutePath(path, folder), uid, 'append'));
  return await forEach(context, split(args).paths, open, (path, text) => `touch: '${path}': ${text}`);
};

const chmod: Command = async (context) => {
  const { device, args, folder, uid } = context;
  const [mode = '', ...paths] = args;
  const change = (path: string): Errno | undefined =>
    errorOf(device.files.change(absolutePath(path, folder), uid, { mode: Number.parseInt(mode, 8) & 0o7777 }));
  return await forEach(context, paths, change, (path, text) => `chmod: '${path}': ${text}`);
};

const df: Command = async ({ device, stdout }) => {
  const total = Math.floor(device.files.capacityBytes / 1024);
  const free = Math.floor(device.files.freeBytes / 1024);
  const percent = Math.ceil((100 * (total - free)) / total);
  await stdout('Filesystem       1K-blocks    Used Available Use% Mounted on\n');
  await stdout(
    `/dev/block/dm-50 ${String(total).padStart(9)} ${String(total - free).padStart(7)} ${String(free).padStart(9)} ${String(percent).padStart(3)}% /data\n`,
  );
  return 0;
};

export const fileCommands: Readonly<Record<string, Command>> = {
  cat,
  ls,
  mkdir,
  rm,
  rmdir,
  mv,
  cp,
  touch,
  chmod,
  df,
  sync: () => 0,
};
