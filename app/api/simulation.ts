/**
 * Simulated devices for somebody who has none at hand. They are ordinary devices behind an ordinary adb server; only the host
 * knows where they come from. They run in a thread, so that ending it ends them all.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { fail, ok, type Result } from '../../engine/result.js';
import type { DeviceFleet } from '../lab/devices/device-fleet.js';

export interface Simulation {
  readonly start: (devices: number, profile: string) => Promise<Result<void, string>>;
  readonly stop: () => Promise<Result<void, string>>;
  /** Devices that are simulated now. */
  readonly devices: () => number;
  readonly onChange: (listener: () => void) => void;
}

/** What the thread says. */
const threadNews = z.union([z.strictObject({ told: z.string() }), z.strictObject({ failed: z.string() })]);

interface Running {
  readonly worker: Worker;
  readonly addresses: readonly string[];
}

const START_DEADLINE_MS = 30_000;

/** `thread`: the built `simulation-thread.cjs`. */
export function openSimulation(thread: URL, fleet: Pick<DeviceFleet, 'connect' | 'disconnect'>): Simulation {
  let running: Running | undefined;
  let isBusy = false;
  const listeners = new Set<() => void>();
  const change = (now: Running | undefined): void => {
    running = now;
    for (const listener of listeners) listener();
  };

  const start = async (devices: number, profile: string): Promise<Result<void, string>> => {
    const begun = await startThread(thread, devices, profile);
    if (!begun.ok) return begun;
    const { worker, addresses } = begun.value;
    worker.once('exit', () => {
      if (running?.worker === worker) change(undefined);
    });
    change(begun.value);
    const connected = await Promise.all(addresses.map((address) => fleet.connect(address)));
    // The fleet goes on trying an address that was not reached at once; none at all means that there is no adb server.
    const [first] = connected;
    return first !== undefined && connected.every((one) => !one.ok) ? first : ok(undefined);
  };

  const stop = async (): Promise<Result<void, string>> => {
    if (running === undefined) return ok(undefined);
    const { worker, addresses } = running;
    change(undefined);
    // A device that is gone anyway need not be asked whether it lets itself be disconnected.
    await Promise.all(addresses.map((address) => fleet.disconnect(address)));
    await worker.terminate();
    return ok(undefined);
  };

  const alone = async (act: () => Promise<Result<void, string>>): Promise<Result<void, string>> => {
    if (isBusy) return fail('Simulated devices are just being started or stopped. Try again in a moment.');
    isBusy = true;
    try {
      return await act();
    } finally {
      isBusy = false;
    }
  };

  return {
    start: (devices, profile) =>
      alone(async () => {
        await stop();
        return await start(devices, profile);
      }),
    stop: () => alone(stop),
    devices: () => running?.addresses.length ?? 0,
    onChange: (listener) => listeners.add(listener),
  };
}

/** Settles when every device listens. */
function startThread(thread: URL, devices: number, profile: string): Promise<Result<Running, string>> {
  return new Promise((resolve) => {
    const args = ['--devices', String(devices), '--profile', profile, '--port', '0'];
    const worker = new Worker(thread, { workerData: { args } });
    worker.unref();
    const giveUp = (why: string): void => {
      clearTimeout(deadline);
      void worker.terminate();
      resolve(fail(`The simulated devices did not start: ${why}`));
    };
    const deadline = setTimeout(() => giveUp('they did not listen in time.'), START_DEADLINE_MS);
    let told = '';
    worker.on('message', (message: unknown) => {
      const news = threadNews.parse(message);
      if ('failed' in news) return giveUp(`${told} ${news.failed}`.trim());
      told += news.told;
      const addresses = addressesIn(told);
      // Anything else that it says is why it cannot.
      if (addresses.length === 0) return;
      clearTimeout(deadline);
      resolve(ok({ worker, addresses }));
    });
    worker.once('error', (error) => giveUp(error instanceof Error ? error.message : String(error)));
  });
}

function addressesIn(told: string): string[] {
  return [...told.matchAll(/adb connect (127\.0\.0\.1:\d{1,5})/g)].flatMap(([, address]) => address ?? []);
}
