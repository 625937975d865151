/** An adb server that has model devices: the `host:` requests and the shell protocol that the ledger's port speaks. */
import { createServer, type Server, type Socket } from 'node:net';
import type { DeviceModel } from './device-model.js';
import { runShell } from './device-shell.js';

export interface FakeAdbServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface FakeDevices {
  /** Serial → device, or the state of one that cannot be used. */
  readonly devices: Readonly<Record<string, DeviceModel | 'unauthorized' | 'offline'>>;
  /** What happens to a shell command: answered, cut off before the exit packet, or never answered. */
  readonly shell?: (command: string) => 'works' | 'drops' | 'freezes';
}

export async function startFakeAdbServer(fake: FakeDevices): Promise<FakeAdbServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, fake);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const hex = (length: number): string => length.toString(16).padStart(4, '0');
const say = (socket: Socket, text: string): void => void socket.write(`OKAY${hex(text.length)}${text}`);
const refuse = (socket: Socket, text: string): void => void socket.end(`FAIL${hex(text.length)}${text}`);

function packet(id: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(id, 0);
  head.writeUInt32LE(body.length, 1);
  return Buffer.concat([head, body]);
}

function serve(socket: Socket, { devices, shell }: FakeDevices): void {
  let bytes = Buffer.alloc(0);
  let device: DeviceModel | undefined;
  let command: string | undefined;
  let input = Buffer.alloc(0);

  const answer = (line: string): void => {
    if (device === undefined) return;
    const how = shell?.(line) ?? 'works';
    if (how === 'freezes') return;
    const { stdout, stderr, exitCode } = runWithFiles(device, line, input);
    socket.write(packet(1, Buffer.from(stdout)));
    if (how === 'drops') return void socket.end();
    socket.write(packet(2, Buffer.from(stderr)));
    socket.end(packet(3, Buffer.from([exitCode])));
  };
  const service = (name: string): void => {
    if (name === 'host:version') say(socket, '0029');
    else if (name === 'host:host-features') say(socket, 'shell_v2,cmd');
    else if (name === 'host:devices') {
      const line = ([serial, found]: [string, DeviceModel | string]): string =>
        `${serial}\t${typeof found === 'string' ? found : 'device'}\n`;
      say(socket, Object.entries(devices).map(line).join(''));
    } else if (name.startsWith('host:transport:')) {
      const serial = name.slice('host:transport:'.length);
      const found = devices[serial];
      if (found === undefined) return refuse(socket, `device '${serial}' not found`);
      if (typeof found === 'string') return refuse(socket, `device ${found}`);
      device = found;
      socket.write('OKAY');
    } else if (name.startsWith('shell,v2,raw:')) {
      command = name.slice('shell,v2,raw:'.length);
      socket.write('OKAY');
      if (!command.includes('cat > ')) answer(command);
    } else refuse(socket, 'unknown host service');
  };
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (command === undefined && bytes.length >= 4) {
      const length = Number.parseInt(bytes.toString('latin1', 0, 4), 16);
      if (bytes.length < 4 + length) return;
      const name = bytes.toString('utf8', 4, 4 + length);
      bytes = bytes.subarray(4 + length);
      service(name);
    }
    while (command !== undefined && bytes.length >= 5) {
      const length = bytes.readUInt32LE(1);
      if (bytes.length < 5 + length) return;
      const [id, body] = [bytes[0], bytes.subarray(5, 5 + length)];
      bytes = bytes.subarray(5 + length);
      if (id === 0) input = Buffer.concat([input, body]);
      // 4, not 3, closes the input.
      else if (id === 4) answer(command);
    }
  });
}

/** Redirections and tests of files are the port's own and not part of the model's shell. */
function runWithFiles(device: DeviceModel, line: string, input: Uint8Array): ReturnType<typeof runShell> {
  const nothing = { stdout: '', stderr: '', exitCode: 0 };
  const push = /^mkdir -p \S+ && cat > (\S+)$/.exec(line);
  if (push?.[1] !== undefined) {
    device.files[push[1]] = new TextDecoder().decode(input);
    return nothing;
  }
  const pull = /^if \[ -e (\S+) \]; then head -c ([0-9]+) \S+; else exit 44; fi$/.exec(line);
  if (pull?.[1] === undefined) return runShell(device, line);
  const text = device.files[pull[1]];
  return text === undefined ? { ...nothing, exitCode: 44 } : { ...nothing, stdout: text.slice(0, Number(pull[2])) };
}
