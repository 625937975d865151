/**
 * The ledger's promise on the simulator, whose commands were not written for the ledger: the program is killed at every line
 * of its journal, the device restarts or somebody else changes it, and a new program takes everything back. The oracle is a
 * second device that the ledger never met and that lives through the same. In one process: adb is not what is tried here.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { AdbPort } from '../../app/lab/devices/adb-port.js';
import type { Change, Desktop } from '../../app/lab/ledger/change.js';
import { encodeLine } from '../../app/lab/ledger/journal/journal-line.js';
import { readJournal } from '../../app/lab/ledger/journal/read-journal.js';
import { runSteps, type Appender } from '../../app/lab/ledger/run-steps.js';
import { applyChange } from '../../app/lab/ledger/steps/apply-change.js';
import type { DeviceState } from '../../app/lab/ledger/steps/device-state.js';
import { meetDevice, openDevice } from '../../app/lab/ledger/steps/read-device.js';
import { restoreDevice, type RestoreReport } from '../../app/lab/ledger/steps/restore-device.js';
import { ok } from '../../engine/result.js';
import { newDevice, runLine, StandingTime } from '../../simulator/device/device-fixture.js';
import { SHELL_UID } from '../../simulator/device/file-system.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import type { SimulatedDevice } from '../../simulator/device/simulated-device.js';
import { apk, everyChange, otherApp, probe, visible } from './every-change-fixture.js';

/** `CURFEW_LEDGER_MATRIX=full` plays every combination (minutes); else the products are thinned out. */
const isFull = process.env['CURFEW_LEDGER_MATRIX'] === 'full';
const TIMEOUT = isFull ? 1_800_000 : 120_000;
let cases = 0;
afterAll(() => {
  console.log(`ledger crash matrix on the simulator${isFull ? ', full' : ''}: ${cases} cases`);
});

const probeApk = readFileSync(new URL('../../native-probe-apk/prebuilt/curfew-probe-t34.apk', import.meta.url));

/** One more than the others: the shell of Android 16 and later may not write this flag. */
const changes: readonly Change[] = [
  ...everyChange,
  { kind: 'device_config', target: { namespace: 'device_idle', key: 'inactive_to' }, want: '1000' },
];

interface World {
  readonly device: SimulatedDevice;
  readonly time: StandingTime;
  /** Desktop → text of its journal. */
  readonly disks: Map<string, string>;
}

function newWorld(release: ReleaseNumber): World {
  const time = new StandingTime();
  const device = newDevice({ release, host: time });
  device.files.write(apk, SHELL_UID, probeApk);
  return { device, time, disks: new Map() };
}

/** Until the system has started again. */
function restart({ device, time }: World): void {
  device.reboot();
  time.move(device.options.bootDurationMs + 1_000);
}

/** The shell's commands, unless a test answers one of them itself. */
function portOf({ device }: World, instead: (command: string) => string | undefined = () => undefined): AdbPort {
  return {
    shell: async (command) => {
      const stderr = instead(command);
      return ok(stderr === undefined ? await runLine(device, command) : { stdout: '', stderr, exitCode: 255 });
    },
    push: (path, bytes) => {
      device.files.makeFolders(path.slice(0, path.lastIndexOf('/')), SHELL_UID);
      device.files.write(path, SHELL_UID, bytes);
      return Promise.resolve(ok(undefined));
    },
    pull: (path) => {
      const found = device.files.read(path, SHELL_UID);
      return Promise.resolve(ok(found.ok ? found.value : null));
    },
  };
}

class Killed extends Error {}

/** Where the program dies: after so many lines of its journal, the last of them whole or torn. */
interface Death {
  readonly lines: number;
  readonly isTorn: boolean;
}

/** The journal of one process on one desktop. */
class Disk implements Appender {
  lines = 0;
  #next: number;

  constructor(
    private readonly world: World,
    private readonly desktop: string,
    private readonly death: Death | null,
  ) {
    const { nextLine, isTorn } = readJournal(this.bytes, { isNumbered: true });
    this.#next = nextLine;
    if (isTorn) this.#add('\n');
  }

  get bytes(): Uint8Array {
    return new TextEncoder().encode(this.world.disks.get(this.desktop) ?? '');
  }

  readonly append: Appender['append'] = (record) => {
    const line = `${encodeLine(this.#next++, record)}\n`;
    const isLast = ++this.lines === this.death?.lines;
    this.#add(isLast && this.death.isTorn ? line.slice(0, line.length >> 1) : line);
    return isLast ? Promise.reject(new Killed()) : Promise.resolve(ok(undefined));
  };

  #add(text: string): void {
    this.world.disks.set(this.desktop, (this.world.disks.get(this.desktop) ?? '') + text);
  }
}

async function open(port: AdbPort, disk: Disk, name: string): Promise<DeviceState> {
  const desktop: Desktop = { id: `desktop-${name}`, name };
  const met = await runSteps(meetDevice(), port, disk);
  if (!met.ok) throw new Error(met.error);
  const local = readJournal(disk.bytes, { isNumbered: true });
  const opened = await runSteps(
    openDevice(met.value, local, desktop, () => '2026-11-22T08:00:00.000Z'),
    port,
    disk,
  );
  if (!opened.ok) throw new Error(opened.error);
  return opened.value.state;
}

/** A run on desktop A; answers with the lines that it wrote. */
async function run(world: World, death: Death | null): Promise<number> {
  const disk = new Disk(world, 'A', death);
  const port = portOf(world);
  try {
    const state = await open(port, disk, 'A');
    for (const [index, change] of changes.entries())
      await runSteps(applyChange(state, change, { session: 'session', entry: index + 1, run: 'run' }), port, disk);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return disk.lines;
}

async function restore(world: World, desktop: string, port: AdbPort = portOf(world)): Promise<RestoreReport> {
  const disk = new Disk(world, desktop, null);
  return await runSteps(restoreDevice(await open(port, disk, desktop)), port, disk);
}

/** Restores, and compares with a device that nobody changed but those who changed this one too. */
async function expectHandedBack(name: string, world: World, oracle: World, desktop: string): Promise<RestoreReport> {
  cases++;
  const report = await restore(world, desktop);
  const seen = await runLine(world.device, visible);
  // Another desktop leaves the journal on the device, so that the one that made the changes learns how they ended.
  const stdout = desktop === 'A' ? seen.stdout : seen.stdout.replace(/^curfew\n/m, '');
  expect({ ...seen, stdout }, name).toEqual(await runLine(oracle.device, visible));
  expect(report.lost, name).toBeUndefined();
  expect(
    report.settings.filter(({ outcome }) => outcome === 'failed'),
    name,
  ).toEqual([]);
  expect((await restore(world, desktop)).settings, name).toEqual([]);
  return report;
}

const conflictsOf = ({ settings }: RestoreReport): number =>
  settings.filter(({ outcome }) => outcome === 'conflict').length;

/** Lines of the journal after which the program is killed: all in the full matrix, else every `step`-th and the last. */
const deaths = (lines: number, step: number, start: number): readonly number[] =>
  Array.from({ length: lines }, (_, index) => index + 1).filter(
    (line) => isFull || line % step === start % step || line === lines,
  );

/** Each leaves a value that is neither the one before nor the run's. */
const foreignChanges: readonly (readonly [string, string])[] = [
  ['a limit', 'device_config put activity_manager data_sync_fgs_timeout_duration 777'],
  ['a setting', 'settings put global stay_on_while_plugged_in 3'],
  ['an animation scale', 'settings put global window_animation_scale 0.5'],
  ['a debug property', 'setprop debug.skip_fgs_manifest_type_check maybe'],
  ['an app op', `appops set ${otherApp} RUN_ANY_IN_BACKGROUND deny`],
  ['a bucket', `am set-standby-bucket ${otherApp} frequent`],
  ['a setting of its own', 'settings put global something_else x'],
  ['the probe removed', `pm uninstall ${probe}`],
];
/** The run never touches the first; what the second takes with it is gone, and nobody's. */
const harmless: ReadonlySet<string> = new Set(['a setting of its own', 'the probe removed']);

const releases: readonly ReleaseNumber[] = isFull ? [15, 16, 17] : [16];

describe.each(releases)('the ledger on a simulated Android %i', { timeout: TIMEOUT }, (release) => {
  it('is refused what the shell may not write, changes the rest, and takes it back', async () => {
    const world = newWorld(release);
    const lines = await run(world, null);
    expect(lines).toBeGreaterThanOrEqual(2 * everyChange.length);
    // Android 15 has no list of flags that the shell may write.
    const isRefused = world.disks.get('A')?.includes("Permission denial for flag 'device_idle/inactive_to'");
    expect(isRefused).toBe(release >= 16);
    expect(await runLine(world.device, visible)).not.toEqual(await runLine(newWorld(release).device, visible));
    const report = await expectHandedBack('the whole run', world, newWorld(release), 'A');
    expect(conflictsOf(report)).toBe(0);
  });

  it.each([
    ['A', 'no restart', false],
    ['A', 'no restart', true],
    ['A', 'a restart', false],
    ['B', 'no restart', false],
    ['B', 'a restart', true],
  ] as const)(
    'killed at every line is taken back by desktop %s after %s, last line torn: %s',
    async (desktop, after, isTorn) => {
      const lines = await run(newWorld(release), null);
      for (const line of deaths(lines, 2, desktop === 'A' ? 0 : 1)) {
        const [world, oracle] = [newWorld(release), newWorld(release)];
        await run(world, { lines: line, isTorn });
        if (after === 'a restart') for (const each of [world, oracle]) restart(each);
        const name = `killed at line ${line}, ${after}, by ${desktop}`;
        expect(conflictsOf(await expectHandedBack(name, world, oracle, desktop)), name).toBe(0);
      }
    },
  );

  it.each(foreignChanges)('never overwrites %s that somebody else changed', async (what, command) => {
    const lines = await run(newWorld(release), null);
    let conflicts = 0;
    const start = foreignChanges.findIndex(([name]) => name === what);
    for (const line of deaths(lines, 11, start)) {
      for (const order of ['no restart', 'before a restart', 'after a restart']) {
        const [world, oracle] = [newWorld(release), newWorld(release)];
        await run(world, { lines: line, isTorn: false });
        for (const each of [world, oracle]) {
          if (order === 'after a restart') restart(each);
          await runLine(each.device, command);
          if (order === 'before a restart') restart(each);
        }
        const desktop = line % 2 === 0 ? 'A' : 'B';
        conflicts += conflictsOf(await expectHandedBack(`line ${line}, ${order}`, world, oracle, desktop));
      }
    }
    if (harmless.has(what)) expect(conflicts).toBe(0);
    else expect(conflicts).toBeGreaterThan(0);
  });

  it('stays dirty while the device refuses to take a flag back, and is handed back when it does not', async () => {
    const world = newWorld(release);
    await run(world, null);
    const why =
      "java.lang.SecurityException: Permission denial for flag 'activity_manager/data_sync_fgs_timeout_duration'";
    const refusing = portOf(world, (command) =>
      /device_config (?:put|delete) activity_manager data_sync/.test(command) ? why : undefined,
    );
    const first = await restore(world, 'A', refusing);
    expect(first.settings.filter(({ outcome }) => outcome === 'failed').map((failed) => failed.why)).toEqual([why]);
    await expectHandedBack('refused, then taken', world, newWorld(release), 'B');
  });
});
