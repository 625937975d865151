/**
 * One connection of an adb server, for as long as it lasts: finds out who is at its other end, feels its pulse, and notices
 * when another device answers there. When the server gives it another transport id it is another connection.
 */
import { connectionPort } from '../adb/connection-port.js';
import type { ListedConnection } from '../adb/device-list.js';
import { addressText, type ServerAddress } from '../adb/server-address.js';
import { deviceFeatures } from '../adb/server-calls.js';
import type { AdbFailure, StreamingAdbPort } from '../adb-port.js';
import type { Connection } from '../fleet.js';
import { feelPulse, type Pulse } from '../health/pulse.js';
import { deviceId, readProfile, type DeviceProfile } from '../identity/device-profile.js';
import type { Pace } from '../pace.js';
import { Pause } from './pause.js';

export interface LiveConnectionOptions {
  readonly server: ServerAddress;
  readonly listed: ListedConnection;
  /** Greater than that of every connection before. */
  readonly number: number;
  readonly pace: Pace;
  readonly clock: () => number;
  /** Called after everything that is worth a look: met, missed, booted, ended. */
  readonly onChange: (connection: LiveConnection) => void;
}

const QUICK_MS = 10_000;

/** What is known of the other end. */
interface OtherEnd {
  readonly port: StreamingAdbPort;
  readonly quickPort: StreamingAdbPort;
  readonly pulsePort: StreamingAdbPort;
  readonly profile: DeviceProfile;
}

const refused = (text: string): AdbFailure => ({ reason: 'refused', text });

export class LiveConnection {
  #listed: ListedConnection;
  #features: readonly string[] | undefined;
  #end: OtherEnd | undefined;
  #pulse: Pulse | undefined;
  #misses = 0;
  #lastFailure: AdbFailure | null = null;
  readonly #over = new AbortController();
  #firstAnswer = 0;
  #lastAnswer = 0;
  readonly #pause = new Pause();

  constructor(private readonly options: LiveConnectionOptions) {
    this.#listed = options.listed;
    void this.#run();
  }

  get number(): number {
    return this.options.number;
  }

  get server(): ServerAddress {
    return this.options.server;
  }

  get listed(): ListedConnection {
    return this.#listed;
  }

  /** Undefined until the device said who it is. */
  get profile(): DeviceProfile | undefined {
    return this.#end?.profile;
  }

  get id(): string | undefined {
    const profile = this.profile;
    return profile === undefined ? undefined : deviceId(profile.serialno, profile.avd);
  }

  get pulse(): Pulse | undefined {
    return this.#pulse;
  }

  /** Heartbeats that went unanswered since the last answer. */
  get misses(): number {
    return this.#misses;
  }

  get lastFailure(): AdbFailure | null {
    return this.#lastFailure;
  }

  /** Milliseconds since 1970; 0 when it never answered. */
  get lastAnswer(): number {
    return this.#lastAnswer;
  }

  get firstAnswer(): number {
    return this.#firstAnswer;
  }

  get isEnded(): boolean {
    return this.#over.signal.aborted;
  }

  /** To talk to the device; undefined before it is known who answers there, and when it is over. */
  get port(): StreamingAdbPort | undefined {
    return this.#isUsable ? this.#end?.port : undefined;
  }

  /** The same for questions that a device that is well answers within seconds. */
  get quickPort(): StreamingAdbPort | undefined {
    return this.#isUsable ? this.#end?.quickPort : undefined;
  }

  get #isUsable(): boolean {
    return !this.isEnded && this.#listed.state === 'device';
  }

  describe(): Connection {
    const { serial, transportId, via, state } = this.#listed;
    return { serial, transportId, via, state, server: addressText(this.server) };
  }

  /** Whether a line of a later list is about this connection. */
  continues(listed: ListedConnection): boolean {
    const isBack = this.#listed.state !== 'device' && listed.state === 'device';
    return listed.transportId === this.#listed.transportId && !isBack;
  }

  update(listed: ListedConnection): void {
    const isNews = listed.state !== this.#listed.state || listed.said !== this.#listed.said;
    this.#listed = listed;
    if (!isNews) return;
    this.#pause.wake();
    this.options.onChange(this);
  }

  /** Feels the pulse now. */
  hurry(): void {
    this.#pause.wake();
  }

  end(): void {
    if (this.isEnded) return;
    this.#over.abort();
    this.#pause.end();
    this.options.onChange(this);
  }

  async #run(): Promise<void> {
    const { pace } = this.options;
    while (!this.isEnded) {
      if (this.#listed.state === 'device') await this.#look();
      const isWell = this.#misses === 0 && this.#pulse?.bootCompleted === true;
      if (!this.isEnded)
        await this.#pause.wait(isWell || this.#listed.state !== 'device' ? pace.heartbeatMs : pace.impatientMs);
    }
  }

  async #look(): Promise<void> {
    const failure = this.#end === undefined ? await this.#meet() : await this.#beat(this.#end);
    if (this.isEnded) return;
    if (failure === undefined) {
      this.#misses = 0;
      this.#lastAnswer = this.options.clock();
      if (this.#firstAnswer === 0) this.#firstAnswer = this.#lastAnswer;
    } else this.#misses++;
    this.#lastFailure = failure ?? null;
    this.options.onChange(this);
  }

  /** Asks who is there. The answer is why that failed, or undefined. */
  async #meet(): Promise<AdbFailure | undefined> {
    const { server, pace } = this.options;
    const { transportId, serial } = this.#listed;
    if (transportId === null) return refused('this adb server is too old: it gives connections no transport id');
    if (this.#features === undefined) {
      const features = await deviceFeatures(server, transportId);
      if (!features.ok) return features.error;
      this.#features = features.value;
    }
    const address = { server, serial, transportId, features: this.#features, signal: this.#over.signal };
    const profile = await readProfile(connectionPort(address, pace.answerMs));
    if (!profile.ok) return profile.error;
    const end = {
      port: connectionPort(address),
      quickPort: connectionPort(address, QUICK_MS),
      pulsePort: connectionPort(address, pace.answerMs),
      profile: profile.value,
    };
    const failure = await this.#beat(end);
    if (failure === undefined) this.#end = end;
    return failure;
  }

  async #beat({ profile, pulsePort }: OtherEnd): Promise<AdbFailure | undefined> {
    const pulse = await feelPulse(pulsePort, this.options.clock);
    if (!pulse.ok) return pulse.error;
    const isOther =
      pulse.value.serialno !== profile.serialno ||
      pulse.value.avd !== profile.avd ||
      pulse.value.bootId !== profile.bootId;
    // Another device, or another boot of it: its facts are read anew.
    if (isOther) {
      this.#end = undefined;
      this.#firstAnswer = 0;
    }
    this.#pulse = pulse.value;
    return isOther ? refused('another device, or another boot, answers there now') : undefined;
  }
}
