/**
 * An `AdbPort` over an adb server that runs already, spoken to through its socket; adb's own command line is never used,
 * because it answers exit code 0 when a connection drops. Small on purpose: enough to restore a device and to ask the server
 * what it is. The lab's own connector, with leases and health, takes its place where it is there.
 */
import { connect, type Socket } from 'node:net';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { AdbFailure, AdbPort, ShellAnswer } from '../devices/adb-port.js';
import { word } from './shell-text.js';

export interface AdbServer {
  readonly host: string;
  readonly port: number;
}

const DEADLINE_MS = 15_000;
/** `dumpsys` of a busy phone has some hundred KiB; more than this is not an answer to our questions. */
const MAX_ANSWER_BYTES = 16 << 20;

/** Where the server is: `ADB_SERVER_SOCKET`, `ANDROID_ADB_SERVER_PORT`, else port 5037, as adb itself looks for it. */
export function adbServerFrom(env: Readonly<Record<string, string | undefined>>): AdbServer {
  const socket = /^tcp:(?:([^:]+):)?([0-9]{1,5})$/.exec(env['ADB_SERVER_SOCKET'] ?? '');
  if (socket?.[2] !== undefined) return { host: socket[1] ?? '127.0.0.1', port: Number(socket[2]) };
  const port = Number(env['ANDROID_ADB_SERVER_PORT']);
  return { host: '127.0.0.1', port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : 5037 };
}

/** Asks the server itself (`host:version`, `host:devices`); the answer is its text. */
export async function askAdbServer(
  server: AdbServer,
  service: string,
  deadlineMs = DEADLINE_MS,
): Promise<Result<string, AdbFailure>> {
  return await converse(server, deadlineMs, async (stream) => {
    await request(stream, service);
    const length = Number.parseInt(new TextDecoder().decode(await stream.take(4)), 16);
    if (!Number.isInteger(length)) throw new Error('the adb server answers something else');
    return new TextDecoder().decode(await stream.take(length));
  });
}

export interface ListedDevice {
  readonly serial: string;
  /** `device` when it can be used; `unauthorized`, `offline` and others else. */
  readonly state: string;
}

export function parseDevices(text: string): readonly ListedDevice[] {
  return text.split('\n').flatMap((line) => {
    const [serial = '', state = ''] = line.split('\t');
    return serial === '' || state === '' ? [] : [{ serial, state }];
  });
}

/** A device of this server, by the serial that the server gives it. */
export function adbServerPort(server: AdbServer, serial: string, deadlineMs: number = DEADLINE_MS): AdbPort {
  const run = (command: string, input?: Uint8Array): Promise<Result<ShellBytes, AdbFailure>> =>
    converse(server, deadlineMs, async (stream) => {
      await request(stream, `host:transport:${serial}`);
      await request(stream, `shell,v2,raw:${command}`);
      if (input !== undefined) sendInput(stream.socket, input);
      return await readShell(stream);
    });
  const shell = async (command: string): Promise<Result<ShellAnswer, AdbFailure>> => {
    const answer = await run(command);
    return answer.ok ? ok({ ...answer.value, stdout: new TextDecoder().decode(answer.value.stdout) }) : answer;
  };
  return {
    shell,
    push: async (path, bytes) => {
      const folder = path.slice(0, path.lastIndexOf('/'));
      const answer = await run(`mkdir -p ${word(folder)} && cat > ${word(path)}`, bytes);
      if (!answer.ok) return answer;
      if (answer.value.exitCode === 0) return ok(undefined);
      return fail({ reason: 'refused', text: answer.value.stderr.trim() });
    },
    pull: async (path, maxBytes) => {
      const answer = await run(`if [ -e ${word(path)} ]; then head -c ${maxBytes + 1} ${word(path)}; else exit 44; fi`);
      if (!answer.ok) return answer;
      const { exitCode, stdout, stderr } = answer.value;
      if (exitCode === 44) return ok(null);
      if (exitCode !== 0) return fail({ reason: 'refused', text: stderr.trim() });
      return stdout.length <= maxBytes
        ? ok(stdout)
        : fail({ reason: 'refused', text: `${path} is longer than ${maxBytes} bytes` });
    },
  };
}

interface ShellBytes {
  readonly stdout: Uint8Array;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The parts of the shell protocol, version 2. */
const packetIds = { input: 0, output: 1, error: 2, exit: 3, closeInput: 4 } as const;

function sendInput(socket: Socket, input: Uint8Array): void {
  const chunk = 1 << 15;
  for (let from = 0; from < input.length; from += chunk) {
    const part = input.subarray(from, from + chunk);
    socket.write(Buffer.concat([packetHead(packetIds.input, part.length), part]));
  }
  socket.write(packetHead(packetIds.closeInput, 0));
}

function packetHead(id: number, length: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(id, 0);
  head.writeUInt32LE(length, 1);
  return head;
}

/** Reads until the exit packet: without one, nothing that came counts. */
async function readShell(stream: ByteStream): Promise<ShellBytes> {
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  for (let total = 0; ;) {
    const head = await stream.take(5);
    const length = new DataView(head.buffer, head.byteOffset).getUint32(1, true);
    total += length;
    if (total > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    const body = await stream.take(length);
    if (head[0] === packetIds.output) stdout.push(body);
    else if (head[0] === packetIds.error) stderr.push(body);
    else if (head[0] === packetIds.exit) {
      return {
        stdout: Buffer.concat(stdout),
        stderr: new TextDecoder().decode(Buffer.concat(stderr)),
        exitCode: body[0] ?? 255,
      };
    }
  }
}

/** The server or the device said no, in words. */
class Refused extends Error {}

async function request(stream: ByteStream, service: string): Promise<void> {
  const bytes = new TextEncoder().encode(service);
  stream.socket.write(Buffer.concat([Buffer.from(bytes.length.toString(16).padStart(4, '0')), bytes]));
  const status = new TextDecoder().decode(await stream.take(4));
  if (status === 'OKAY') return;
  if (status !== 'FAIL') throw new Error('what listens there is no adb server');
  const length = Number.parseInt(new TextDecoder().decode(await stream.take(4)), 16);
  throw new Refused(new TextDecoder().decode(await stream.take(Number.isInteger(length) ? length : 0)));
}

/** Opens a connection for one conversation and ends it, whatever happens, at the deadline at the latest. */
async function converse<T>(
  { host, port }: AdbServer,
  deadlineMs: number,
  talk: (stream: ByteStream) => Promise<T>,
): Promise<Result<T, AdbFailure>> {
  const stream = new ByteStream(connect({ host, port }));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stream.socket.destroy();
  }, deadlineMs);
  try {
    return ok(await talk(stream));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (isLate) return fail({ reason: 'deadline', text: `no answer within ${deadlineMs / 1000} s` });
    return fail({ reason: error instanceof Refused ? 'refused' : 'lost', text });
  } finally {
    clearTimeout(timer);
    stream.socket.destroy();
  }
}

/** Bytes of a socket, taken in the lengths that the protocol says. */
class ByteStream {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #end: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#wake?.();
    });
    const end = (error: Error): void => {
      this.#end ??= error;
      this.#wake?.();
    };
    socket.on('error', end);
    socket.on('close', () => end(new Error('the connection was lost')));
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.#length < length) {
      if (this.#end !== undefined) throw this.#end;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#length -= length;
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) throw new Error('fewer bytes than were counted');
      if (chunk.length <= missing) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(missing);
      const part = chunk.subarray(0, missing);
      parts.push(part);
      missing -= part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }
}
