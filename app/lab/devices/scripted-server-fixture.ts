/** An adb server that says what a test wrote down: lists of devices as adb would print them. It has no devices behind it. */
import { createServer, type Socket } from 'node:net';
import type { ServerAddress } from './adb/server-address.js';

export interface ScriptedServer {
  readonly address: ServerAddress;
  /** Every service that was asked for. */
  readonly asked: readonly string[];
  /** What `host:devices-l` says from now on; who follows is told. */
  readonly say: (list: string) => void;
  readonly close: () => Promise<void>;
}

/** `answers`: by service; `FAIL` before the text is a refusal. */
export async function startScriptedServer(
  list: string,
  answers: Readonly<Record<string, string>> = {},
): Promise<ScriptedServer> {
  let devices = list;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const followers = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      followers.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => {
      const service = chunk.toString('utf8', 4);
      asked.push(service);
      const known: Readonly<Record<string, string>> = {
        'host:version': '0029',
        'host:host-features': 'shell_v2,cmd',
        'host:devices-l': devices,
        ...answers,
      };
      if (service === 'host:track-devices') {
        followers.add(socket);
        socket.write(`OKAY${text(devices)}`);
        return;
      }
      const answer = known[service] ?? 'FAILunknown host service';
      socket.end(answer.startsWith('FAIL') ? `FAIL${text(answer.slice(4))}` : `OKAY${text(answer)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    address: { host: '127.0.0.1', port: address.port },
    asked,
    say: (next) => {
      devices = next;
      for (const socket of followers) socket.write(text(devices));
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const text = (content: string): string => `${Buffer.byteLength(content).toString(16).padStart(4, '0')}${content}`;
