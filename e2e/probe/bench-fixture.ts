/** A simulated device behind the real adb server, leased, with its ledger open: what a case is played on. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { portOfSerial } from '../../app/lab/devices/adb/connection-port.js';
import { listConnections } from '../../app/lab/devices/adb/server-calls.js';
import type { LeasedDevice } from '../../app/lab/devices/device-fleet.js';
import type { StreamingAdbPort } from '../../app/lab/devices/adb-port.js';
import type { FleetDevice } from '../../app/lab/devices/fleet.js';
import { DeviceLedger } from '../../app/lab/ledger/device-ledger.js';
import type { CaseGround, Heard, PlayedCase } from '../../app/lab/runs/case/case-ground.js';
import { playCase } from '../../app/lab/runs/case/play-case.js';
import type { LiveMark } from '../../app/lab/runs/live-run.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { fail, ok, type Result } from '../../engine/result.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { AttachedDevice } from '../../simulator/attached-device.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import { quirkProfiles, type QuirkProfile } from '../../simulator/device/vendor-quirks.js';
import { realHostTime } from '../../simulator/device/virtual-time.js';
import { startPrivateAdb, until, type PrivateAdb } from '../simulator/tools.js';

const POLL_MS = 50;
/** Serial numbers differ, so that each device has a ledger of its own. */
let count = 0;

export class Bench {
  #listeners = new Set<(connection: number | null) => void>();
  #connection: number | null = null;
  #poll: NodeJS.Timeout | undefined;
  #isUnplugged = false;
  /** A service of the probe was started. */
  hasBegun = false;

  private constructor(
    readonly adb: PrivateAdb,
    readonly attached: AttachedDevice,
    readonly serial: string,
    readonly release: ReleaseNumber,
    private readonly ownsAdb: boolean,
  ) {}

  static async open(release: ReleaseNumber, profile: QuirkProfile = 'faithful', shared?: PrivateAdb): Promise<Bench> {
    const adb = shared ?? (await startPrivateAdb());
    const attached = new AttachedDevice(
      {
        serialNumber: `SIM${String(++count).padStart(5, '0')}`,
        release,
        model: 'pixel',
        quirks: quirkProfiles[profile],
        host: realHostTime,
        speed: 1,
        wallAtStart: Date.UTC(2026, 10, 22),
        bootedMsAgo: 3_600_000,
        bootDurationMs: 300,
        seed: 7,
      },
      false,
    );
    const serial = `127.0.0.1:${await attached.attach()}`;
    const bench = new Bench(adb, attached, serial, release, shared === undefined);
    await adb.run('connect', serial);
    await bench.#look();
    await until(() => bench.#connection !== null);
    bench.#watch();
    return bench;
  }

  async close(): Promise<void> {
    clearTimeout(this.#poll);
    this.#poll = undefined;
    await this.attached.detach();
    if (this.ownsAdb) await this.adb.stop();
  }

  /** Plays, restores, and says what was heard and told on the way. */
  async play(scenario: Scenario, changes: Partial<CaseGround> = {}): Promise<Played> {
    const played = await this.#play(scenario, changes);
    return { ...played, left: await this.restore() };
  }

  async #play(scenario: Scenario, changes: Partial<CaseGround>): Promise<Played> {
    const heard: Heard[] = [];
    const kept = new Map<string, Uint8Array>();
    let marks: readonly LiveMark[] = [];
    const phases: string[] = [];
    const device = this.leased();
    const folder = path.join(this.adb.folder, 'ledger');
    const ledger = await DeviceLedger.open({ port: device.port, folder, desktop: { id: 'desktop-A', name: 'A' } });
    if (!ledger.ok) throw new Error(ledger.error);
    try {
      const result = await playCase({
        run: 'run-1',
        device,
        ledger: ledger.value,
        scenario,
        scenarioId: 'scenario-1',
        policy: policyOfRelease(this.release).policy,
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
      await ledger.value.close();
    }
  }

  /** What the queue does after each case: with a ledger that knows the boot of now. */
  async restore(): Promise<readonly string[]> {
    const device = this.leased();
    await device.whenReady(new AbortController().signal);
    const folder = path.join(this.adb.folder, 'ledger');
    const ledger = await DeviceLedger.open({ port: device.port, folder, desktop: { id: 'desktop-A', name: 'A' } });
    if (!ledger.ok) throw new Error(ledger.error);
    await ledger.value.restore();
    const left = ledger.value.open.map(({ kind }) => kind);
    await ledger.value.close();
    return left;
  }

  /** Out, and in again when the lab has seen it and `meanwhile` is over. */
  async pullCable(meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    this.#isUnplugged = true;
    await this.adb.run('disconnect', this.serial);
    await until(() => this.#connection === null);
    await meanwhile();
    this.#isUnplugged = false;
  }

  leased(): LeasedDevice {
    const release = this.release;
    return {
      id: 'SIM00001',
      describe: () => ({ ...description, release, sdk: release + 20 }),
      port: this.#port(),
      connection: () => this.#connection,
      onConnection: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      whenReady: (signal) => this.#whenReady(signal),
      setActivity: () => undefined,
      release: () => Promise.resolve(),
    };
  }

  async shell(line: string): Promise<string> {
    const answer = await this.#port().shell(line);
    if (!answer.ok) throw new Error(answer.error.text);
    return answer.value.stdout;
  }

  #port(): StreamingAdbPort {
    const server = { host: '127.0.0.1', port: this.adb.port };
    const with_ = async <T>(talk: (port: StreamingAdbPort) => Promise<Result<T, never>>): Promise<Result<T, never>> => {
      const port = await portOfSerial(server, this.serial);
      return port.ok
        ? await talk(port.value)
        : (fail({ ...port.error, reason: 'lost' }) as unknown as Result<T, never>);
    };
    const through = with_ as unknown as <T>(talk: (port: StreamingAdbPort) => Promise<T>) => Promise<T>;
    return {
      shell: (line) => through((port) => port.shell(line)),
      push: (file, bytes) => through((port) => port.push(file, bytes)),
      pull: (file, most) => through((port) => port.pull(file, most)),
      open: (line) => through((port) => port.open(line)),
    };
  }

  async #whenReady(signal: AbortSignal): Promise<Result<void, string>> {
    while (!signal.aborted) {
      const answer = this.#connection === null ? undefined : await this.#port().shell('getprop sys.boot_completed');
      if (answer?.ok === true && answer.value.stdout.trim() === '1') return ok(undefined);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return fail('it was called off');
  }

  #watch(): void {
    this.#poll = setTimeout(() => {
      void this.#look().then(() => {
        if (this.#poll !== undefined) this.#watch();
      });
    }, POLL_MS);
  }

  async #look(): Promise<void> {
    const listed = await listConnections({ host: '127.0.0.1', port: this.adb.port });
    const found = listed.ok ? listed.value.find(({ serial }) => serial === this.serial) : undefined;
    const connection = found?.state === 'device' ? found.transportId : null;
    // The server by itself would try again only after ten seconds.
    if (found?.state === 'offline') await this.adb.run('disconnect', this.serial);
    if (connection === null && !this.#isUnplugged) await this.adb.run('connect', this.serial);
    if (connection === this.#connection) return;
    this.#connection = connection;
    for (const listener of this.#listeners) listener(connection);
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

const description: FleetDevice = {
  id: 'SIM00001',
  name: 'Pixel 9 (desk 1)',
  labels: [],
  note: '',
  serialno: 'SIM00001',
  kind: 'phone',
  manufacturer: 'Google',
  model: 'Pixel 9',
  release: null,
  sdk: null,
  fingerprint: null,
  securityPatch: null,
  bootId: null,
  connections: [],
  state: 'device',
  allocation: 'leased',
  advice: null,
  health: null,
  lease: null,
  quarantine: null,
  openChanges: [],
  activity: '',
  lastSeenAt: null,
};
