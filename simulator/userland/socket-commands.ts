/** toybox `nc`: one connection inside of the device, out to a port or in from one. */
import type { SocketEnd } from '../device/device-sockets.js';
import type { Command, CommandContext } from './command.js';

const NO_PORT = 0;

const nc: Command = async (context) => {
  const { args, stderr, device } = context;
  const listens = args.includes('-l');
  const [port, host] = [portIn(args, listens), args.find((argument) => !argument.startsWith('-'))];
  if (port === NO_PORT || (!listens && host === undefined)) {
    await stderr('nc: Needs a port\n');
    return 1;
  }
  const address = `tcp:${port}`;
  const end = listens ? await accepted(context, address) : device.sockets.connect(address);
  if (end === 'taken') {
    await stderr('nc: bind: Address already in use\n');
    return 1;
  }
  if (end === undefined) {
    if (!listens) await stderr(`nc: connect: Connection refused\n`);
    return 1;
  }
  await talk(context, end);
  return 0;
};

function portIn(args: readonly string[], listens: boolean): number {
  const at = args.indexOf('-p');
  const text = at >= 0 ? args[at + 1] : args.filter((argument) => !argument.startsWith('-')).at(listens ? 0 : 1);
  return /^[0-9]{1,5}$/.test(text ?? '') ? Number(text) : NO_PORT;
}

/** The first who connects; undefined when the terminal is gone before. */
async function accepted({ device, hangup }: CommandContext, address: string): Promise<SocketEnd | 'taken' | undefined> {
  let stop: (() => void) | undefined;
  const first = new Promise<SocketEnd>((resolve) => {
    stop = device.sockets.listen(address, (end) => {
      stop?.();
      resolve(end);
    });
  });
  if (stop === undefined) return 'taken';
  const end = await Promise.race([first, hangup.then(() => undefined)]);
  stop();
  return end;
}

/** Until the other end is closed; the end of the input closes this one for writing. */
async function talk({ stdin, stdout, hangup }: CommandContext, end: SocketEnd): Promise<void> {
  const send = async (): Promise<void> => {
    for await (const bytes of stdin) if (!(await end.output.write(bytes))) return;
    end.output.end();
  };
  const receive = async (): Promise<void> => {
    for await (const bytes of end.input) if (!(await stdout(bytes))) return;
  };
  void send();
  await Promise.race([receive(), hangup]);
  end.close();
}

export const socketCommands: Readonly<Record<string, Command>> = { nc };
