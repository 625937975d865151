/** The command line of `scripts/simulator.mjs`: what it understands, and what it prints. */
import { parseArgs } from 'node:util';
import { takeOrders } from './control/orders.js';
import { runEmulatorCommand } from './emulator/emulator-command.js';
import { models } from './device/models.js';
import { fleetProfiles, startFleet, type Fleet, type FleetOptions, type FleetProfile } from './fleet.js';

export const simulatorHelp = `Simulated Android devices for any adb client.

  node scripts/simulator.mjs [--devices 8] [--profile mixed] [--port 16001] [--speed 1] [--seed 1]

  --devices N      how many; releases and makers take turns
  --profile NAME   ${fleetProfiles.join(', ')}
  --port N         port of the first device, the others follow; 0 takes free ones
  --speed N        virtual time runs so many times as fast
  --control        orders as JSON lines on standard input, answers on standard output (simulator/control/orders.ts)
  --seed N         the same seed gives the same boot ids and the same cable losses

  node scripts/simulator.mjs emulator @NAME -port 5600    stands for the SDK's emulator

In a device's shell: simulator forward MS puts its time forward, simulator sleep MS sends it into deep sleep.
Ctrl+C ends all devices.
`;

interface FleetArguments extends FleetOptions {
  /** Orders come on the input, and nothing but answers goes out. */
  readonly isControlled: boolean;
}

/** The options, or a sentence that says what is wrong with them. */
export function parseFleetArguments(args: readonly string[], wallAtStart: number): FleetArguments | 'help' | Error {
  const options = {
    devices: { type: 'string', default: '8' },
    profile: { type: 'string', default: 'mixed' },
    port: { type: 'string', default: '16001' },
    speed: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    control: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    if (error instanceof TypeError) return new Error(`${error.message.split('. ')[0] ?? ''}. See --help.`);
    throw error;
  }
  if (values.help) return 'help';
  const profile: FleetProfile | undefined = fleetProfiles.find((known) => known === values.profile);
  if (profile === undefined) return new Error(`no profile "${values.profile}": use one of ${fleetProfiles.join(', ')}`);
  const devices = wholeNumber(values.devices, 1, 500);
  const firstPort = wholeNumber(values.port, 0, 65_535 - 500);
  const speed = wholeNumber(values.speed, 1, 100_000);
  const seed = wholeNumber(values.seed, 0, 2 ** 31);
  if (devices === undefined) return new Error('--devices takes a number from 1 to 500');
  if (firstPort === undefined) return new Error('--port takes a number from 0 to 65035');
  if (speed === undefined) return new Error('--speed takes a whole number from 1 to 100000');
  if (seed === undefined) return new Error('--seed takes a whole number from 0');
  return { devices, profile, firstPort, speed, seed, wallAtStart, isControlled: values.control };
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** One line for each device, and how to connect to them all. */
function describeFleet({ devices }: Fleet): string {
  const lines = devices.map(({ attached, profile }) => {
    const { release, serialNumber, options } = attached.device;
    const { manufacturer, model } = models[options.model];
    const name = `${manufacturer} ${model}`.padEnd(20);
    return `  adb connect 127.0.0.1:${attached.port}   ${serialNumber}  Android ${release.release}  ${name}  ${profile}`;
  });
  return `${lines.join('\n')}\n\nCtrl+C ends them all.\n`;
}

interface CommandWorld {
  readonly write: (text: string) => void;
  readonly wallAtStart: number;
  readonly ended: Promise<void>;
  /** Where orders come from, with `--control`. */
  readonly input?: AsyncIterable<string | Uint8Array>;
}

/** Runs until it is told to end, or until the orders end; returns the exit code. */
export async function runFleetCommand(
  args: readonly string[],
  { write, wallAtStart, ended, input = process.stdin }: CommandWorld,
): Promise<number> {
  const [first, ...rest] = args;
  if (first === 'emulator')
    return await runEmulatorCommand(rest, { environment: process.env, write, wallAtStart, ended });
  const options = parseFleetArguments(args, wallAtStart);
  if (options === 'help') {
    write(simulatorHelp);
    return 0;
  }
  if (options instanceof Error) {
    write(`simulator: ${options.message}\n`);
    return 2;
  }
  const fleet = await startOrExplain(options);
  if (typeof fleet === 'string') {
    write(`simulator: ${fleet}\n`);
    return 1;
  }
  if (options.isControlled) await Promise.race([ended, takeOrders(fleet, input, write)]);
  else {
    write(describeFleet(fleet));
    await ended;
  }
  await fleet.stop();
  return 0;
}

async function startOrExplain(options: FleetOptions): Promise<Fleet | string> {
  try {
    return await startFleet(options);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    return `a port from ${options.firstPort} on is taken: end the other simulator, or use --port 0`;
  }
}
