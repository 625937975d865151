/** The console of an emulator: a line protocol on a TCP port of this computer, which wants a token from the user's home. */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { fail, ok, type Result } from '../../../../engine/result.js';
import { errorText } from '../../ledger/journal/journal-files.js';

const DEADLINE_MS = 5000;
const MAX_ANSWER_CHARACTERS = 100_000;

/** Sends one command; the answer is what stands before the closing `OK`. `home`: where the emulator keeps its token. */
export async function askConsole(port: number, command: string, home: string): Promise<Result<string, string>> {
  let token: string;
  try {
    token = (await readFile(path.join(home, '.emulator_console_auth_token'), 'utf8')).trim();
  } catch (error) {
    return fail(`the console's token cannot be read: ${errorText(error)}`);
  }
  // An empty token: the user has switched authentication off.
  const lines = [...(token === '' ? [] : [`auth ${token}`]), command];
  return await converse(port, lines);
}

/** Greeting and answers end with a line `OK` or `KO: why`. */
const END = /^(?:OK(?::.*)?|KO:.*)\r?$/m;

function converse(port: number, lines: readonly string[]): Promise<Result<string, string>> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const left = [...lines];
    let text = '';
    const settle = (result: Result<string, string>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => settle(fail(`the console on port ${port} does not answer`)), DEADLINE_MS);
    socket.setEncoding('utf8');
    socket.on('error', (error) => settle(fail(`the console on port ${port} cannot be reached: ${error.message}`)));
    socket.on('close', () => settle(fail(`the console on port ${port} hung up`)));
    socket.on('data', (chunk: string) => {
      text += chunk;
      for (let end = END.exec(text); end !== null; end = END.exec(text)) {
        const answer = text.slice(0, end.index).trim();
        text = text.slice(end.index + end[0].length);
        if (end[0].startsWith('KO')) return settle(fail(end[0].trim()));
        const next = left.shift();
        if (next === undefined) return settle(ok(answer));
        socket.write(`${next}\n`);
      }
      if (text.length > MAX_ANSWER_CHARACTERS) settle(fail('what listens there is no emulator'));
    });
  });
}
