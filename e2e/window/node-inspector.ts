/** Node's own inspector, to kill a thread of a running program from outside: what a crash of native code would do to it. */
import WebSocket from 'ws';
import { z } from 'zod';
import { until } from '../simulator/tools.js';

const message = z.looseObject({ method: z.string().optional(), params: z.unknown().optional() });
const detached = z.looseObject({ sessionId: z.string() });
const attached = z.looseObject({ sessionId: z.string(), workerInfo: z.looseObject({ url: z.string() }) });

export interface Threads {
  /** How many threads run a file of this name. */
  readonly count: (file: string) => number;
  /** How many of all threads have ended since. */
  readonly ended: () => number;
  /** Ends one of them, whatever it is doing. */
  readonly kill: (file: string) => void;
  readonly close: () => void;
}

/** `output`: what the program wrote; `pid`: the program, which must have been started with `--inspect-port=0`. */
export async function inspectThreads(pid: number, output: () => string): Promise<Threads> {
  const listening = (): string | undefined => [...output().matchAll(/listening on (ws:\S+)/g)].at(-1)?.[1];
  process.kill(pid, 'SIGUSR1');
  await until(() => listening() !== undefined);
  const socket = new WebSocket(listening() ?? '');
  const sessions = new Map<string, string>();
  let ended = 0;
  socket.on('message', (data: Buffer) => {
    const { method, params } = message.parse(JSON.parse(data.toString('utf8')));
    if (method === 'NodeWorker.attachedToWorker') {
      const { sessionId, workerInfo } = attached.parse(params);
      sessions.set(sessionId, workerInfo.url);
    }
    if (method === 'NodeWorker.detachedFromWorker') {
      ended += 1;
      sessions.delete(detached.parse(params).sessionId);
    }
  });
  await new Promise((resolve) => socket.once('open', resolve));
  let id = 0;
  const send = (method: string, params: object): void => socket.send(JSON.stringify({ id: (id += 1), method, params }));
  send('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const ofFile = (file: string): readonly string[] =>
    [...sessions].filter(([, url]) => url.endsWith(file)).map(([sessionId]) => sessionId);
  return {
    count: (file) => ofFile(file).length,
    ended: () => ended,
    kill: (file) => {
      const [sessionId] = ofFile(file);
      if (sessionId === undefined) throw new Error(`no thread runs ${file}`);
      const evaluate = { id: 1, method: 'Runtime.evaluate', params: { expression: 'process.exit(9)' } };
      send('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify(evaluate) });
    },
    close: () => socket.close(),
  };
}
