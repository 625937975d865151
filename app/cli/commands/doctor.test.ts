import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeAdbServer } from '../../lab/ledger/testing/fake-adb-server.js';
import { ExitCode } from '../exit-codes.js';
import type { Computer, Finding } from '../doctor/computer.js';
import { doctorCommand, examine } from './doctor.js';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A computer with nothing but Node, and the programs given (name → what they print). */
function computer(programs: Readonly<Record<string, string>> = {}, more: Partial<Computer> = {}): Computer {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, output] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho '${output}'\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const environment = { PATH: bin, HOME: folder, ANDROID_ADB_SERVER_PORT: '1', ...more.environment };
  const base: Computer = { environment, platform: 'linux', nodeVersion: '20.20.2', program: repository, data: folder };
  return { ...base, ...more, environment };
}

async function finding(name: string, of: Computer): Promise<Finding> {
  const found = (await examine(of)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no finding ${name}`);
  return found;
}

describe('curfew doctor', () => {
  it('on a computer with nothing says of every part what it is for and what to do next', async () => {
    const findings = await examine(computer());
    const missing = findings.filter(({ state }) => state !== 'ok');
    expect(missing.map(({ name }) => name)).toEqual([
      'adb',
      'adb server',
      'emulator',
      'Electron',
      'Chromium',
      'java',
      'mvn',
      'aapt2',
      'zipalign',
      'apksigner',
    ]);
    for (const { purpose, next, isNeeded } of missing) {
      expect(purpose).not.toBe('');
      expect(next).not.toBe('');
      expect(isNeeded).toBe(false);
    }
    expect(missing.map(({ next }) => next)).toContain(
      'apt-get install --no-install-recommends openjdk-17-jdk-headless',
    );
  });

  it('loads the SQLite module and tells its version, or says how to build it', async () => {
    expect((await finding('SQLite (sqlite3)', computer())).found).toMatch(/^SQLite 3\.\d+/);
    writeFileSync(path.join(folder, 'package.json'), '{"engines":{"node":">=20.19"}}');
    const broken = await finding('SQLite (sqlite3)', computer({}, { program: folder }));
    expect(broken).toMatchObject({
      state: 'missing',
      isNeeded: true,
      found: expect.stringContaining("Cannot find module 'sqlite3'") as string,
    });
    expect(broken.next).toContain('npm rebuild sqlite3');
  });

  it('wants the Node that package.json wants', async () => {
    expect(await finding('Node', computer({}, { nodeVersion: '20.19.0' }))).toMatchObject({ state: 'ok' });
    expect(await finding('Node', computer({}, { nodeVersion: '20.9.1' }))).toMatchObject({
      state: 'old',
      isNeeded: true,
    });
    expect(await finding('Node', computer({}, { nodeVersion: '24.0.0' }))).toMatchObject({ state: 'ok' });
  });

  it('finds adb on PATH or in the SDK, and asks a running server for its protocol', async () => {
    const text = 'Android Debug Bridge version 1.0.41\nVersion 29.0.6-debian';
    const inPath = await finding('adb', computer({ adb: text }));
    expect(inPath).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^29\.0\.6-debian, .*\/bin\/adb$/) as string,
    });
    const tools = path.join(folder, 'sdk/platform-tools');
    mkdirSync(tools, { recursive: true });
    writeFileSync(path.join(tools, 'adb'), '#!/bin/sh\necho Version 36.0.0\n');
    chmodSync(path.join(tools, 'adb'), 0o755);
    const sdk = await finding('adb', computer({}, { environment: { ANDROID_HOME: path.join(folder, 'sdk') } }));
    expect(sdk.found).toBe(`36.0.0, ${tools}/adb`);
    const server = await startFakeAdbServer({ devices: {} });
    const running = computer({}, { environment: { ANDROID_ADB_SERVER_PORT: String(server.port) } });
    expect(await finding('adb server', running)).toMatchObject({
      state: 'ok',
      found: `protocol 41 on 127.0.0.1:${server.port}, shell_v2,cmd`,
    });
    await server.close();
    expect((await finding('adb server', computer())).next).toBe('adb start-server');
  });

  it('finds the emulator where `curfew emulators` finds it', async () => {
    const missing = await finding('emulator', computer());
    expect(missing).toMatchObject({ state: 'missing', isNeeded: false });
    expect(missing.next).toContain('sdkmanager emulator');
    const sdk = path.join(folder, 'sdk/emulator');
    mkdirSync(sdk, { recursive: true });
    writeFileSync(path.join(sdk, 'emulator'), '#!/bin/sh\nexit 1\n');
    chmodSync(path.join(sdk, 'emulator'), 0o755);
    const named = computer({}, { environment: { ANDROID_HOME: path.join(folder, 'sdk') } });
    expect(await finding('emulator', named)).toMatchObject({
      state: 'ok',
      found: path.join(sdk, 'emulator'),
      next: '',
    });
  });

  it('names only commands that this program has', async () => {
    const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as { scripts: object };
    const next = (await examine(computer())).map((one) => one.next).join('\n');
    const named = [...next.matchAll(/npm run (\S+)/g)].map(([, script]) => script);
    expect(named).toEqual(['electron:install']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
    expect(next).not.toContain('npx ');
  });

  it('finds the browser that would print a report, also the one that CURFEW_CHROMIUM names', async () => {
    const found = await finding('Chromium', computer({ 'microsoft-edge': 'Edge 140' }));
    expect(found).toMatchObject({ state: 'ok', found: `Edge 140, ${folder}/bin/microsoft-edge` });
    const wrong = computer({ chromium: 'Chromium 140' }, { environment: { CURFEW_CHROMIUM: '/nowhere' } });
    expect(await finding('Chromium', wrong)).toMatchObject({
      state: 'missing',
      found: 'CURFEW_CHROMIUM names /nowhere, which cannot be run',
    });
  });

  it('finds an Electron binary without loading the package', async () => {
    const dist = path.join(folder, 'electron');
    mkdirSync(dist);
    expect(
      await finding('Electron', computer({}, { environment: { ELECTRON_OVERRIDE_DIST_PATH: dist } })),
    ).toMatchObject({
      state: 'missing',
    });
    writeFileSync(path.join(dist, 'electron'), '#!/bin/sh\nexit 1\n');
    chmodSync(path.join(dist, 'electron'), 0o755);
    expect(
      await finding('Electron', computer({}, { environment: { ELECTRON_OVERRIDE_DIST_PATH: dist } })),
    ).toMatchObject({
      state: 'ok',
      found: path.join(dist, 'electron'),
    });
  });

  it('looks at the folder that the data will be in, even before it is made', async () => {
    const later = path.join(folder, 'a/b');
    const found = await finding('Data folder', computer({}, { data: later }));
    expect(found.found).toMatch(/a\/b, \d+\.\d GiB free$/);
    expect(found.state).toBe('ok');
    const nowhere = await finding('Data folder', computer({}, { data: '/proc/curfew' }));
    expect(nowhere).toMatchObject({ isNeeded: true, next: expect.stringContaining('CURFEW_DATA') as string });
    expect(nowhere.state).not.toBe('ok');
  });

  it('prints a table or JSON, and answers 0 when everything needed is there', async () => {
    let out = '';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    });
    try {
      expect(await doctorCommand(['--data', folder])).toBe(ExitCode.asPredicted);
      expect(out).toContain('Everything that is needed is there.');
      out = '';
      expect(await doctorCommand(['--data', folder, '--format', 'json'])).toBe(ExitCode.asPredicted);
      expect(JSON.parse(out)).toMatchObject({
        curfew: 'doctor/1',
        findings: [{ name: 'Node', state: 'ok' }, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}],
      });
    } finally {
      write.mockRestore();
    }
    await expect(doctorCommand(['x'])).rejects.toThrow('doctor takes no file');
    await expect(doctorCommand(['--format', 'xml'])).rejects.toThrow('--format wants text or json');
  });
});
