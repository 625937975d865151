/** AVDs of the SDK on this computer: which there are, which run, start and stop. */
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { portOfSerial } from '../adb/connection-port.js';
import { adbServerFrom, type ServerAddress } from '../adb/server-address.js';
import { listConnections } from '../adb/server-calls.js';
import type { Emulator, EmulatorList, Emulators } from '../emulators.js';
import { findEmulator, type Environment } from '../sdk/find-sdk.js';
import { askConsole } from './console.js';
import { freeConsolePort, listAvds, startEmulator, type StartedEmulator } from './run-emulator.js';

export interface EmulatorsOptions {
  /** The data folder: what emulators write goes there. */
  readonly folder: string;
  readonly sdkFolder?: string;
  /** Of this computer; left out: where adb itself looks for it. */
  readonly server?: ServerAddress;
  readonly environment?: Environment;
  /** Between two looks at one that starts or stops. */
  readonly stepMs?: number;
}

const noSdk =
  'No Android emulator is installed where Curfew looks: the SDK folder of the settings, ANDROID_HOME, ANDROID_SDK_ROOT, the place where Android Studio installs it, and PATH. Install Android Studio, or the command line tools and then: sdkmanager emulator "system-images;android-36;google_apis;x86_64"';
const noAvds =
  'There is no AVD yet. Make one in Android Studio (Device Manager), or with: avdmanager create avd -n NAME -k "system-images;android-36;google_apis;x86_64"';

/** An emulator without hardware acceleration takes this long, and one with it two minutes. */
const BOOT_DEADLINE_MS = 600_000;
const STOP_DEADLINE_MS = 30_000;
const STEP_MS = 1000;

export function openEmulators(options: EmulatorsOptions): Emulators {
  return new SdkEmulators(options);
}

class SdkEmulators implements Emulators {
  readonly #environment: Environment;
  readonly #server: ServerAddress;
  readonly #stepMs: number;
  readonly #starting = new Set<string>();

  constructor(private readonly options: EmulatorsOptions) {
    this.#environment = options.environment ?? process.env;
    this.#server = options.server ?? adbServerFrom(this.#environment);
    this.#stepMs = options.stepMs ?? STEP_MS;
  }

  list = async (): Promise<EmulatorList> => {
    const program = await findEmulator(this.#environment, this.options.sdkFolder);
    const running = await this.#running();
    const avds = program === null ? ok([]) : await listAvds(program);
    const names = avds.ok ? avds.value : [];
    const emulators = [...new Set([...names, ...running.keys()])].sort().map((name) => this.#describe(name, running));
    const empty = emulators.length === 0 ? noAvds : null;
    return { program, advice: program === null ? noSdk : avds.ok ? empty : avds.error, emulators };
  };

  start = async (name: string, signal: AbortSignal): Promise<Result<Emulator, string>> => {
    const { program, advice, emulators } = await this.list();
    if (program === null) return fail(advice ?? noSdk);
    const known = emulators.find((emulator) => emulator.name === name);
    if (known === undefined) return fail(`there is no AVD "${name}"; there are: ${namesOf(emulators)}`);
    if (known.state !== 'stopped') return fail(`${name} is ${known.state} already`);
    const port = await freeConsolePort();
    if (port === undefined) return fail('no port is free for another emulator: stop one');
    this.#starting.add(name);
    try {
      const log = path.join(this.options.folder, 'emulators', `${name}.log`);
      return await this.#boot(startEmulator(program, name, port, log), name, `emulator-${port}`, signal);
    } finally {
      this.#starting.delete(name);
    }
  };

  stop = async (name: string): Promise<Result<void, string>> => {
    const serial = (await this.#running()).get(name);
    if (serial === undefined) return fail(`no emulator of "${name}" runs`);
    const killed = await askConsole(consolePortOf(serial), 'kill', this.#home);
    // It may hang up before it has said OK.
    if (!killed.ok && !killed.error.includes('hung up')) return fail(`${name} could not be stopped: ${killed.error}`);
    for (let waited = 0; waited < STOP_DEADLINE_MS; waited += this.#stepMs) {
      if (!(await this.#serials()).includes(serial)) return ok(undefined);
      await delay(this.#stepMs);
    }
    return fail(`${name} was told to stop and is still there after ${STOP_DEADLINE_MS / 1000} s`);
  };

  get #home(): string {
    return this.#environment['HOME'] ?? os.homedir();
  }

  #describe(name: string, running: ReadonlyMap<string, string>): Emulator {
    const serial = running.get(name) ?? null;
    const state = this.#starting.has(name) ? 'starting' : serial === null ? 'stopped' : 'running';
    return { name, state, serial };
  }

  async #serials(): Promise<readonly string[]> {
    const listed = await listConnections(this.#server);
    return listed.ok ? listed.value.flatMap(({ serial, via }) => (via === 'emulator' ? [serial] : [])) : [];
  }

  /** Name of the AVD → serial; one that does not tell its name is called by its serial. */
  async #running(): Promise<ReadonlyMap<string, string>> {
    const pairs = (await this.#serials()).map(async (serial): Promise<readonly [string, string]> => {
      const answer = await askConsole(consolePortOf(serial), 'avd name', this.#home);
      return [answer.ok && answer.value !== '' ? answer.value.slice(0, 200) : serial, serial];
    });
    return new Map(await Promise.all(pairs));
  }

  /** Until Android has started in it. One that nobody waits for any more is ended. */
  async #boot(
    started: StartedEmulator,
    name: string,
    serial: string,
    signal: AbortSignal,
  ): Promise<Result<Emulator, string>> {
    const until = performance.now() + BOOT_DEADLINE_MS;
    while (performance.now() < until && !signal.aborted) {
      const ended = await started.ended();
      if (ended !== undefined) return fail(`the emulator of ${name} could not be started: ${ended}`);
      if (await this.#hasBooted(serial)) return ok({ name, state: 'running', serial });
      await delay(this.#stepMs, undefined, { signal }).catch(() => undefined);
    }
    started.kill();
    return fail(signal.aborted ? `the start of ${name} was called off` : `${name} has not started within ten minutes`);
  }

  async #hasBooted(serial: string): Promise<boolean> {
    if (!(await this.#serials()).includes(serial)) return false;
    const port = await portOfSerial(this.#server, serial, 5000);
    const answer = port.ok ? await port.value.shell('getprop sys.boot_completed') : port;
    return answer.ok && answer.value.stdout.trim() === '1';
  }
}

const consolePortOf = (serial: string): number => Number(serial.replace('emulator-', ''));

const namesOf = (emulators: readonly Emulator[]): string =>
  emulators.length === 0 ? 'none' : emulators.map(({ name }) => name).join(', ');
