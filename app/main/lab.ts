/**
 * The lab process: store, devices, runs and threads, apart from every window. When it dies the main process starts another,
 * which takes up the runs; when a window dies nothing happens here.
 */
import { openLab, type Lab } from '../api/open-lab.js';
import { resourcesBeside } from '../api/resources.js';
import { ApiSession } from '../api/session.js';
import { LabPrinter } from './lab-printer.js';
import { labArguments, toLab, type FromLab, type LabArguments, type ToLab } from './lab-messages.js';

const port = process.parentPort;
const tell = (message: FromLab): void => port.postMessage(message);

const tellBroken = (what: string, error: unknown): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`curfew lab: ${what}: ${text}\n`);
};

function readArguments(): LabArguments {
  const [last] = process.argv.slice(-1);
  return labArguments.parse(JSON.parse(last ?? ''));
}

class LabDoor {
  readonly #sessions = new Map<number, ApiSession>();

  constructor(
    readonly lab: Lab,
    readonly printer: LabPrinter,
  ) {}

  /** Settles when it is done; only the end takes long. */
  async take(message: ToLab): Promise<void> {
    switch (message.kind) {
      case 'open':
        return this.#open(message.client);
      case 'gone':
        return this.#close(message.client);
      case 'message':
        // A window that does not keep to the protocol is cut off: it begins anew.
        if (this.#sessions.get(message.client)?.receive(message.message) === false) this.#close(message.client);
        return;
      case 'vouch': {
        const token = await this.lab.uploads.vouch(message.path);
        if (!token.ok) tellBroken('a file that was opened', token.error);
        return tell({ kind: 'vouched', request: message.request, token: token.ok ? token.value : null });
      }
      case 'printed':
        return this.printer.take(message);
      case 'end':
        for (const client of [...this.#sessions.keys()]) this.#close(client);
        await this.lab.close();
        return process.exit(0);
    }
  }

  #open(client: number): void {
    this.#close(client);
    const session = new ApiSession(this.lab.dispatcher, (message) => tell({ kind: 'message', client, message }));
    this.#sessions.set(client, session);
  }

  #close(client: number): void {
    this.#sessions.get(client)?.close();
    this.#sessions.delete(client);
  }
}

async function main(): Promise<void> {
  const { data, probes, simulate, takesUpRuns } = readArguments();
  const printer = new LabPrinter(tell);
  const lab = await openLab({
    host: 'electron',
    program: 'Curfew',
    data,
    resources: resourcesBeside(import.meta.url, probes === null ? undefined : new URL(probes)),
    simulate,
    takesUpRuns,
    printer,
    tellBroken,
  });
  if (!lab.ok) {
    tell({ kind: 'failed', text: lab.error });
    return;
  }
  const door = new LabDoor(lab.value, printer);
  port.on('message', ({ data: message }: { readonly data: unknown }) => {
    door.take(toLab.parse(message)).catch((error: unknown) => tellBroken('a message of the main process', error));
  });
  tell({ kind: 'ready' });
}

await main();
