/**
 * Simulated devices behind the real adb server, found and leased by the lab's own fleet: what a case is played on. One fleet
 * for all benches of a server, as on a desk.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DeviceFleet, LeasedDevice } from '../../app/lab/devices/device-fleet.js';
import type { FleetDevice } from '../../app/lab/devices/fleet.js';
import { openDeviceFleet } from '../../app/lab/devices/open-device-fleet.js';
import { DeviceLedger } from '../../app/lab/ledger/device-ledger.js';
import type { CaseGround, Heard, PlayedCase } from '../../app/lab/runs/case/case-ground.js';
import { playCase } from '../../app/lab/runs/case/play-case.js';
import type { LiveMark } from '../../app/lab/runs/live-run.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { ok } from '../../engine/result.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { AttachedDevice } from '../../simulator/attached-device.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import { quirkProfiles, type QuirkProfile, type Quirks } from '../../simulator/device/vendor-quirks.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import { quickPace } from '../devices/lab-fixture.js';
import { startPrivateAdb, until, type PrivateAdb } from '../simulator/tools.js';

const desktop = { id: 'desktop-A', name: 'A' };

export interface Benches {
  readonly adb: PrivateAdb;
  /** `quirks`: a profile by name, or something between two. */
  readonly open: (release: ReleaseNumber, quirks?: QuirkProfile | Quirks) => Promise<Bench>;
  /** The same, closed when the work is done. */
  readonly at: <T>(
    release: ReleaseNumber,
    work: (bench: Bench) => Promise<T>,
    quirks?: QuirkProfile | Quirks,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

export async function startBenches(): Promise<Benches> {
  const adb = await startPrivateAdb();
  const opened = await openDeviceFleet({
    folder: adb.folder,
    desktop,
    server: { host: '127.0.0.1', port: adb.port },
    adbProgram: null,
    pace: quickPace,
  });
  if (!opened.ok) throw new Error(opened.error);
  const fleet = opened.value;
  let count = 0;
  const open: Benches['open'] = async (release, quirks = 'faithful') => {
    // Serial numbers differ, so that each device has a ledger of its own.
    const serialNumber = `SIM${String(++count).padStart(5, '0')}`;
    const attached = new AttachedDevice(
      {
        serialNumber,
        release,
        model: 'pixel',
        quirks: typeof quirks === 'string' ? quirkProfiles[quirks] : quirks,
        host: realHostTime,
        speed: 1,
        wallAtStart: Date.UTC(2026, 10, 22),
        bootedMsAgo: 3_600_000,
        bootDurationMs: 300,
        seed: 7,
      },
      false,
    );
    const address = `127.0.0.1:${await attached.attach()}`;
    const connected = await fleet.connect(address);
    if (!connected.ok) throw new Error(connected.error);
    await known(fleet, serialNumber, address);
    const leased = await fleet.lease(serialNumber, 'run-1');
    if (!leased.ok) throw new Error(leased.error);
    return new Bench({ adb, fleet, attached, address, release, device: leased.value });
  };
  return {
    adb,
    open,
    at: async (release, work, quirks) => {
      const bench = await open(release, quirks);
      try {
        return await work(bench);
      } finally {
        await bench.close();
      }
    },
    close: async () => {
      await fleet.close();
      await adb.stop();
    },
  };
}

/** Throws with the fleet's advice when nobody lets the lab in. */
async function known(fleet: DeviceFleet, id: string, address: string): Promise<void> {
  const found = (): FleetDevice | undefined =>
    fleet
      .snapshot()
      .devices.find((each) =>
        each.id === id
          ? each.allocation === 'available'
          : each.state === 'unauthorized' && each.connections.some(({ serial }) => serial === address),
      );
  await until(() => found() !== undefined);
  const { id: foundId, state, advice } = found() ?? {};
  if (foundId !== id) throw new Error(`${state}: ${advice}`);
}

interface BenchParts {
  readonly adb: PrivateAdb;
  readonly fleet: DeviceFleet;
  readonly attached: AttachedDevice;
  readonly address: string;
  readonly release: ReleaseNumber;
  readonly device: LeasedDevice;
}

export class Bench {
  /** A service of the probe was started. */
  hasBegun = false;

  constructor(private readonly parts: BenchParts) {}

  get attached(): AttachedDevice {
    return this.parts.attached;
  }

  async close(): Promise<void> {
    const { attached, fleet, address, device } = this.parts;
    await fleet.disconnect(address);
    await device.release();
    await attached.detach();
  }

  /** Plays, restores, and says what was heard and told on the way. */
  async play(scenario: Scenario, changes: Partial<CaseGround> = {}): Promise<Played> {
    const played = await this.playOnly(scenario, changes);
    return { ...played, left: await this.restore() };
  }

  /** The same, and nothing is restored: the device may be out of reach. */
  async playOnly(scenario: Scenario, changes: Partial<CaseGround> = {}): Promise<Played> {
    const heard: Heard[] = [];
    const kept = new Map<string, Uint8Array>();
    let marks: readonly LiveMark[] = [];
    const phases: string[] = [];
    const { device, release } = this.parts;
    const ledger = await this.#openLedger();
    try {
      const result = await playCase({
        run: 'run-1',
        device,
        ledger,
        scenario,
        scenarioId: 'scenario-1',
        policy: policyOfRelease(release).policy,
        toleranceMs: 100,
        probeApk: (targetSdk) => Promise.resolve(ok(readFileSync(apkOf(targetSdk)))),
        record: (lines) => {
          heard.push(...lines);
          this.hasBegun ||= lines.some(({ text }) => text.includes('am_foreground_service_start'));
          return Promise.resolve(ok(undefined));
        },
        keep: (title, content) => {
          kept.set(title, content);
          return Promise.resolve(ok({ sha256: '0'.repeat(64), bytes: content.length }));
        },
        tell: (news) => {
          if (news.marks !== undefined) ({ marks } = news);
          if (news.phase !== undefined) phases.push(news.phase);
        },
        signal: new AbortController().signal,
        now: () => new Date(),
        ...changes,
      });
      return { result, heard, kept, marks, phases, left: [] };
    } finally {
      await ledger.close();
    }
  }

  /** What the queue does after each case: with a ledger that knows the boot of now. */
  async restore(): Promise<readonly string[]> {
    await this.parts.device.whenReady(new AbortController().signal);
    const ledger = await this.#openLedger();
    await ledger.restore();
    const left = ledger.open.map(({ kind }) => kind);
    await ledger.close();
    return left;
  }

  async #openLedger(): Promise<DeviceLedger> {
    const { adb, device } = this.parts;
    const folder = path.join(adb.folder, 'ledger');
    const ledger = await DeviceLedger.open({ port: device.port, folder, desktop });
    if (!ledger.ok) throw new Error(ledger.error);
    return ledger.value;
  }

  /** Out, and in again when the lab has seen it and `meanwhile` is over. */
  async pullCable(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const { attached, device } = this.parts;
    await attached.unplug();
    await until(() => device.connection() === null);
    await meanwhile();
    await attached.plugIn();
  }

  async shell(line: string): Promise<string> {
    const answer = await this.parts.device.port.shell(line);
    if (!answer.ok) throw new Error(answer.error.text);
    return answer.value.stdout;
  }
}

export interface Played {
  readonly result: PlayedCase;
  readonly heard: readonly Heard[];
  readonly kept: ReadonlyMap<string, Uint8Array>;
  readonly marks: readonly LiveMark[];
  readonly phases: readonly string[];
  /** Changes that restoring left open. */
  readonly left: readonly string[];
}

const apkOf = (targetSdk: number): URL =>
  new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${targetSdk}.apk`, import.meta.url);
