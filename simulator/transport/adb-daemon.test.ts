import { generateKeyPairSync, privateEncrypt, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AdbDaemon } from './adb-daemon.js';
import { Computer } from './computer-fixture.js';
import type { DeviceEnd, Peer, Service } from './connection.js';
import { LineFaults } from './line-faults.js';
import { AuthKind, Command } from './packet.js';

const services: Readonly<Record<string, Service>> = {
  'say:hello': async (stream) => void (await stream.write(Buffer.from('hello'))),
  'say:much': async (stream) => void (await stream.write(Buffer.alloc(10_000, 1))),
  'echo:': async (stream) => {
    for await (const chunk of stream.input) await stream.write(chunk);
  },
  // Reads nothing, and stays.
  'deaf:': async (stream) => await stream.closed,
};

/** Opens "there:" on the computer, sends what it hears there, and says how that ended. */
const callBack =
  (peer: Peer): Service =>
  async (stream) => {
    const there = await peer.open('there:');
    const heard = there === undefined ? 'refused' : Buffer.from((await there.input.read()) ?? []).toString();
    await stream.write(Buffer.from(heard));
  };

class TestDevice implements DeviceEnd {
  readonly faults = new LineFaults();
  readonly keys: KeyObject[] = [];
  authorizationWanted: 'open' | 'asks' = 'open';
  acceptsKeys = true;
  banner = (): string => 'device::ro.product.name=x;features=shell_v2';
  service = (name: string, peer: Peer): Service | undefined =>
    name === 'call-back:' ? callBack(peer) : services[name];
  authorization = (): 'open' | 'asks' => this.authorizationWanted;
  knownKeys = (): readonly KeyObject[] => this.keys;
  knowsKey = (key: KeyObject): boolean => {
    if (this.acceptsKeys) this.keys.push(key);
    return this.acceptsKeys;
  };
}

let device: TestDevice;
let daemon: AdbDaemon;
let computer: Computer;

beforeEach(async () => {
  device = new TestDevice();
  daemon = new AdbDaemon(device);
  computer = new Computer(await daemon.listen(0));
});
afterEach(async () => {
  computer.close();
  await daemon.stop();
});

async function online(maxPayload?: number): Promise<void> {
  computer.connect(maxPayload);
  expect((await computer.next())?.command).toBe(Command.connect);
}

/** Opens a service as stream 9 of the computer; returns the device's id of it. */
async function open(name: string): Promise<number> {
  computer.send(Command.open, 9, 0, `${name}\0`);
  const answer = await computer.next();
  expect([answer?.command, answer?.second]).toEqual([Command.okay, 9]);
  return answer?.first ?? 0;
}

describe('a stream that the device opens', () => {
  /** The device's request; its id of the stream. */
  async function asked(): Promise<number> {
    await online();
    await open('call-back:');
    const request = await computer.next();
    expect([request?.command, request?.second, request?.payload.toString()]).toEqual([Command.open, 0, 'there:\0']);
    return request?.first ?? 0;
  }
  const answered = async (): Promise<string | undefined> => {
    for (let packet = await computer.next(); packet !== undefined; packet = await computer.next())
      if (packet.command === Command.write) return packet.payload.toString();
    return undefined;
  };

  it('is used as soon as the computer has accepted it', async () => {
    const id = await asked();
    computer.send(Command.okay, 77, id);
    computer.send(Command.write, 77, id, 'good day');
    expect(await answered()).toBe('good day');
  });

  it('is none where the computer closes it, or speaks without having accepted it', async () => {
    const id = await asked();
    computer.send(Command.write, 77, id, 'not asked');
    expect(await answered()).toBe('refused');
  });
});

describe('streams', () => {
  it('answers the connection with its banner, and a service with its words and the end', async () => {
    computer.connect();
    expect((await computer.next())?.payload.toString()).toBe('device::ro.product.name=x;features=shell_v2');
    const id = await open('say:hello');
    const said = await computer.next();
    expect([said?.command, said?.first, said?.payload.toString()]).toEqual([Command.write, id, 'hello']);
    computer.send(Command.okay, 9, id);
    expect((await computer.next())?.command).toBe(Command.close);
  });

  it('closes at once what is no service', async () => {
    await online();
    computer.send(Command.open, 9, 0, 'nosuch:\0');
    const answer = await computer.next();
    expect([answer?.command, answer?.first, answer?.second]).toEqual([Command.close, 0, 9]);
  });

  it('opens nothing before the handshake is over', async () => {
    computer.send(Command.open, 9, 0, 'say:hello\0', true);
    await online();
    expect(computer.packets).toEqual([]);
  });

  it('sends no more than the computer takes, and the next only after the answer', async () => {
    await online(4_096);
    const id = await open('say:much');
    const lengths: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const packet = await computer.next();
      lengths.push(packet?.payload.length ?? 0);
      expect(computer.packets).toEqual([]);
      computer.send(Command.okay, 9, id);
    }
    expect(lengths).toEqual([4_096, 4_096, 1_808]);
  });

  it('acknowledges input only when the service has taken it', async () => {
    await online();
    const id = await open('deaf:');
    computer.send(Command.write, 9, id, 'x');
    // Another service is served meanwhile: the silence is about this stream alone.
    computer.send(Command.open, 10, 0, 'nosuch:\0');
    expect((await computer.next())?.second).toBe(10);
    expect(computer.packets).toEqual([]);
  });

  it('drops a computer that does not wait for the answer', async () => {
    await online();
    const id = await open('deaf:');
    computer.send(Command.write, 9, id, 'x');
    computer.send(Command.write, 9, id, 'y');
    expect(await computer.isDropped()).toBe(true);
  });

  it('serves streams side by side, and ends one when the computer closes it', async () => {
    await online();
    const first = await open('echo:');
    const second = await open('echo:');
    computer.send(Command.close, 9, first);
    expect((await computer.next())?.command).toBe(Command.close);
    computer.send(Command.write, 9, second, 'still here');
    expect((await computer.next())?.command).toBe(Command.okay);
    expect((await computer.next())?.payload.toString()).toBe('still here');
  });

  it('ignores packets of streams that are not there', async () => {
    await online();
    for (const command of [Command.okay, Command.write, Command.close]) computer.send(command, 9, 77, 'x');
    expect(await open('say:hello')).toBeGreaterThan(0);
  });
});

describe('hostile and old computers', () => {
  it('drops a connection whose bytes are no packets', async () => {
    computer.sendBytes(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    expect(await computer.isDropped()).toBe(true);
  });

  it('checks the sums of a computer of the first version, and sends them to it', async () => {
    computer.connect(4_096, 0x01000000);
    const banner = await computer.next();
    expect(banner?.checksum).toBe(banner?.payload.reduce((sum, byte) => sum + byte, 0));
    computer.send(Command.open, 9, 0, 'say:hello\0', false);
    expect(await computer.isDropped()).toBe(true);
  });
});

describe('faults', () => {
  it('is silent when it is frozen, and keeps the connection', async () => {
    await online();
    device.faults.isFrozen = true;
    computer.send(Command.open, 9, 0, 'say:hello\0');
    expect(await computer.isDropped()).toBe(false);
  });

  it('takes what comes and never says so when it is told to', async () => {
    await online();
    const id = await open('echo:');
    device.faults.neverAcknowledges = true;
    computer.send(Command.write, 9, id, 'hello');
    const echoed = await computer.next();
    expect([echoed?.command, echoed?.payload.toString()]).toEqual([Command.write, 'hello']);
    expect(await computer.next()).toBeUndefined();
  });

  it('refuses every service when it is told to', async () => {
    await online();
    device.faults.refusesServices = true;
    computer.send(Command.open, 9, 0, 'say:hello\0');
    expect((await computer.next())?.command).toBe(Command.close);
  });

  it('loses the connection in the middle of a packet, once', async () => {
    await online();
    device.faults.dropAfter(24 + 28);
    await open('say:hello');
    expect(await computer.isDropped()).toBe(true);
    computer = new Computer(daemon.port);
    await online();
    await open('say:hello');
    expect((await computer.next())?.payload.toString()).toBe('hello');
  });
});

describe('authorization', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

  /** The line that adb keeps in adbkey.pub. */
  function publicLine(): string {
    const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
    const structure = Buffer.alloc(524);
    structure.writeUInt32LE(64, 0);
    structure.set(Buffer.from(n, 'base64url').reverse(), 8);
    structure.writeUInt32LE(Buffer.from(e, 'base64url').readUIntBE(0, 3), 520);
    return `${structure.toString('base64')} me@desk`;
  }

  function signatureOf(token: Uint8Array): Buffer {
    return privateEncrypt(privateKey, Buffer.concat([Buffer.from('3021300906052b0e03021a05000414', 'hex'), token]));
  }

  beforeEach(() => {
    device.authorizationWanted = 'asks';
  });

  it('accepts the key that is shown, and its signature the next time', async () => {
    computer.connect();
    const first = await computer.next();
    expect([first?.command, first?.payload.length]).toEqual([Command.auth, 20]);
    computer.send(Command.auth, AuthKind.signature, 0, signatureOf(first?.payload ?? Buffer.alloc(0)));
    const second = await computer.next();
    expect(second?.command).toBe(Command.auth);
    expect(second?.payload.equals(first?.payload ?? Buffer.alloc(0))).toBe(false);
    computer.send(Command.auth, AuthKind.publicKey, 0, `${publicLine()}\0`);
    expect((await computer.next())?.command).toBe(Command.connect);

    computer.close();
    computer = new Computer(daemon.port);
    computer.connect();
    const token = await computer.next();
    computer.send(Command.auth, AuthKind.signature, 0, signatureOf(token?.payload ?? Buffer.alloc(0)));
    expect((await computer.next())?.command).toBe(Command.connect);
  });

  it('believes no signature of another token', async () => {
    device.keys.push(publicKey);
    computer.connect();
    await computer.next();
    computer.send(Command.auth, AuthKind.signature, 0, signatureOf(Buffer.alloc(20, 1)));
    expect((await computer.next())?.command).toBe(Command.auth);
    computer.send(Command.auth, AuthKind.signature, 0, Buffer.from('no signature'));
    expect((await computer.next())?.command).toBe(Command.auth);
  });

  it('lets nobody in whose key nobody accepts, until somebody does', async () => {
    device.acceptsKeys = false;
    computer.connect();
    await computer.next();
    computer.send(Command.auth, AuthKind.publicKey, 0, `${publicLine()}\0`);
    computer.send(Command.open, 9, 0, 'say:hello\0');
    expect(await computer.next()).toBeUndefined();
    device.acceptsKeys = true;
    daemon.reconsiderKeys();
    expect((await computer.next())?.command).toBe(Command.connect);
  });

  it('drops a computer that shows no key', async () => {
    computer.connect();
    await computer.next();
    computer.send(Command.auth, AuthKind.publicKey, 0, 'AAAA me@desk\0');
    expect(await computer.isDropped()).toBe(true);
  });
});
