/** Sockets inside of the device, by the names that adb gives them: `tcp:5000`, `localabstract:name`. */
import { BytePipe } from '../transport/byte-pipe.js';

/** One end of a connection. What is written to `output` the other end reads from its `input`. */
export interface SocketEnd {
  readonly input: BytePipe;
  readonly output: BytePipe;
  /** Both directions, at once. */
  readonly close: () => void;
}

export type Accept = (end: SocketEnd) => void;

/** Ports that the kernel gives to whoever asks for any. */
const FIRST_FREE_PORT = 32_768;
const LAST_PORT = 65_535;

const tcp = (port: number): string => `tcp:${port}`;

/** The port of `tcp:5000`; undefined for other names. */
export function tcpPortOf(address: string): number | undefined {
  const [, digits] = /^tcp:([0-9]{1,5})$/.exec(address) ?? [];
  return digits !== undefined && Number(digits) <= LAST_PORT ? Number(digits) : undefined;
}

export class DeviceSockets {
  readonly #listeners = new Map<string, Accept>();
  readonly #ends = new Set<SocketEnd>();

  /** Returns how to stop listening; undefined when somebody listens there already. */
  listen(address: string, accept: Accept): (() => void) | undefined {
    if (this.#listeners.has(address)) return undefined;
    this.#listeners.set(address, accept);
    return () => {
      if (this.#listeners.get(address) === accept) this.#listeners.delete(address);
    };
  }

  /** Undefined when nobody listens there: connection refused. */
  connect(address: string): SocketEnd | undefined {
    const accept = this.#listeners.get(address);
    if (accept === undefined) return undefined;
    const [there, back] = [new BytePipe(), new BytePipe()];
    accept(this.#end(there, back));
    return this.#end(back, there);
  }

  /** A name like `tcp:32768` where nobody listens. */
  freePort(): number {
    for (let port = FIRST_FREE_PORT; port <= LAST_PORT; port += 1) if (!this.#listeners.has(tcp(port))) return port;
    throw new Error('all ports of the device are taken');
  }

  /** Nothing outlives a restart. */
  restart(): void {
    this.#listeners.clear();
    for (const end of this.#ends) end.close();
  }

  #end(input: BytePipe, output: BytePipe): SocketEnd {
    const end: SocketEnd = {
      input,
      output,
      close: () => {
        this.#ends.delete(end);
        input.cancel();
        output.end();
      },
    };
    this.#ends.add(end);
    return end;
  }
}
