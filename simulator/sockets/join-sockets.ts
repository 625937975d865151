import type { SocketEnd } from '../device/device-sockets.js';
import type { ServiceStream } from '../transport/service-stream.js';

/** Bytes both ways, until one of the two is over: adb knows no half-closed stream, and ends the other one with it. */
export async function joinSockets(stream: ServiceStream, end: SocketEnd): Promise<void> {
  const fromComputer = async (): Promise<void> => {
    for await (const bytes of stream.input) if (!(await end.output.write(bytes))) return;
  };
  const fromDevice = async (): Promise<void> => {
    for await (const bytes of end.input) if (!(await stream.write(bytes))) return;
  };
  // A stream that is closed ends its input: what came before is still handed on.
  await Promise.race([fromComputer(), fromDevice()]);
  end.close();
}
