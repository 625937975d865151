/** A short connection to a running `curfew server`: calls, the first fitting item of a stream, and logs into the library. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** As in app/api/protocol.ts, which is the contract. */
const protocol = 'curfew.1';

/** @param {string} address  as the server prints it, with its secret */
export async function connectToLab(address) {
  // Not at the top: a script that shows only how the programs are started needs no packages.
  const { default: WebSocket } = await import('ws');
  const { origin, hash } = new URL(address);
  const token = hash.replace('#token=', '');
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/lab`, [protocol, `token.${token}`], { origin });
  const listeners = new Map();
  let nextId = 1;
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString());
    listeners.get(message.id)?.(message);
  });
  const broken = new Promise((_, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The lab closed the connection.')));
  });
  // Whoever waits hears of it; nobody waiting is no mistake.
  broken.catch(() => undefined);
  await Promise.race([broken, new Promise((resolve) => socket.once('open', resolve))]);

  /** Says something to the lab; `take` gets what comes of it until it answers with `{ value }`. */
  const ask = (kind, name, input, take) => {
    const id = nextId++;
    const answered = new Promise((resolve, reject) => {
      listeners.set(id, (message) => {
        const error = message.error ?? (message.kind === 'end' ? { text: `${name} ended` } : undefined);
        if (error !== undefined && error !== null) return reject(new Error(`${name}: ${error.text}`));
        if (message.kind === 'item') socket.send(JSON.stringify({ kind: 'taken', id, count: message.number }));
        const end = take(message);
        if (end !== undefined) resolve(end.value);
      });
    }).finally(() => {
      listeners.delete(id);
      if (kind === 'watch') socket.send(JSON.stringify({ kind: 'cancel', id }));
    });
    socket.send(JSON.stringify({ kind, id, name, input }));
    return Promise.race([answered, broken]);
  };
  const call = (name, input) => ask('call', name, input, ({ value }) => ({ value }));
  const firstItem = (name, input, fits) =>
    ask('watch', name, input, ({ item }) => (item !== undefined && fits(item) ? { value: item } : undefined));
  return {
    call,
    firstItem,
    importLog: async (file) => {
      const response = await globalThis.fetch(`${origin}/uploads/new?from=0&last=1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', origin },
        body: readFileSync(file),
      });
      const upload = await response.text();
      if (response.status !== 200) throw new Error(upload);
      const input = { files: [{ name: path.basename(file), upload }], policy: null };
      const isOver = ({ phase }) => phase === 'done' || phase === 'failed';
      return (await firstItem('traces.import', input, isOver)).analysis;
    },
    close: () => {
      socket.close();
    },
  };
}
