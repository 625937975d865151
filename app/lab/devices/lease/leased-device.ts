/** A device that one holds: follows it over cables and addresses, and renews the lease while it is held. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { AdbFailure, StreamingAdbPort } from '../adb-port.js';
import type { LeasedDevice } from '../device-fleet.js';
import type { FleetMember } from '../fleet-member.js';
import type { Pace } from '../pace.js';
import type { DeviceLease } from './device-lease.js';

export interface LeasedDeviceOptions {
  readonly member: FleetMember;
  readonly lease: DeviceLease;
  readonly pace: Pace;
  /** The computer slept, and meanwhile the lease may have run out; returns how to call it off. */
  readonly onWake: (listener: () => void) => () => void;
  /** Something changed that people see. */
  readonly touch: () => void;
  /** The lease has ended. */
  readonly onRelease: () => void;
}

export function leasedDevice(options: LeasedDeviceOptions): LeasedDevice {
  const { member, lease, touch } = options;
  const renewal = new Renewal(options);
  const listeners = new Set<() => void>();
  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    renewal.end();
    for (const callOff of listeners) callOff();
    await lease.release(reachOf(member));
    member.lease = null;
    member.activity = 'idle';
    // Whoever still waits for the device hears that the lease is over.
    member.choose();
    options.onRelease();
  };
  return {
    id: member.id,
    describe: () => member.describe(),
    port: followingPort(member, lease),
    connection: () => member.current?.number ?? null,
    onConnection: (listener) => {
      const callOff = member.onConnection(listener);
      listeners.add(callOff);
      return callOff;
    },
    whenReady: (signal) => whenReady(member, lease, signal),
    setActivity: (activity) => {
      if (released !== undefined) return;
      member.activity = activity.slice(0, 200);
      touch();
    },
    release: () => (released ??= release()),
  };
}

function reachOf({ current }: FleetMember): Parameters<DeviceLease['renew']>[0] | undefined {
  const [port, bootId] = [current?.quickPort, current?.profile?.bootId];
  return port === undefined || bootId === undefined ? undefined : { port, bootId };
}

/** Each call goes to the connection of the moment; the roster has made sure who answers there. */
function followingPort(member: FleetMember, lease: DeviceLease): StreamingAdbPort {
  const over = async <T>(
    call: (port: StreamingAdbPort) => Promise<Result<T, AdbFailure>>,
  ): Promise<Result<T, AdbFailure>> => {
    if (lease.lost !== undefined) return fail({ reason: 'refused', text: `the lease is over: ${lease.lost}` });
    const port = member.current?.port;
    if (port === undefined) return fail({ reason: 'lost', text: 'the device is not connected' });
    const answer = await call(port);
    // Whether it is the device or only this command is found out now, and not at the next heartbeat.
    if (!answer.ok) member.current?.hurry();
    return answer;
  };
  return {
    shell: (command) => over((port) => port.shell(command)),
    push: (path, bytes) => over((port) => port.push(path, bytes)),
    pull: (path, maxBytes) => over((port) => port.pull(path, maxBytes)),
    open: (command) => over((port) => port.open(command)),
  };
}

/** Until the next heartbeat that is answered by a system that has started. */
async function whenReady(member: FleetMember, lease: DeviceLease, signal: AbortSignal): Promise<Result<void, string>> {
  const asked = member.current?.lastAnswer ?? 0;
  const connection = member.current;
  const isReady = (): boolean =>
    member.isReady && (member.current !== connection || (member.current?.lastAnswer ?? 0) > asked);
  return await new Promise((resolve) => {
    const settle = (result: Result<void, string>): void => {
      callOff();
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const look = (): void => {
      if (lease.lost !== undefined) settle(fail(`the lease is over: ${lease.lost}`));
      else if (isReady()) settle(ok(undefined));
    };
    const abort = (): void => settle(fail('nobody waits for it any more'));
    const callOff = member.onPulse(look);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else {
      member.current?.hurry();
      look();
    }
  });
}

/** Renews the marker on the device, now and then, after every new connection and after a sleep of the computer. */
class Renewal {
  readonly #timer: NodeJS.Timeout;
  readonly #callOffs: readonly (() => void)[];
  #isBusy = false;

  constructor(private readonly options: LeasedDeviceOptions) {
    const renew = (): void => void this.#renew();
    this.#timer = setInterval(renew, options.pace.renewMs);
    this.#callOffs = [options.member.onConnection(renew), options.onWake(renew)];
  }

  end(): void {
    clearInterval(this.#timer);
    for (const callOff of this.#callOffs) callOff();
  }

  async #renew(): Promise<void> {
    const { member, lease, touch } = this.options;
    const reach = reachOf(member);
    if (this.#isBusy || reach === undefined || lease.lost !== undefined) return;
    this.#isBusy = true;
    // A device that cannot be reached now is tried at the next turn; a lost lease tells its holder at the next call.
    await lease.renew(reach);
    this.#isBusy = false;
    touch();
  }
}
