/** An adb server that has model devices: the `host:` requests, the shell protocol and the file protocol that the ledger needs. */
import { createServer, type Server, type Socket } from 'node:net';
import type { DeviceModel } from './device-model.js';
import { runShell } from './device-shell.js';
import { serveFiles } from './fake-file-service.js';

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

/** Ids of the shell protocol. */
const [OUTPUT, ERRORS, EXIT] = [1, 2, 3];

function packet(id: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(id, 0);
  head.writeUInt32LE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** What a device offers besides the shell; without more the client uses the oldest file protocol. */
const FEATURES = 'shell_v2,cmd,fixed_push_mkdir';

function listOf(devices: FakeDevices['devices']): string {
  const line = ([serial, found]: [string, DeviceModel | string], index: number): string =>
    `${serial.padEnd(22)} ${typeof found === 'string' ? found : 'device'} transport_id:${index + 1}\n`;
  return Object.entries(devices).map(line).join('');
}

function serve(socket: Socket, { devices, shell }: FakeDevices): void {
  let bytes = Buffer.alloc(0);
  let device: DeviceModel | undefined;

  const runLine = (line: string): void => {
    if (device === undefined) return;
    socket.write('OKAY');
    const how = shell?.(line) ?? 'works';
    if (how === 'freezes') return;
    const { stdout, stderr, exitCode } = runShell(device, line);
    socket.write(packet(OUTPUT, Buffer.from(stdout)));
    if (how === 'drops') return void socket.end();
    socket.write(packet(ERRORS, Buffer.from(stderr)));
    socket.end(packet(EXIT, Buffer.from([exitCode])));
  };
  const choose = (transportId: number): void => {
    const found = Object.values(devices)[transportId - 1];
    if (found === undefined) return refuse(socket, `no device with transport id '${transportId}'`);
    if (typeof found === 'string') return refuse(socket, `device ${found}`);
    device = found;
    socket.write('OKAY');
  };
  const service = (name: string): void => {
    const transport = /^host:transport-id:([0-9]+)$/.exec(name)?.[1];
    if (name === 'host:version') say(socket, '0029');
    else if (name === 'host:host-features') say(socket, 'shell_v2,cmd');
    else if (name === 'host:devices-l') say(socket, listOf(devices));
    else if (/^host-transport-id:[0-9]+:features$/.test(name)) say(socket, FEATURES);
    else if (transport !== undefined) choose(Number(transport));
    else if (name.startsWith('shell,v2,raw:')) runLine(name.slice('shell,v2,raw:'.length));
    else if (name === 'sync:' && device !== undefined) {
      socket.off('data', read);
      socket.write('OKAY');
      serveFiles(socket, device.files);
    } else refuse(socket, 'unknown host service');
  };
  const read = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 4) {
      const length = Number.parseInt(bytes.toString('latin1', 0, 4), 16);
      if (bytes.length < 4 + length) return;
      const name = bytes.toString('utf8', 4, 4 + length);
      bytes = bytes.subarray(4 + length);
      service(name);
    }
  };
  socket.on('data', read);
}
