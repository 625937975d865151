/**
 * `adb reverse`: the device listens, and whoever connects there is passed on to the computer over a stream that the device
 * opens. What a computer asked for is over when its connection is (adbd, `handle_forward_request`).
 */
import { tcpPortOf, type DeviceSockets, type SocketEnd } from '../device/device-sockets.js';
import type { Service } from '../transport/connection.js';
import type { ServiceStream } from '../transport/service-stream.js';
import { joinSockets } from './join-sockets.js';

/** Opens a service of the computer; undefined when it is refused. */
export type OpenOnComputer = (name: string) => Promise<ServiceStream | undefined>;

interface Forward {
  readonly target: { name: string };
  readonly stop: () => void;
}

const MOST_FORWARDS = 256;
const isPlace = (name: string): boolean =>
  tcpPortOf(name) !== undefined || /^local(?:abstract|reserved|filesystem)?:[^;\0]{1,100}$/.test(name);

export class ReverseForwards {
  readonly #forwards = new Map<string, Forward>();

  constructor(
    private readonly sockets: DeviceSockets,
    private readonly open: OpenOnComputer,
  ) {}

  /** `forward:tcp:5000;tcp:8000`, `forward:norebind:…`, `killforward:tcp:5000`, `killforward-all`, `list-forward`. */
  service(request: string): Service {
    return async (stream) => {
      await stream.write(Buffer.from(this.#answer(request)));
    };
  }

  /** The computer is gone. */
  stopAll(): void {
    for (const { stop } of this.#forwards.values()) stop();
    this.#forwards.clear();
  }

  #answer(request: string): string {
    const [verb = '', ...rest] = request.split(':');
    switch (verb) {
      case 'list-forward':
        return counted([...this.#forwards].map(([name, { target }]) => `host-1 ${name} ${target.name}\n`).join(''));
      case 'killforward-all':
        this.stopAll();
        return 'OKAY';
      case 'killforward':
        return this.#end(rest.join(':'));
      case 'forward':
        return this.#begin(rest[0] === 'norebind', (rest[0] === 'norebind' ? rest.slice(1) : rest).join(':'));
      default:
        return failure(`unknown reverse request '${verb}'`);
    }
  }

  #begin(mustBeNew: boolean, places: string): string {
    const [local = '', target = '', ...more] = places.split(';');
    if (more.length > 0 || !isPlace(local) || !isPlace(target)) return failure(`bad forward: ${places}`);
    const asked = tcpPortOf(local);
    const name = asked === 0 ? `tcp:${this.sockets.freePort()}` : local;
    const known = this.#forwards.get(name);
    if (known !== undefined) {
      if (mustBeNew) return failure('cannot rebind existing socket');
      known.target.name = target;
      return 'OKAY';
    }
    if (this.#forwards.size >= MOST_FORWARDS) return failure('too many forwards');
    const to = { name: target };
    const stop = this.sockets.listen(name, (end) => void this.#pass(end, to.name));
    if (stop === undefined) return failure(`cannot bind listener: Address already in use`);
    this.#forwards.set(name, { target: to, stop });
    // A port that was left to the device is told.
    return asked === 0 ? `OKAY${counted(name.slice('tcp:'.length))}` : 'OKAY';
  }

  #end(name: string): string {
    const known = this.#forwards.get(name);
    if (known === undefined) return failure(`listener '${name}' not found`);
    known.stop();
    this.#forwards.delete(name);
    return 'OKAY';
  }

  async #pass(end: SocketEnd, target: string): Promise<void> {
    const stream = await this.open(target);
    if (stream === undefined) return end.close();
    await joinSockets(stream, end);
    stream.input.cancel();
    stream.end();
  }
}

/** Four hexadecimal digits of length, then the text. */
const counted = (text: string): string => text.length.toString(16).padStart(4, '0') + text;
const failure = (why: string): string => `FAIL${counted(why)}`;
