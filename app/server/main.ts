/**
 * The server as a program: `node out/server/server.js [--port N] [--data DIR] [--simulate N]`. Whoever starts it with a
 * channel (`curfew server`, `npm start`) sends it the secret to use, and is told the address.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openLab, type Lab } from '../api/open-lab.js';
import { resourcesBeside } from '../api/resources.js';
import { dataFolder } from '../lab/store/data-folder.js';
import { startLabServer } from './lab-server.js';

const usage = 'server.js [--port N] [--data DIR] [--simulate N] [--takes-up-runs]';

/** From whoever started it. */
const orders = z.union([
  z.strictObject({ token: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.strictObject({ end: z.literal(true) }),
]);

const tellBroken = (what: string, error: unknown): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`curfew server: ${what}: ${text}\n`);
};

interface Options {
  readonly port: number;
  readonly data: string;
  readonly simulate: number;
  readonly takesUpRuns: boolean;
}

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        data: { type: 'string' },
        simulate: { type: 'string', default: '0' },
        'takes-up-runs': { type: 'boolean', default: false },
      },
    });
    const port = wholeNumber(values.port, 65_535);
    const simulate = wholeNumber(values.simulate, 64);
    if (port === null || simulate === null) return usage;
    return { port, simulate, data: dataFolder(values.data), takesUpRuns: values['takes-up-runs'] };
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${usage}` : usage;
  }
}

function wholeNumber(text: string, most: number): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= most ? Number(text) : null;
}

/** The secret that the starter wants; without a channel a new one is made. */
function tokenFromStarter(): Promise<string | null> {
  if (process.send === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    process.on('message', (message) => {
      const read = orders.safeParse(message);
      if (read.success && 'token' in read.data) resolve(read.data.token);
    });
  });
}

/** Told to end, or its starter gone: either way the devices are handed back first. */
function whenTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
    process.on('message', (message) => {
      const read = orders.safeParse(message);
      if (read.success && 'end' in read.data) resolve();
    });
  });
}

async function serve(options: Options, lab: Lab, token: string | null): Promise<number> {
  const told = whenTold();
  const server = await startLabServer({
    port: options.port,
    ...(token === null ? {} : { token }),
    page: fileURLToPath(new URL('../renderer/', import.meta.url)),
    dispatcher: lab.dispatcher,
    uploads: lab.uploads,
    tellBroken,
  });
  if (!server.ok) {
    process.stderr.write(`${server.error}\n`);
    await lab.close();
    return 3;
  }
  const { address, port } = server.value;
  if (process.send === undefined) process.stdout.write(`${address}\n`);
  else process.send({ address, port });
  await told;
  await server.value.close();
  await lab.close();
  return 0;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    return 2;
  }
  const token = await tokenFromStarter();
  const lab = await openLab({
    host: 'server',
    program: 'curfew server',
    data: path.resolve(options.data),
    resources: resourcesBeside(import.meta.url),
    simulate: options.simulate,
    takesUpRuns: options.takesUpRuns,
    tellBroken,
  });
  if (!lab.ok) {
    process.stderr.write(`${lab.error}\n`);
    return 3;
  }
  return await serve(options, lab.value, token);
}

process.exit(await main());
