/** One adb server: is it there, what can it do, which devices has it. Goes on until it is closed. */
import type { AdbServerState } from '../fleet.js';
import { CallSockets } from '../adb/call-sockets.js';
import type { ListedConnection } from '../adb/device-list.js';
import { addressText, isThisComputer, type ServerAddress } from '../adb/server-address.js';
import { followChanges, listConnections, serverFeatures, serverVersion } from '../adb/server-calls.js';
import { startServer, type StartedServer } from '../adb/start-server.js';
import type { Pace } from '../pace.js';
import { Pause } from './pause.js';

export interface ServerLinkOptions {
  readonly address: ServerAddress;
  readonly pace: Pace;
  /** adb, to be started where no server is; null: none is started. */
  readonly program: string | null;
  /** The server's list, each time it was read; null: the server is away, and so are its devices. */
  readonly onList: (connections: readonly ListedConnection[] | null) => void;
  readonly onState: () => void;
}

export class ServerLink {
  readonly text: string;
  #state: AdbServerState;
  #started: StartedServer | undefined;
  /** At first, and when the server that was started here ends by itself; never after somebody stopped theirs. */
  #mayStart = true;
  #followed: CallSockets | undefined;
  #isClosed = false;
  readonly #pause = new Pause();
  readonly #running: Promise<void>;

  constructor(private readonly options: ServerLinkOptions) {
    this.text = addressText(options.address);
    this.#state = unreachable(this.text, 'not asked yet');
    this.#running = this.#run();
  }

  get address(): ServerAddress {
    return this.options.address;
  }

  get state(): AdbServerState {
    return this.#state;
  }

  /** Lists at once, and not at the next turn. */
  look(): void {
    this.#pause.wake();
  }

  /** Stops the server only when it was started here. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause.end();
    this.#followed?.end();
    await this.#running;
    await this.#started?.stop();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const greeting = await this.#greet();
      if (greeting === undefined) {
        await this.#follow();
        if (this.#isClosed) break;
        this.options.onList(null);
        continue;
      }
      this.#setState(unreachable(this.text, greeting));
      this.options.onList(null);
      await this.#pause.wait(this.options.pace.pollMs);
    }
  }

  /** Undefined when it is there; else why not. */
  async #greet(): Promise<string | undefined> {
    const { address } = this.options;
    const version = await serverVersion(address);
    if (!version.ok) return await this.#startIfOurs(version.error.text);
    const features = await serverFeatures(address);
    const startedByUs = this.#started?.isRunning() === true;
    this.#mayStart = startedByUs;
    this.#setState({
      address: this.text,
      state: 'connected',
      version: version.value,
      features: features.ok ? features.value : [],
      startedByUs,
      advice: null,
    });
    return undefined;
  }

  async #startIfOurs(why: string): Promise<string | undefined> {
    const { address, program } = this.options;
    if (!isThisComputer(address)) return `${why}; start it there with: adb -a -P ${address.port} nodaemon server`;
    if (program === null) return `${why}; install adb (platform-tools), or start the server with: adb start-server`;
    if (!this.#mayStart) return `${why}; start it with: adb -P ${address.port} start-server`;
    this.#mayStart = false;
    const started = await startServer(program, address);
    if (!started.ok) return started.error;
    this.#started = started.value;
    return await this.#greet();
  }

  /** Until the server goes: lists at its every word, and every second because it does not tell everything. */
  async #follow(): Promise<void> {
    const { address, pace, onList } = this.options;
    const sockets = new CallSockets(address, null);
    this.#followed = sockets;
    let isGone = false;
    const followed = followChanges(sockets, () => this.#pause.wake()).then(({ reason }) => {
      // An old server refuses to be followed; then there is only the list.
      if (reason !== 'refused') isGone = true;
      this.#pause.wake();
    });
    while (!isGone && !this.#isClosed) {
      const listed = await listConnections(address);
      if (!listed.ok) break;
      if (!isGone && !this.#isClosed) onList(listed.value);
      await this.#pause.wait(pace.pollMs);
    }
    sockets.end();
    await followed;
  }

  #setState(state: AdbServerState): void {
    this.#state = state;
    this.options.onState();
  }
}

const unreachable = (address: string, why: string): AdbServerState => ({
  address,
  state: 'unreachable',
  version: null,
  features: [],
  startedByUs: false,
  advice: why,
});
