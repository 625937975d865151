/** `adb forward` and `adb reverse`, by the real adb: sockets of the device reached from the computer, and the other way round. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AttachedDevice } from '../../simulator/attached-device.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import { describeWithAdb, startPrivateAdb, until, type AdbAnswer, type PrivateAdb } from './tools.js';

/** Everything that comes until the other end closes. */
async function said(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function listening(
  answer: (socket: Socket) => void,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

describeWithAdb('sockets of a simulated device behind the real adb', () => {
  let adb: PrivateAdb;
  let attached: AttachedDevice;
  let serial: string;
  /** nc with an input that stays open: at its end adbd would close the whole connection, as on a phone. */
  async function netcat(place: string): Promise<string> {
    const nc = adb.start('-s', serial, 'shell', `nc ${place}`);
    const heard: Buffer[] = [];
    nc.stdout?.on('data', (chunk: Buffer) => heard.push(chunk));
    await new Promise((resolve) => nc.once('close', resolve));
    return Buffer.concat(heard).toString('utf8');
  }
  const onDevice = (...args: readonly string[]): Promise<AdbAnswer> => adb.run('-s', serial, ...args);

  beforeAll(async () => {
    adb = await startPrivateAdb();
    attached = new AttachedDevice(
      {
        serialNumber: 'SIM00001',
        release: 16,
        model: 'pixel',
        quirks: {},
        host: realHostTime,
        speed: 1,
        wallAtStart: Date.UTC(2026, 10, 22, 8, 0, 0),
        bootedMsAgo: 3_600_000,
        bootDurationMs: 300,
        seed: 7,
      },
      false,
    );
    serial = `127.0.0.1:${await attached.attach()}`;
    await adb.run('connect', serial);
    await until(async () => (await onDevice('get-state')).text.trim() === 'device');
  });
  afterAll(async () => {
    await attached.detach();
    await adb.stop();
  });

  it('forwards a port of the computer to whoever listens on the device, both ways', async () => {
    const heard: string[] = [];
    attached.device.sockets.listen('localabstract:curfew', (end) => {
      void end.input.read().then(async (bytes) => {
        heard.push(Buffer.from(bytes ?? []).toString('utf8'));
        await end.output.write(Buffer.from('and good day to you'));
        end.close();
      });
    });
    const port = Number((await onDevice('forward', 'tcp:0', 'localabstract:curfew')).text);
    expect((await adb.run('forward', '--list')).text.trim()).toBe(`${serial} tcp:${port} localabstract:curfew`);
    const socket = connect(port, '127.0.0.1');
    socket.write('good day');
    expect([await said(socket), heard]).toEqual(['and good day to you', ['good day']]);
  });

  it('carries a megabyte from nc on the device', async () => {
    const port = Number((await onDevice('forward', 'tcp:0', 'tcp:5000')).text);
    const serving = adb.runWithInput('x'.repeat(1_000_000), '-s', serial, 'shell', 'nc -l -p 5000');
    let received = '';
    await until(async () => (received = await said(connect(port, '127.0.0.1'))).length > 0);
    expect(received.length).toBe(1_000_000);
    expect((await serving).exitCode).toBe(0);
  });

  it('ends a connection at once where nobody listens on the device', async () => {
    const port = Number((await onDevice('forward', 'tcp:0', 'tcp:5999')).text);
    expect(await said(connect(port, '127.0.0.1'))).toBe('');
    expect((await onDevice('shell', 'nc 127.0.0.1 5999')).stderr).toBe('nc: connect: Connection refused\n');
  });

  it('reverses a port of the device to the computer, lists it and gives it up again', async () => {
    const { server, port } = await listening((socket) => socket.end('from the computer\n'));
    expect((await onDevice('reverse', 'tcp:6000', `tcp:${port}`)).exitCode).toBe(0);
    expect((await onDevice('reverse', '--list')).text.trim()).toBe(`host-1 tcp:6000 tcp:${port}`);
    expect(await netcat('127.0.0.1 6000')).toBe('from the computer\n');
    expect((await onDevice('reverse', '--no-rebind', 'tcp:6000', 'tcp:1')).stderr).toContain('cannot rebind');
    expect((await onDevice('reverse', 'tcp:0', `tcp:${port}`)).text.trim()).toBe('32768');
    expect((await onDevice('reverse', '--remove', 'tcp:6000')).exitCode).toBe(0);
    expect((await onDevice('shell', 'nc 127.0.0.1 6000')).exitCode).toBe(1);
    expect(await netcat('127.0.0.1 32768')).toBe('from the computer\n');
    expect((await onDevice('reverse', '--remove-all')).exitCode).toBe(0);
    expect((await onDevice('reverse', '--list')).text.trim()).toBe('');
    server.close();
  });

  it('closes on the device what leads to a port of the computer where nobody listens', async () => {
    const { server, port } = await listening(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    await onDevice('reverse', 'tcp:6001', `tcp:${port}`);
    expect(await netcat('127.0.0.1 6001')).toBe('');
  });

  it('forgets a reverse with the connection that asked for it', async () => {
    await onDevice('reverse', 'tcp:6002', 'tcp:6002');
    await adb.run('disconnect', serial);
    await adb.run('connect', serial);
    await until(async () => (await onDevice('get-state')).text.trim() === 'device');
    expect((await onDevice('reverse', '--list')).text.trim()).toBe('');
    expect((await onDevice('shell', 'nc 127.0.0.1 6002')).stderr).toBe('nc: connect: Connection refused\n');
  });
});
