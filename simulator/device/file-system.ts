/**
 * A file system in memory, with owners and the few access rules that people meet over adb: the shell writes in
 * /data/local/tmp and on the shared storage, reads nearly everything else, and sees no app's private folder.
 */
export const ROOT_UID = 0;
export const SHELL_UID = 2000;

export const FileKind = { directory: 0o040000, file: 0o100000 } as const;

const texts = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
} as const;

export type Errno = keyof typeof texts;

/** Numbers of Linux, as the sync protocol sends them. */
export const errnoNumbers: Readonly<Record<Errno, number>> = {
  ENOENT: 2,
  EACCES: 13,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  ENOSPC: 28,
  EROFS: 30,
  ENOTEMPTY: 39,
};

export const errnoText = (errno: Errno): string => texts[errno];

export type FileResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Errno };

const good = <T>(value: T): FileResult<T> => ({ ok: true, value });
const bad = (error: Errno): FileResult<never> => ({ ok: false, error });

interface DirectoryNode {
  readonly kind: 'directory';
  readonly entries: Map<string, Node>;
  mode: number;
  uid: number;
  mtimeSeconds: number;
}

interface FileNode {
  readonly kind: 'file';
  chunks: Buffer[];
  length: number;
  /** What /proc has: made anew for each reader. */
  readonly produce: (() => string) | undefined;
  mode: number;
  uid: number;
  mtimeSeconds: number;
}

type Node = DirectoryNode | FileNode;

export interface FileStatus {
  /** With the bits of the kind. */
  readonly mode: number;
  readonly uid: number;
  readonly size: number;
  readonly mtimeSeconds: number;
}

export interface FileWriter {
  readonly write: (bytes: Uint8Array) => FileResult<void>;
}

/** `/sdcard/x/../y` → `/sdcard/y`; a relative path begins at `folder`. */
export function absolutePath(path: string, folder = '/'): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const writableForShell = ['/data/local/tmp', '/sdcard', '/storage/emulated/0', '/tmp'];
const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

export class FileSystem {
  readonly #root: DirectoryNode;
  #usedBytes = 0;

  constructor(
    private readonly nowSeconds: () => number,
    /** Room on the data partition; a device may be nearly full. */
    public capacityBytes: number,
  ) {
    this.#root = this.#newDirectory(ROOT_UID, 0o755);
    for (const folder of ['/system', '/proc', ...writableForShell, '/data/data', '/data/app']) {
      this.makeFolders(folder, ROOT_UID);
    }
    for (const folder of writableForShell) this.giveTo(folder, SHELL_UID, 0o771);
    this.giveTo('/data/data', 1000, 0o771);
  }

  get freeBytes(): number {
    return Math.max(0, this.capacityBytes - this.#usedBytes);
  }

  status(path: string, uid: number): FileResult<FileStatus> {
    const node = this.#find(path, uid);
    return node.ok ? good(statusOf(node.value)) : node;
  }

  /** Names with their status, by name. */
  list(path: string, uid: number): FileResult<readonly (FileStatus & { readonly name: string })[]> {
    const node = this.#find(path, uid);
    if (!node.ok) return node;
    if (node.value.kind === 'file') return bad('ENOTDIR');
    if (!this.#mayLook(absolutePath(path), uid)) return bad('EACCES');
    const entries = [...node.value.entries].map(([name, entry]) => ({ name, ...statusOf(entry) }));
    return good(entries.toSorted((first, second) => (first.name < second.name ? -1 : 1)));
  }

  read(path: string, uid: number): FileResult<Buffer> {
    const node = this.#find(path, uid);
    if (!node.ok) return node;
    if (node.value.kind === 'directory') return bad('EISDIR');
    return good(contentOf(node.value));
  }

  readText(path: string, uid: number): FileResult<string> {
    const content = this.read(path, uid);
    return content.ok ? good(content.value.toString('utf8')) : content;
  }

  /** Makes or empties a file, or goes on at its end. What is written is there at once, as on a real disk. */
  open(path: string, uid: number, how: 'write' | 'append', mode = 0o644): FileResult<FileWriter> {
    const full = absolutePath(path);
    const parent = this.#find(`${full}/..`, uid);
    if (!parent.ok) return parent;
    if (parent.value.kind === 'file') return bad('ENOTDIR');
    const name = full.slice(full.lastIndexOf('/') + 1);
    const present = parent.value.entries.get(name);
    if (present?.kind === 'directory' || name === '') return bad('EISDIR');
    const refusal = this.#refusalToWrite(full, uid);
    if (refusal !== undefined) return bad(refusal);
    const node = present ?? this.#newFile(uid, mode);
    parent.value.entries.set(name, node);
    if (how === 'write') this.#empty(node);
    node.mtimeSeconds = this.nowSeconds();
    return good({ write: (bytes) => this.#append(node, bytes) });
  }

  write(path: string, uid: number, content: string | Uint8Array, mode?: number): FileResult<void> {
    const writer = this.open(path, uid, 'write', mode);
    return writer.ok ? writer.value.write(Buffer.from(content)) : writer;
  }

  /** A file whose text is made for each reader. */
  addProduced(path: string, produce: () => string): void {
    const full = absolutePath(path);
    const slash = full.lastIndexOf('/');
    this.makeFolders(full.slice(0, slash), ROOT_UID);
    const parent = this.#find(full.slice(0, slash), ROOT_UID);
    if (!parent.ok || parent.value.kind === 'file') throw new Error(`no folder for ${path}`);
    parent.value.entries.set(full.slice(slash + 1), { ...this.#newFile(ROOT_UID, 0o444), produce });
  }

  makeFolder(path: string, uid: number, mode = 0o755): FileResult<void> {
    const full = absolutePath(path);
    if (this.#find(full, ROOT_UID).ok) return bad('EEXIST');
    const parent = this.#find(`${full}/..`, uid);
    if (!parent.ok) return parent;
    if (parent.value.kind === 'file') return bad('ENOTDIR');
    const refusal = this.#refusalToWrite(full, uid);
    if (refusal !== undefined) return bad(refusal);
    parent.value.entries.set(full.slice(full.lastIndexOf('/') + 1), this.#newDirectory(uid, mode));
    return good(undefined);
  }

  /** `mkdir -p`. */
  makeFolders(path: string, uid: number): FileResult<void> {
    let made = '';
    for (const part of absolutePath(path).split('/').slice(1)) {
      made += `/${part}`;
      const done = this.makeFolder(made, uid);
      if (!done.ok && done.error !== 'EEXIST') return done;
    }
    const node = this.#find(path, ROOT_UID);
    return node.ok && node.value.kind === 'file' ? bad('EEXIST') : good(undefined);
  }

  /** A file, or a folder with all that is in it. */
  remove(path: string, uid: number): FileResult<void> {
    const full = absolutePath(path);
    const node = this.#find(full, uid);
    if (!node.ok) return node;
    const refusal = this.#refusalToWrite(full, uid);
    if (refusal !== undefined) return bad(refusal);
    const parent = this.#find(`${full}/..`, ROOT_UID);
    if (!parent.ok || parent.value.kind === 'file') return bad('EACCES');
    this.#release(node.value);
    parent.value.entries.delete(full.slice(full.lastIndexOf('/') + 1));
    return good(undefined);
  }

  removeEmptyFolder(path: string, uid: number): FileResult<void> {
    const node = this.#find(path, uid);
    if (!node.ok) return node;
    if (node.value.kind === 'file') return bad('ENOTDIR');
    return node.value.entries.size > 0 ? bad('ENOTEMPTY') : this.remove(path, uid);
  }

  move(from: string, to: string, uid: number): FileResult<void> {
    const source = this.#find(from, uid);
    if (!source.ok) return source;
    const full = absolutePath(to);
    const parent = this.#find(`${full}/..`, uid);
    if (!parent.ok) return parent;
    if (parent.value.kind === 'file') return bad('ENOTDIR');
    const refusal = this.#refusalToWrite(absolutePath(from), uid) ?? this.#refusalToWrite(full, uid);
    if (refusal !== undefined) return bad(refusal);
    if (isInside(full, absolutePath(from))) return good(undefined);
    const oldParent = this.#find(`${absolutePath(from)}/..`, ROOT_UID);
    if (!oldParent.ok || oldParent.value.kind === 'file') return bad('EACCES');
    const name = full.slice(full.lastIndexOf('/') + 1);
    const replaced = parent.value.entries.get(name);
    if (replaced?.kind === 'directory') return bad('EISDIR');
    if (replaced !== undefined) this.#release(replaced);
    oldParent.value.entries.delete(absolutePath(from).slice(absolutePath(from).lastIndexOf('/') + 1));
    parent.value.entries.set(name, source.value);
    return good(undefined);
  }

  change(
    path: string,
    uid: number,
    what: { readonly mode?: number; readonly mtimeSeconds?: number },
  ): FileResult<void> {
    const node = this.#find(path, uid);
    if (!node.ok) return node;
    const refusal = this.#refusalToWrite(absolutePath(path), uid);
    if (refusal !== undefined) return bad(refusal);
    node.value.mode = what.mode ?? node.value.mode;
    node.value.mtimeSeconds = what.mtimeSeconds ?? node.value.mtimeSeconds;
    return good(undefined);
  }

  #find(path: string, uid: number): FileResult<Node> {
    const full = absolutePath(path);
    let node: Node = this.#root;
    let at = '';
    for (const part of full.split('/').slice(1)) {
      if (part === '') continue;
      if (node.kind === 'file') return bad('ENOTDIR');
      if (!this.#mayPass(at, uid)) return bad('EACCES');
      const next: Node | undefined = node.entries.get(part);
      if (next === undefined) return bad('ENOENT');
      node = next;
      at += `/${part}`;
    }
    return mayRead(node, uid) ? good(node) : bad('EACCES');
  }

  /** An app's private folder lets its owner in. */
  #mayPass(folder: string, uid: number): boolean {
    const app = /^\/data\/data\/[^/]+/.exec(folder)?.[0];
    if (app === undefined || uid === ROOT_UID) return true;
    const entries = this.#root.entries.get('data');
    const apps = entries?.kind === 'directory' ? entries.entries.get('data') : undefined;
    const node = apps?.kind === 'directory' ? apps.entries.get(app.slice('/data/data/'.length)) : undefined;
    return node?.uid === uid;
  }

  /** Listing needs more than passing. */
  #mayLook(path: string, uid: number): boolean {
    if (uid === ROOT_UID) return true;
    return path !== '/data' && path !== '/data/data' && path !== '/data/app' && this.#mayPass(path, uid);
  }

  #refusalToWrite(path: string, uid: number): Errno | undefined {
    if (uid === ROOT_UID) return undefined;
    if (isInside(path, '/system')) return 'EROFS';
    if (writableForShell.some((folder) => path !== folder && isInside(path, folder))) return undefined;
    return path.startsWith('/data/data/') && this.#mayPass(path, uid) ? undefined : 'EACCES';
  }

  /** `chown` and `chmod`, by root. */
  giveTo(path: string, uid: number, mode: number): void {
    const node = this.#find(path, ROOT_UID);
    if (!node.ok) throw new Error(`${path} is missing`);
    node.value.uid = uid;
    node.value.mode = mode;
  }

  #append(node: FileNode, bytes: Uint8Array): FileResult<void> {
    if (bytes.length > this.freeBytes) return bad('ENOSPC');
    node.chunks.push(Buffer.from(bytes));
    node.length += bytes.length;
    this.#usedBytes += bytes.length;
    node.mtimeSeconds = this.nowSeconds();
    return good(undefined);
  }

  #empty(node: FileNode): void {
    this.#usedBytes -= node.length;
    node.chunks = [];
    node.length = 0;
  }

  #release(node: Node): void {
    if (node.kind === 'file') this.#empty(node);
    else for (const entry of node.entries.values()) this.#release(entry);
  }

  #newDirectory(uid: number, mode: number): DirectoryNode {
    return { kind: 'directory', entries: new Map(), mode, uid, mtimeSeconds: this.nowSeconds() };
  }

  #newFile(uid: number, mode: number): FileNode {
    return { kind: 'file', chunks: [], length: 0, produce: undefined, mode, uid, mtimeSeconds: this.nowSeconds() };
  }
}

function mayRead(node: Node, uid: number): boolean {
  return uid === ROOT_UID || node.uid === uid || node.kind === 'directory' || (node.mode & 0o444) !== 0;
}

function contentOf(node: FileNode): Buffer {
  if (node.produce !== undefined) return Buffer.from(node.produce());
  if (node.chunks.length > 1) node.chunks = [Buffer.concat(node.chunks)];
  return node.chunks[0] ?? Buffer.alloc(0);
}

function statusOf(node: Node): FileStatus {
  const isFolder = node.kind === 'directory';
  const kind = isFolder ? FileKind.directory : FileKind.file;
  return {
    mode: kind | node.mode,
    uid: node.uid,
    size: isFolder ? 4096 : node.length,
    mtimeSeconds: node.mtimeSeconds,
  };
}
