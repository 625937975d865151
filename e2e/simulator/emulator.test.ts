/** Simulated emulators behind the real adb server: registration, console, and the program that stands for the SDK's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runEmulatorCommand } from '../../simulator/emulator/emulator-command.js';
import { SimulatedEmulator } from '../../simulator/emulator/simulated-emulator.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import { describeWithAdb, startPrivateAdb, until, type PrivateAdb } from './tools.js';

const wallAtStart = Date.UTC(2026, 10, 22);
const token = 'Zm9vYmFy';

describeWithAdb('a simulated emulator', () => {
  let adb: PrivateAdb;

  beforeEach(async () => {
    adb = await startPrivateAdb();
    writeFileSync(path.join(adb.folder, '.emulator_console_auth_token'), token);
  });
  afterEach(async () => {
    await adb.stop();
  });

  const start = async (avdName: string): Promise<SimulatedEmulator> =>
    await SimulatedEmulator.start({
      avdName,
      consolePort: 0,
      token,
      tokenPath: path.join(adb.folder, '.emulator_console_auth_token'),
      adbServer: { host: '127.0.0.1', port: adb.port },
      serialNumber: 'EMULATOR36X1X9X0',
      release: 16,
      model: 'emulator',
      quirks: {},
      host: realHostTime,
      speed: 1,
      wallAtStart,
      bootedMsAgo: 0,
      bootDurationMs: 300,
      seed: 1,
    });

  it('is called by its console port, tells its name, keeps snapshots, and ends when it is killed', async () => {
    const emulator = await start('Pixel_9_API_36');
    const { serial } = emulator;
    await until(async () => (await adb.run('devices')).text.includes(`${serial}\tdevice`));
    const emu = async (...words: readonly string[]): Promise<string> =>
      (await adb.run('-s', serial, 'emu', ...words)).text.replaceAll('\r', '');
    expect(await emu('avd', 'name')).toBe('Pixel_9_API_36\nOK\n');
    expect((await adb.run('-s', serial, 'shell', 'getprop', 'ro.boot.qemu.avd_name')).text).toBe('Pixel_9_API_36\n');
    expect(await emu('avd', 'snapshot', 'save', 'clean')).toBe('OK\n');
    expect(await emu('avd', 'snapshot', 'list')).toContain('clean');
    expect(await emu('avd', 'snapshot', 'load', 'other')).toContain('KO:');
    await emu('kill');
    await emulator.ended;
    await until(async () => !(await adb.run('devices')).text.includes(`${serial}\tdevice`));
  });

  it('lets nobody in without the token', async () => {
    const emulator = await start('A');
    await until(async () => (await adb.run('devices')).text.includes(`${emulator.serial}\tdevice`));
    writeFileSync(path.join(adb.folder, '.emulator_console_auth_token'), 'another');
    await adb.run('-s', emulator.serial, 'emu', 'kill');
    expect((await adb.run('-s', emulator.serial, 'shell', 'echo', 'alive')).text).toBe('alive\n');
    await emulator.stop();
  });

  it('is started by a program that knows the AVDs of the user', async () => {
    const avds = path.join(adb.folder, '.android', 'avd');
    mkdirSync(avds, { recursive: true });
    for (const name of ['Tablet_API_35', 'Phone_API_34']) writeFileSync(path.join(avds, `${name}.ini`), '');
    const environment = { HOME: adb.folder, ANDROID_ADB_SERVER_PORT: String(adb.port) };
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    let text = '';
    const world = { environment, wallAtStart, ended, write: (more: string) => void (text += more) };
    expect(await runEmulatorCommand(['-list-avds'], world)).toBe(0);
    expect(text).toBe('Phone_API_34\nTablet_API_35\n');
    expect(await runEmulatorCommand(['@Nobody'], world)).toBe(1);
    const running = runEmulatorCommand(['@Phone_API_34', '-port', '25600', '-no-window', '-read-only'], world);
    await until(async () => (await adb.run('devices')).text.includes('emulator-25600\tdevice'));
    const release = await adb.run('-s', 'emulator-25600', 'shell', 'getprop', 'ro.build.version.release');
    expect(release.text).toBe('14\n');
    end();
    expect(await running).toBe(0);
  });
});
