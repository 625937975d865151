/** An `AdbPort` bound to one connection of one adb server: when that connection goes, every call fails, for ever. */
import { Adb, AdbShellProtocolProcessImpl, AdbSync, AdbSyncError, type AdbServerTransport } from '@yume-chan/adb';
import { ReadableStream } from '@yume-chan/stream-extra';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { AdbFailure, ShellAnswer, StreamingAdbPort } from '../adb-port.js';
import { CallSockets } from './call-sockets.js';
import { openOutput } from './output-stream.js';
import type { ListedConnection } from './device-list.js';
import { deviceFeatures, listConnections } from './server-calls.js';
import type { ServerAddress } from './server-address.js';
import { begin, Refused, settledFailure, transportOf, type TransportAddress } from './transport.js';

/** Installing takes longer than anything else that we ask for in one line. */
const DEADLINE_MS = 60_000;
/** `dumpsys` of a busy phone has some MiB; more than this is not an answer to our questions. */
const MAX_ANSWER_BYTES = 32 << 20;
/** Files get this much longer: the slowest cable that is worth waiting for. */
const SLOWEST_BYTES_PER_MS = 500;

export function connectionPort(address: TransportAddress, deadlineMs: number = DEADLINE_MS): StreamingAdbPort {
  return {
    shell: (command) =>
      call(address, deadlineMs, async (transport) => await runShell(transport, command, MAX_ANSWER_BYTES)),
    push: (path, bytes) =>
      call(address, deadlineMs + bytes.length / SLOWEST_BYTES_PER_MS, (transport) => pushFile(transport, path, bytes)),
    pull: (path, maxBytes) =>
      call(address, deadlineMs + maxBytes / SLOWEST_BYTES_PER_MS, (transport) => pullFile(transport, path, maxBytes)),
    open: (command) => openOutput(address, command, deadlineMs),
  };
}

/** The connection that a serial has now. For programs that talk to a device once; the fleet knows its connections itself. */
export async function portOfSerial(
  server: ServerAddress,
  serial: string,
  deadlineMs: number = DEADLINE_MS,
): Promise<Result<StreamingAdbPort, AdbFailure>> {
  const listed = await listConnections(server);
  if (!listed.ok) return listed;
  const found = listed.value.find((connection) => connection.serial === serial);
  if (found === undefined) return fail({ reason: 'refused', text: `adb knows no device ${serial}` });
  return await portOfConnection(server, found, deadlineMs);
}

/** A connection of the server's list. */
export async function portOfConnection(
  server: ServerAddress,
  { serial, transportId }: Pick<ListedConnection, 'serial' | 'transportId'>,
  deadlineMs: number = DEADLINE_MS,
): Promise<Result<StreamingAdbPort, AdbFailure>> {
  if (transportId === null) return fail({ reason: 'refused', text: 'this adb server is too old: install a newer adb' });
  const features = await deviceFeatures(server, transportId);
  return features.ok
    ? ok(connectionPort({ server, serial, transportId, features: features.value }, deadlineMs))
    : features;
}

async function call<T>(
  address: TransportAddress,
  deadlineMs: number,
  talk: (transport: AdbServerTransport) => Promise<T>,
): Promise<Result<T, AdbFailure>> {
  const sockets = new CallSockets(address.server, deadlineMs, address.signal);
  try {
    return ok(await talk(transportOf(sockets, address)));
  } catch (error) {
    const failure = sockets.failureOf(error, error instanceof Refused ? 'refused' : 'lost');
    return fail(await settledFailure(address, failure));
  } finally {
    sockets.end();
  }
}

async function runShell(transport: AdbServerTransport, command: string, maxBytes: number): Promise<ShellAnswer> {
  const process = new AdbShellProtocolProcessImpl(await begin(transport, `shell,v2,raw:${command}`));
  const limit = { left: maxBytes };
  const [stdout, stderr, exitCode] = await Promise.all([
    readAll(process.stdout, limit),
    readAll(process.stderr, limit),
    process.exited,
  ]);
  return { stdout: decode(stdout), stderr: decode(stderr), exitCode };
}

/** Bytes of a log may be no UTF-8: they become U+FFFD, one by one, and nothing throws. */
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

async function readAll(stream: ReadableStream<Uint8Array>, limit: { left: number }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    limit.left -= chunk.length;
    if (limit.left < 0) throw new Refused('the answer is longer than what is taken');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Readable for all, as adb pushes: the package installer runs as somebody else. */
const FILE_MODE = 0o644;

async function pushFile(transport: AdbServerTransport, path: string, bytes: Uint8Array): Promise<void> {
  const sync = new AdbSync(new Adb(transport), await begin(transport, 'sync:'));
  const file = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
  try {
    await sync.write({ filename: path, file, permission: FILE_MODE });
  } catch (error) {
    throw asRefusal(error);
  }
}

async function pullFile(transport: AdbServerTransport, path: string, maxBytes: number): Promise<Uint8Array | null> {
  const sync = new AdbSync(new Adb(transport), await begin(transport, 'sync:'));
  const tooLong = (): Refused => new Refused(`${path} is longer than ${maxBytes} bytes`);
  const bytes = await sizeOf(sync, path);
  if (bytes === null) return null;
  if (bytes > BigInt(maxBytes)) throw tooLong();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // A file of /proc has size 0 and something in it; another may grow meanwhile.
    for await (const chunk of sync.read(path)) {
      length += chunk.length;
      if (length > maxBytes) throw tooLong();
      chunks.push(chunk);
    }
  } catch (error) {
    throw asRefusal(error);
  }
  return Buffer.concat(chunks);
}

/** Null when there is no such file. Devices before Android 8 answer all zeros instead of saying why. */
async function sizeOf(sync: AdbSync, path: string): Promise<bigint | null> {
  try {
    return (await (sync.supportsStat ? sync.stat(path) : sync.lstat(path))).size;
  } catch (error) {
    if (error instanceof Error && ['ENOENT', 'ENOTDIR', 'lstat error'].includes(error.message)) return null;
    throw asRefusal(error);
  }
}

/** Tango has a class for what the device said, and plain errors for errno; a broken socket is neither. */
const asRefusal = (error: unknown): unknown =>
  error instanceof AdbSyncError || (error instanceof Error && /^E[A-Z]+$/.test(error.message))
    ? new Refused(error.message)
    : error;
