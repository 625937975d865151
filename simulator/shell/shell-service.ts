import { BytePipe } from '../transport/byte-pipe.js';
import type { Service } from '../transport/connection.js';
import type { ServiceStream } from '../transport/service-stream.js';
import { bytesOf, type ProcessIo } from './process-io.js';
import { ShellPacket, ShellPacketReader, shellPackets } from './shell-protocol.js';

/** Runs something with the three descriptors; returns the exit code. */
export type Job = (io: ProcessIo) => Promise<number>;

/**
 * `shell,v2,raw:LINE`: output, errors and exit code in packets of their own. The exit packet is the last one; without it
 * the computer knows nothing.
 */
export function shellV2Service(job: Job): Service {
  return async (stream) => {
    const stdin = new BytePipe();
    void feedInput(stream, stdin);
    const send = async (id: number, data: string | Uint8Array): Promise<boolean> => {
      for (const packet of shellPackets(id, bytesOf(data))) {
        if (!(await stream.write(packet))) return false;
      }
      return true;
    };
    const code = await job({
      stdin,
      stdout: (data) => send(ShellPacket.stdout, data),
      stderr: (data) => send(ShellPacket.stderr, data),
      hangup: stream.closed,
    });
    stdin.cancel();
    await send(ShellPacket.exit, Uint8Array.of(code));
  };
}

/** `shell:LINE`, `exec:LINE`, `abb_exec:`: bytes as they are, output and errors mixed, no exit code. */
export function rawService(job: Job): Service {
  return async (stream) => {
    const send = (data: string | Uint8Array): Promise<boolean> => stream.write(bytesOf(data));
    await job({ stdin: stream.input, stdout: send, stderr: send, hangup: stream.closed });
  };
}

async function feedInput(stream: ServiceStream, stdin: BytePipe): Promise<void> {
  const reader = new ShellPacketReader();
  for await (const chunk of stream.input) {
    const packets = reader.add(chunk);
    if (packets === undefined) break;
    for (const { id, body } of packets) {
      if (id === ShellPacket.stdin) await stdin.write(body);
      else if (id === ShellPacket.closeStdin) stdin.end();
    }
  }
  stdin.end();
}
