/**
 * A case on a simulated device without adb, in virtual time: days in a moment. Orders, log, journal and comparison are those
 * of a real case (app/lab/runs/case); only cable and waiting are left out.
 */
import { readFileSync } from 'node:fs';
import type { FleetDevice } from '../../app/lab/devices/fleet.js';
import type { Change } from '../../app/lab/ledger/change.js';
import { commandFor, findKind } from '../../app/lab/ledger/kinds/kinds.js';
import { castServices } from '../../app/lab/probe/cast-services.js';
import { measureClocks, type ClockRelation } from '../../app/lab/probe/clock-relation.js';
import { LOG_BUFFERS, LOG_FORMAT } from '../../app/lab/probe/log-lines.js';
import { probePackage } from '../../app/lab/probe/probe-app.js';
import { fetchJournal } from '../../app/lab/probe/probe-journal.js';
import { analyzeCase } from '../../app/lab/runs/case/analyze-case.js';
import { changesAfterInstall, changesBeforeInstall } from '../../app/lab/runs/case/case-changes.js';
import { testDevice } from '../../app/lab/runs/case/case-fixture.js';
import { CaseRecords } from '../../app/lab/runs/case/case-records.js';
import { Interrupter } from '../../app/lab/runs/case/interruption.js';
import { planDrive, type DriveOrder } from '../../app/lab/runs/case/plan-drive.js';
import { playedDuration } from '../../app/lab/runs/case/plan-case.js';
import type { ShellStop } from '../../app/lab/runs/case/probe-inputs.js';
import { settingsQuestion } from '../../app/lab/runs/case/read-environment.js';
import type { Analysis } from '../../engine/compare/analysis.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { ok, type Result } from '../../engine/result.js';
import type { Scenario } from '../../engine/scenario/scenario.js';
import { newDevice, runLine, type ShellText } from '../../simulator/device/device-fixture.js';
import { SHELL_UID } from '../../simulator/device/file-system.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import type { SimulatedDevice } from '../../simulator/device/simulated-device.js';
import { quirkProfiles, type QuirkProfile, type Quirks } from '../../simulator/device/vendor-quirks.js';
import { Shell } from '../../simulator/shell/interpreter.js';
import { BytePipe } from '../../simulator/transport/byte-pipe.js';
import { shellWorld } from '../../simulator/userland/programs.js';

/** Between two looks at the log; a restart is noticed within it. */
const STEP_MS = 30_000;
const BOOT_MS = 2 * STEP_MS;
/** The log is open before the first step, and stays open after the last. */
const LEAD_MS = 500;

interface VirtualCase {
  readonly scenario: Scenario;
  readonly release: ReleaseNumber;
  /** A profile by name, or something between two. */
  readonly profile?: QuirkProfile | Quirks;
  /** Where the case leaves the server's values to themselves. */
  readonly leavesSyncOn?: boolean;
}

export interface PlayedVirtually {
  readonly analysis: Analysis;
  /** The first step on the device's wall clock. */
  readonly zeroWallMs: number;
}

export async function playVirtually(asked: VirtualCase): Promise<PlayedVirtually> {
  return await new VirtualBench(asked).play();
}

interface Happening {
  readonly atMs: number;
  readonly act: () => Promise<void>;
}

/** What the lab can drive of it: the sleep comes to the device by itself. */
export const withoutSleep = (scenario: Scenario): Scenario => ({
  ...scenario,
  steps: scenario.steps.filter((step) => step.do !== 'sleep'),
});

class VirtualBench {
  readonly #device: SimulatedDevice;
  readonly #records: CaseRecords;
  readonly #stops: ShellStop[] = [];
  readonly #packageName: string;
  #log: FollowedLog;

  constructor(private readonly asked: VirtualCase) {
    const { release, profile = 'faithful' } = asked;
    const bootedMsAgo = asked.scenario.device.bootUptimeMs;
    const quirks = typeof profile === 'string' ? quirkProfiles[profile] : profile;
    this.#device = newDevice({ release, quirks, bootDurationMs: BOOT_MS, bootedMsAgo });
    const record = (): Promise<Result<void, string>> => Promise.resolve(ok(undefined));
    this.#records = new CaseRecords({ record, now: () => new Date(0) }, new Interrupter());
    this.#packageName = probePackage(asked.scenario.targetSdk);
    this.#log = new FollowedLog(this.#device, this.#device.clocks.wall);
  }

  async play(): Promise<PlayedVirtually> {
    const { scenario, release } = this.asked;
    const { policy } = policyOfRelease(release);
    const cast = castServices(scenario);
    if (!cast.ok) throw new Error(cast.error);
    const plan = planDrive(withoutSleep(scenario), cast.value, 'run-1', policy);
    if (!plan.ok) throw new Error(plan.error);
    await this.#prepare();
    const sinceMs = this.#device.clocks.wall;
    this.#log.close();
    this.#log = new FollowedLog(this.#device, sinceMs);
    await this.#pass(LEAD_MS);
    const begun = await this.#clocks();
    const zeroWallMs = this.#device.clocks.wall;
    let playedMs = 0;
    for (const { atMs, act } of this.#events(plan.value.orders)) {
      await this.#pass(atMs - playedMs);
      playedMs = atMs;
      await act();
    }
    await this.#pass(playedDuration(scenario, policy) - playedMs);
    // A device that sleeps answers when it is awake.
    while (this.#device.clocks.isAsleep) await this.#pass(STEP_MS);
    const ended = await this.#clocks();
    await this.#log.flush(this.#records);
    const journal = await fetchJournal(async (line) => ok(await this.#ask(line)), this.#packageName);
    if (!journal.ok) throw new Error(journal.error);
    await this.#records.journal(journal.value, sinceMs);
    const { analysis } = analyzeCase({
      sources: this.#records.finish(this.#device.clocks.wall),
      probe: { lines: this.#records.probeLines, calls: plan.value.calls, stops: this.#stops },
      policy,
      packageName: this.#packageName,
      toleranceMs: 100,
      device: fleetDevice(release),
      clocks: [begun, ended],
    });
    this.#log.close();
    return { analysis, zeroWallMs };
  }

  /** Orders of the lab, and what happens to a phone that nobody touches: no order makes it sleep. */
  #events(orders: readonly DriveOrder[]): readonly Happening[] {
    const asleep = this.asked.scenario.steps.flatMap((step): Happening[] =>
      step.do === 'sleep'
        ? [
            { atMs: step.atMs, act: () => Promise.resolve(this.#device.fallAsleep()) },
            { atMs: step.atMs + step.forMs, act: () => Promise.resolve(this.#device.wakeUp()) },
          ]
        : [],
    );
    const given = orders.map((order): Happening => ({ atMs: order.atMs, act: () => this.#give(order) }));
    return [...given, ...asleep].toSorted((first, second) => first.atMs - second.atMs);
  }

  async #prepare(): Promise<void> {
    const { scenario, leavesSyncOn = false } = this.asked;
    const { sdk } = this.#device.release;
    const before = changesBeforeInstall(scenario).filter((change) => !leavesSyncOn || change.kind !== 'sync_mode');
    for (const change of before) await this.#change(change);
    const apk = readFileSync(
      new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${scenario.targetSdk}.apk`, import.meta.url),
    );
    this.#device.install(apk, { mayBeTestOnly: true, mayDowngrade: false, grantsAll: false });
    for (const change of changesAfterInstall(scenario, sdk)) await this.#change(change);
    await this.#readSettings();
  }

  async #clocks(): Promise<ClockRelation> {
    const clocks = await measureClocks(
      async (line) => ok(await this.#ask(line)),
      () => performance.now(),
    );
    if (!clocks.ok) throw new Error(clocks.error);
    return clocks.value;
  }

  async #readSettings(): Promise<void> {
    const { stdout } = await this.#ask(settingsQuestion);
    await this.#records.settings({ text: stdout, atMs: this.#device.clocks.wall });
  }

  async #change({ kind, target, want }: Change): Promise<void> {
    const found = findKind(kind);
    if (found === undefined) throw new Error(`no such kind of change: ${kind}`);
    // A release may know a key or not; what is in force is read back.
    await this.#ask(commandFor(found, target, want, null));
  }

  async #give({ action, words }: DriveOrder): Promise<void> {
    if (action.by === 'shell') {
      const { exitCode, stderr } = await this.#ask(action.line);
      // A device that restarts by itself is not there for a while; a case on a desk is interrupted then.
      if (exitCode !== 0 && this.#device.isBooted) throw new Error(`${words}: ${stderr}`);
      if (action.stops !== undefined && exitCode === 0)
        this.#stops.push({ className: action.stops, wallMs: this.#device.clocks.wall });
    } else if (action.by === 'ledger') {
      await this.#change(action.change);
      await this.#readSettings();
    } else {
      this.#device.reboot();
      await this.#pass(BOOT_MS + STEP_MS);
    }
    await this.#log.flush(this.#records);
  }

  async #ask(line: string): Promise<ShellText> {
    return await runLine(this.#device, line);
  }

  async #pass(durationMs: number): Promise<void> {
    for (let left = durationMs; left > 0; left -= STEP_MS) {
      const sinceMs = this.#device.clocks.wall;
      this.#device.time.fastForward(Math.min(left, STEP_MS));
      await this.#log.flush(this.#records);
      if (!this.#log.isOfAnEarlierBoot) continue;
      this.#log.close();
      this.#records.gap();
      this.#log = new FollowedLog(this.#device, sinceMs);
      await this.#log.flush(this.#records);
    }
  }
}

/** `logcat`, from a moment on, until the device goes down. */
class FollowedLog {
  readonly #boot: string;
  #text = '';
  #hangUp: () => void = () => undefined;

  constructor(
    private readonly device: SimulatedDevice,
    sinceMs: number,
  ) {
    this.#boot = device.bootId;
    const hangup = new Promise<void>((resolve) => (this.#hangUp = resolve));
    const stdin = new BytePipe();
    stdin.end();
    const stdout = (data: string | Uint8Array): Promise<boolean> => {
      this.#text += typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
      return Promise.resolve(true);
    };
    const line = `logcat ${LOG_BUFFERS} ${LOG_FORMAT} -T ${(sinceMs / 1_000).toFixed(3)}`;
    void new Shell(shellWorld(device, SHELL_UID, '/')).run(line, { stdin, stdout, stderr: stdout, hangup });
  }

  get isOfAnEarlierBoot(): boolean {
    return this.device.bootId !== this.#boot;
  }

  /** Hands on what was written so far. */
  async flush(records: CaseRecords): Promise<void> {
    // What the device wrote at once is printed record by record, in promises.
    for (let before = -1; before !== this.#text.length;) {
      before = this.#text.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const lines = this.#text.split('\n').filter((line) => line !== '');
    this.#text = '';
    if (lines.length > 0) await records.log(lines);
  }

  close(): void {
    this.#hangUp();
  }
}

export const fleetDevice = (release: number): FleetDevice => ({ ...testDevice, release, sdk: release + 20 });
