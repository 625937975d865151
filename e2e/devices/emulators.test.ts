import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Emulators } from '../../app/lab/devices/emulators.js';
import { openEmulators } from '../../app/lab/devices/emulators/open-emulators.js';
import type { AttachedDevice } from '../../simulator/attached-device.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { deviceOf, seen, startSimulatedLab, type SimulatedLab } from './lab-fixture.js';

const avd = 'Pixel_9_API_36';

describeWithAdb('emulators of an SDK, played by a simulated device and a console', () => {
  let lab: SimulatedLab;
  let sdk: string;
  let emulators: Emulators;
  const consoles: Server[] = [];
  beforeEach(async () => {
    lab = await startSimulatedLab(1);
    sdk = path.join(lab.adb.folder, 'sdk');
    mkdirSync(path.join(sdk, 'emulator'), { recursive: true });
    writeFileSync(path.join(lab.adb.folder, '.emulator_console_auth_token'), 'TOKEN123');
    emulators = openEmulators({
      folder: lab.folder('desk'),
      server: { host: '127.0.0.1', port: lab.adb.port },
      environment: { HOME: lab.adb.folder, ANDROID_HOME: sdk, PATH: '' },
      stepMs: 50,
    });
  });
  afterEach(async () => {
    for (const server of consoles.splice(0)) await new Promise((resolve) => server.close(resolve));
    await lab.close();
  });

  const program = (): string => path.join(sdk, 'emulator', 'emulator');
  const writeProgram = (body: string): void => {
    const list = `if [ "$1" = -list-avds ]; then echo "INFO    | Storing crashdata"; echo ${avd}; exit 0; fi`;
    writeFileSync(program(), `#!/bin/sh\n${list}\n${body}\n`);
    chmodSync(program(), 0o755);
  };

  /** The device, its console, and the word to the adb server, as a real emulator does it. */
  async function boot(consolePort: number): Promise<AttachedDevice> {
    const device = await lab.attach({ serialNumber: 'EMULATOR' }, consolePort + 1);
    device.device.properties.set('ro.boot.qemu.avd_name', avd);
    await listenAsConsole(consolePort, () => void device.detach(), consoles);
    const service = `host:emulator:${consolePort + 1}`;
    await new Promise((resolve) => {
      const socket = connect(lab.adb.port, '127.0.0.1', () =>
        socket.write(`${service.length.toString(16).padStart(4, '0')}${service}`),
      );
      socket.on('close', resolve);
    });
    return device;
  }

  it('lists, starts headless and cold, waits for the boot, and stops', async () => {
    const notes = path.join(lab.adb.folder, 'arguments');
    writeProgram(`echo "$$ $@" > ${notes}.new; mv ${notes}.new ${notes}; exec sleep 60`);
    expect(await emulators.list()).toEqual({
      program: program(),
      advice: null,
      emulators: [{ name: avd, state: 'stopped', serial: null }],
    });
    const starting = emulators.start(avd, AbortSignal.timeout(20_000));
    await until(() => existsSync(notes));
    expect((await emulators.list()).emulators[0]?.state).toBe('starting');
    const [, pid = '', port = ''] = /^([0-9]+) @Pixel_9_API_36 -port ([0-9]+) /.exec(readFileSync(notes, 'utf8')) ?? [];
    expect(readFileSync(notes, 'utf8')).toContain('-no-window -no-audio -no-boot-anim -no-snapshot -read-only');
    try {
      await boot(Number(port));
      const serial = `emulator-${port}`;
      expect(await starting).toEqual({ ok: true, value: { name: avd, state: 'running', serial } });
      expect((await emulators.list()).emulators).toEqual([{ name: avd, state: 'running', serial }]);
      expect(await emulators.start(avd, AbortSignal.timeout(1000))).toMatchObject({
        ok: false,
        error: expect.stringContaining('running already'),
      });
      const fleet = await lab.open();
      const id = `EMULATOR@${avd}`;
      expect(deviceOf(await seen(fleet, (now) => deviceOf(now, id)?.allocation === 'available'), id)).toMatchObject({
        kind: 'emulator',
        connections: [{ serial, via: 'emulator' }],
      });
      expect(await emulators.stop(avd)).toEqual({ ok: true, value: undefined });
      expect(await emulators.stop(avd)).toMatchObject({ ok: false });
    } finally {
      process.kill(Number(pid));
    }
  });

  it('says why one could not be started, with its own words', async () => {
    writeProgram('echo "ERROR | x86_64 emulation currently requires hardware acceleration!" >&2; exit 1');
    const started = await emulators.start(avd, AbortSignal.timeout(10_000));
    expect(started).toMatchObject({ ok: false, error: expect.stringMatching(/exit code 1.*hardware acceleration/s) });
    expect(await emulators.start('nothing', AbortSignal.timeout(1000))).toMatchObject({
      ok: false,
      error: expect.stringContaining(avd),
    });
  });

  it('ends one that nobody waits for any more', async () => {
    const notes = path.join(lab.adb.folder, 'arguments');
    writeProgram(`echo $$ > ${notes}; exec sleep 60`);
    const stop = new AbortController();
    const starting = emulators.start(avd, stop.signal);
    await until(() => existsSync(notes) && readFileSync(notes, 'utf8') !== '');
    stop.abort();
    expect(await starting).toMatchObject({ ok: false, error: expect.stringContaining('called off') });
    const pid = Number(readFileSync(notes, 'utf8'));
    await until(() => !isAlive(pid));
  });

  it('says how to get an SDK where there is none', async () => {
    const { program: found, advice } = await emulators.list();
    expect([found, advice]).toEqual([null, expect.stringContaining('sdkmanager')]);
    expect(await emulators.start(avd, AbortSignal.timeout(1000))).toMatchObject({ ok: false, error: advice });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The console's lines, as the emulator writes them. */
async function listenAsConsole(port: number, onKill: () => void, consoles: Server[]): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write("Android Console: Authentication required\r\nAndroid Console: type 'auth <auth_token>'\r\nOK\r\n");
    let isIn = false;
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().trim().split('\n')) {
        if (line === 'auth TOKEN123') {
          isIn = true;
          socket.write("Android Console: type 'help' for a list of commands\r\nOK\r\n");
        } else if (!isIn) socket.write('KO: unknown command\r\n');
        else if (line === 'avd name') socket.write(`${avd}\r\nOK\r\n`);
        else if (line === 'kill') {
          socket.end('OK: killing emulator, bye bye\r\n');
          onKill();
        } else if (line === 'ping') socket.write('I am alive!\r\nOK\r\n');
      }
    });
  });
  consoles.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}
