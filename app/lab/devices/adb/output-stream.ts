/** A command whose output is read while it runs. */
import { AdbShellProtocolProcessImpl, type AdbServerTransport } from '@yume-chan/adb';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { AdbFailure, OutputStream } from '../adb-port.js';
import { WritableStream } from '@yume-chan/stream-extra';
import { CallSockets } from './call-sockets.js';
import { begin, Refused, settledFailure, transportOf, type TransportAddress } from './transport.js';

type End = Awaited<OutputStream['ended']>;

/** `deadlineMs` is for the beginning; then the stream goes on as long as the command does. */
export async function openOutput(
  address: TransportAddress,
  command: string,
  deadlineMs: number,
): Promise<Result<OutputStream, AdbFailure>> {
  const sockets = new CallSockets(address.server, null, address.signal);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    sockets.end();
  }, deadlineMs);
  try {
    const started = await start(transportOf(sockets, address), command);
    return ok(outputOf(sockets, started));
  } catch (error) {
    if (isLate) return fail({ reason: 'deadline', text: `no answer within ${deadlineMs / 1000} s` });
    const failure = sockets.failureOf(error, error instanceof Refused ? 'refused' : 'lost');
    sockets.end();
    return fail(await settledFailure(address, failure));
  } finally {
    clearTimeout(timer);
  }
}

const start = async (transport: AdbServerTransport, command: string): Promise<AdbShellProtocolProcessImpl> =>
  new AdbShellProtocolProcessImpl(await begin(transport, `shell,v2,raw:${command}`));

function outputOf(sockets: CallSockets, process: AdbShellProtocolProcessImpl): OutputStream {
  let isClosed = false;
  const ended = process.exited.then(
    (exitCode): End => (isClosed ? { by: 'close' } : { by: 'exit', exitCode }),
    (error: unknown): End => (isClosed ? { by: 'close' } : sockets.failureOf(error, 'lost')),
  );
  // Errors of the command are not asked for, and unread they would stop its output.
  const drained = process.stderr.pipeTo(new WritableStream()).catch(() => undefined);
  const close = (): void => {
    isClosed = true;
    sockets.end();
  };
  return {
    ended,
    close,
    [Symbol.asyncIterator]: async function* () {
      let isAtEnd = false;
      try {
        yield* process.stdout;
        isAtEnd = true;
      } catch {
        // Why it broke is told by `ended`; what came before was handed on.
        isAtEnd = true;
      } finally {
        if (!isAtEnd) close();
        await Promise.all([ended, drained]);
        sockets.end();
      }
    },
  };
}
