import { connect } from 'node:net';

const DEADLINE_MS = 2_000;

/** `host:emulator:PORT`: the adb server connects to that port and calls the device `emulator-(PORT - 1)`. Rejects without a server. */
export async function registerWithAdb(
  server: { readonly host: string; readonly port: number },
  adbPort: number,
): Promise<void> {
  const request = `host:emulator:${adbPort}`;
  await new Promise<void>((resolve, reject) => {
    const socket = connect(server.port, server.host);
    socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('the adb server does not answer')));
    socket.once('error', reject);
    // The server says nothing to this request, and hangs up.
    socket.once('close', () => resolve());
    socket.end(`${request.length.toString(16).padStart(4, '0')}${request}`);
    socket.resume();
  });
}
