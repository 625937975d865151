/**
 * The leased device as a case uses it: questions are asked again when the cable was out, orders never; a device that stays
 * away, stops answering or restarts by itself interrupts the case.
 */
import { fail, type Result } from '../../../../engine/result.js';
import { formatDuration } from '../../../../engine/time-format.js';
import type { AdbFailure, ShellAnswer } from '../../devices/adb-port.js';
import type { LeasedDevice } from '../../devices/device-fleet.js';
import { bootIdPath } from '../../ledger/shell-text.js';
import { Interruption, type Interrupter } from './interruption.js';

/** A cable that is put in again within this time costs a case nothing. */
const AWAY_MS = 120_000;
/** A restart takes a phone up to some minutes. */
const RESTART_MS = 300_000;
/** A connection that comes and fails at once is asked no more often than this. */
const PACE_MS = 100;
/** Answers that did not come in time, in a row. */
const MOST_DEADLINES = 3;

export interface CaseDeviceOptions {
  readonly device: LeasedDevice;
  readonly interrupter: Interrupter;
  /** Called when the connection goes and when it is there again, with words for people. */
  readonly onConnection: (isThere: boolean) => void;
}

export class CaseDevice {
  readonly #device: LeasedDevice;
  readonly #interrupter: Interrupter;
  readonly #ignoreConnections: () => void;
  #away: NodeJS.Timeout | undefined;
  #isRestartExpected = false;
  #deadlines = 0;
  #backAt = -PACE_MS;
  /** `null`: not known yet. */
  #boot: string | null = null;

  constructor(private readonly options: CaseDeviceOptions) {
    this.#device = options.device;
    this.#interrupter = options.interrupter;
    this.#ignoreConnections = this.#device.onConnection((connection) => this.#changed(connection));
    if (this.#device.connection() === null) this.#changed(null);
  }

  get port(): LeasedDevice['port'] {
    return this.#device.port;
  }

  close(): void {
    this.#ignoreConnections();
    clearTimeout(this.#away);
  }

  /** A line that changes nothing: asked again until it is answered or the case is interrupted. */
  readonly ask = async (line: string): Promise<Result<ShellAnswer, string>> => {
    for (;;) {
      const answer = await this.#interrupter.race(this.port.shell(line));
      if (answer.ok) {
        this.#deadlines = 0;
        return answer;
      }
      const { error } = answer;
      if (error.reason === 'refused') return fail(error.text);
      if (error.reason === 'deadline') this.#late(error);
      await this.back();
    }
  };

  /** An order: given once. An answer that was lost says nothing about whether it was carried out. */
  async give(line: string): Promise<Result<ShellAnswer, AdbFailure>> {
    if (this.#device.connection() === null) await this.back();
    const answer = await this.#interrupter.race(this.port.shell(line));
    if (answer.ok) this.#deadlines = 0;
    else if (answer.error.reason === 'deadline') this.#late(answer.error);
    return answer;
  }

  /** Settles when the device answers again under the boot that is expected. */
  async back(): Promise<void> {
    await this.#interrupter.until(this.#backAt + PACE_MS);
    const limit = this.#limit;
    const silent = setTimeout(() => {
      this.#interrupter.interrupt(`The device did not answer for ${formatDuration(limit)}: restart it.`);
    }, limit);
    try {
      const ready = await this.#interrupter.race(this.#device.whenReady(this.#interrupter.signal));
      this.#interrupter.check();
      if (!ready.ok) throw new Interruption(ready.error);
      await this.#checkBoot();
    } finally {
      clearTimeout(silent);
      this.#backAt = performance.now();
    }
  }

  /** The boot that the case plays in. */
  expectBoot(boot: string): void {
    this.#boot = boot;
    this.#isRestartExpected = false;
  }

  /** From now on the device may go, and come back under another boot. */
  expectRestart(): void {
    this.#isRestartExpected = true;
    if (this.#device.connection() === null) this.#changed(null);
  }

  /** For how long the device may be away. */
  get #limit(): number {
    return this.#isRestartExpected ? RESTART_MS : AWAY_MS;
  }

  #late({ text }: AdbFailure): void {
    this.#deadlines += 1;
    if (this.#deadlines >= MOST_DEADLINES) this.#interrupter.interrupt(`The device does not answer any more: ${text}.`);
  }

  async #checkBoot(): Promise<void> {
    if (this.#boot === null || this.#isRestartExpected) return;
    const answer = await this.#interrupter.race(this.port.shell(`cat ${bootIdPath}`));
    if (!answer.ok || answer.value.stdout.trim() === this.#boot) return;
    this.#interrupter.interrupt('The device restarted, which the scenario did not ask for.');
    this.#interrupter.check();
  }

  #changed(connection: number | null): void {
    clearTimeout(this.#away);
    this.options.onConnection(connection !== null);
    if (connection !== null) return;
    const limit = this.#limit;
    this.#away = setTimeout(() => {
      this.#interrupter.interrupt(
        `The device was away for more than ${formatDuration(limit)}: look at cable and power.`,
      );
    }, limit);
  }
}
