import { expect, it, vi } from 'vitest';
import { devicesCommand } from '../../app/cli/commands/devices.js';
import { ExitCode } from '../../app/cli/exit-codes.js';
import { describeWithAdb, until } from '../simulator/tools.js';
import { startSimulatedLab } from './lab-fixture.js';

/** Runs the command with what it prints caught. */
async function devices(port: number, ...args: readonly string[]): Promise<{ code: ExitCode; out: string }> {
  let out = '';
  vi.stubEnv('ANDROID_ADB_SERVER_PORT', String(port));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    return { code: await devicesCommand(args), out };
  } finally {
    write.mockRestore();
    vi.unstubAllEnvs();
  }
}

describeWithAdb('curfew devices', () => {
  it('prints the fleet as a table with what to do, and as JSON', async () => {
    const lab = await startSimulatedLab(2);
    try {
      await lab.attach({ serialNumber: 'SHY', quirks: { isUnauthorized: true } });
      const data = ['--data', lab.folder('desk')];
      const text = await devices(lab.adb.port, ...data);
      expect(text.code).toBe(ExitCode.asPredicted);
      expect(text.out).toMatch(/SIM00001 +14 +available +127\.0\.0\.1:[0-9]+, device +[0-9]+ %/);
      expect(text.out.replaceAll(/\s+/g, ' ')).toContain('accept the key of this computer');
      const json: unknown = JSON.parse((await devices(lab.adb.port, ...data, '--json')).out);
      expect(json).toMatchObject({
        curfew: 'fleet/1',
        servers: [{ state: 'connected' }],
        devices: expect.arrayContaining([
          expect.objectContaining({ id: 'SIM00002', allocation: 'available' }),
        ]) as unknown,
      });
    } finally {
      await lab.close();
    }
  });

  it('goes on printing with --watch until it is interrupted', async () => {
    const lab = await startSimulatedLab(1);
    const send = vi.spyOn(process, 'kill').mockReturnValue(true);
    try {
      const lines: string[] = [];
      vi.stubEnv('ANDROID_ADB_SERVER_PORT', String(lab.adb.port));
      const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
      const watching = devicesCommand(['--watch', '--json', '--data', lab.folder('desk')]);
      await until(() => lines.some((line) => line.includes('"allocation":"available"')));
      await lab.adb.run('disconnect', lab.serial());
      await until(() => lines.at(-1)?.includes('"state":"gone"') === true);
      process.emit('SIGINT');
      expect(await watching).toBe(ExitCode.asPredicted);
      write.mockRestore();
      expect(send).toHaveBeenCalledWith(process.pid, 'SIGINT');
    } finally {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      await lab.close();
    }
  });

  it('refuses what it does not understand', async () => {
    await expect(devicesCommand(['--server', 'a b'])).rejects.toMatchObject({ exitCode: ExitCode.usage });
    await expect(devicesCommand(['x'])).rejects.toMatchObject({ exitCode: ExitCode.usage });
    await expect(devicesCommand(['--format', 'xml'])).rejects.toMatchObject({ exitCode: ExitCode.usage });
  });
});
