import { AttachedDevice } from '../attached-device.js';
import type { DeviceOptions } from '../device/simulated-device.js';
import { EmulatorConsole } from './console.js';
import { registerWithAdb } from './register-with-adb.js';

export interface EmulatorOptions extends DeviceOptions {
  readonly avdName: string;
  /** Even; adb's port is the next one. 0: a free pair. */
  readonly consolePort: number;
  readonly token: string;
  readonly tokenPath: string;
  /** Where it says that it is there; without it nobody is told. */
  readonly adbServer?: { readonly host: string; readonly port: number };
}

/** What the real one uses: pairs from 5554 to 5682. A free pair is looked for above, where no server looks by itself. */
const FIRST_FREE_PAIR = 25_554;
const LAST_FREE_PAIR = 25_954;

/** A virtual device: a simulated device with a console, known to adb as `emulator-<console port>`. */
export class SimulatedEmulator {
  readonly attached: AttachedDevice;
  /** Settles when it was killed or stopped. */
  readonly ended: Promise<void>;
  readonly #console: EmulatorConsole;
  #port = 0;
  #isStopped = false;
  #tellEnded: () => void = () => undefined;

  private constructor(options: EmulatorOptions) {
    this.attached = new AttachedDevice(options, false);
    this.ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
    this.#console = new EmulatorConsole({ ...options, killed: () => void this.stop() });
  }

  get consolePort(): number {
    return this.#port;
  }

  get serial(): string {
    return `emulator-${this.#port}`;
  }

  /** Rejects when the ports are taken, and when there is no adb server to tell. */
  static async start(options: EmulatorOptions): Promise<SimulatedEmulator> {
    const emulator = new SimulatedEmulator(options);
    if (options.consolePort !== 0) await emulator.#listen(options.consolePort);
    else await emulator.#listenAnywhere();
    try {
      if (options.adbServer !== undefined) await registerWithAdb(options.adbServer, emulator.#port + 1);
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return await this.ended;
    this.#isStopped = true;
    await this.attached.detach();
    await this.#console.stop();
    this.#tellEnded();
  }

  async #listen(port: number): Promise<void> {
    await this.#console.listen(port);
    try {
      await this.attached.attach(port + 1);
    } catch (error) {
      await this.#console.stop();
      throw error;
    }
    this.#port = port;
  }

  async #listenAnywhere(): Promise<void> {
    for (let port = FIRST_FREE_PAIR; port <= LAST_FREE_PAIR; port += 2) {
      try {
        return await this.#listen(port);
      } catch (error) {
        const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
        if (!isTaken) throw error;
      }
    }
    throw new Error(`no free pair of ports from ${FIRST_FREE_PAIR} to ${LAST_FREE_PAIR}`);
  }
}
