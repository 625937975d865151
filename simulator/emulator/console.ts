/** The console of an emulator: lines of text over TCP, after the word of a token (`adb emu …` speaks to it). */
import { createServer, type Server, type Socket } from 'node:net';

export interface ConsoleOptions {
  readonly avdName: string;
  /** Content of `~/.emulator_console_auth_token`. */
  readonly token: string;
  /** Where the user finds it, as the greeting says. */
  readonly tokenPath: string;
  /** `kill` came. */
  readonly killed: () => void;
}

const LONGEST_LINE = 4096;
const OK = 'OK\r\n';

export class EmulatorConsole {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Names of saved snapshots, with the second at which they were saved. */
  readonly #snapshots = new Set<string>(['default_boot']);

  constructor(private readonly options: ConsoleOptions) {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Rejects when the port is taken. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let isTrusted = this.options.token === '';
    let rest = '';
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!isTrusted) {
      socket.write('Android Console: Authentication required\r\n');
      socket.write("Android Console: type 'auth <auth_token>' to authenticate\r\n");
      socket.write(`Android Console: you can find your <auth_token> in \r\n'${this.options.tokenPath}'\r\n`);
    } else socket.write("Android Console: type 'help' for a list of commands\r\n");
    socket.write(OK);
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) socket.destroy();
      for (const line of lines) {
        const words = line.trim().split(/\s+/);
        if (words[0] === 'auth') isTrusted = this.#authenticate(socket, words[1] ?? '', isTrusted);
        else if (words[0] !== '') this.#do(socket, words, isTrusted);
      }
    });
  }

  #authenticate(socket: Socket, token: string, wasTrusted: boolean): boolean {
    if (wasTrusted || token === this.options.token) {
      socket.write(`Android Console: type 'help' for a list of commands\r\n${OK}`);
      return true;
    }
    socket.write('KO: authentication token does not match ~/.emulator_console_auth_token\r\n');
    return false;
  }

  #do(socket: Socket, [verb = '', ...args]: readonly string[], isTrusted: boolean): void {
    if (verb === 'quit' || verb === 'exit') return void socket.end();
    if (!isTrusted) return void socket.write("KO: unknown command, try 'help'\r\n");
    if (verb === 'ping') return void socket.write(`I am alive!\r\n${OK}`);
    if (verb === 'avd') return void socket.write(this.#avd(args));
    if (verb !== 'kill') return void socket.write("KO: unknown command, try 'help'\r\n");
    socket.end('OK: killing emulator, bye bye\r\n');
    this.options.killed();
  }

  #avd([verb = '', action = '', name = '']: readonly string[]): string {
    switch (verb) {
      case 'name':
        return `${this.options.avdName}\r\n${OK}`;
      case 'status':
        return `virtual device is running\r\n${OK}`;
      case 'snapshot':
        return this.#snapshot(action, name);
      default:
        return 'KO: bad sub-command\r\n';
    }
  }

  #snapshot(action: string, name: string): string {
    switch (action) {
      case 'list': {
        const rows = [...this.#snapshots].map((each) => `--        ${each}              256M\r\n`);
        return `List of snapshots present on all disks:\r\nID        TAG                 VM SIZE\r\n${rows.join('')}${OK}`;
      }
      case 'save':
        this.#snapshots.add(name);
        return OK;
      case 'load':
        return this.#snapshots.has(name) ? OK : `KO: Device 'cache' does not have the requested snapshot '${name}'\r\n`;
      default:
        return 'KO: missing sub-command\r\n';
    }
  }
}
