/**
 * The shell of the model: the commands that the ledger uses, with the texts and exit codes of the platform. Understands
 * words, single quotes, `;`, `&&` and `||`, and nothing else: an unknown command is answered as mksh does.
 */
import type { ShellAnswer } from '../../devices/adb-port.js';
import type { DeviceModel } from './device-model.js';
import { commands, type Output } from './device-commands.js';

type Token = { readonly word: string } | { readonly operator: ';' | '&&' | '||' };

function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = [];
  let text: string | undefined;
  const flush = (): void => {
    if (text !== undefined) tokens.push({ word: text });
    text = undefined;
  };
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    if (letter === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) throw new Error(`a quote that does not end: ${line}`);
      text = (text ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (letter === '\\') text = (text ?? '') + line.charAt(++at);
    else if (letter === ' ') flush();
    else if (letter === ';') {
      flush();
      tokens.push({ operator: ';' });
    } else if (line.startsWith('&&', at) || line.startsWith('||', at)) {
      flush();
      tokens.push({ operator: letter === '&' ? '&&' : '||' });
      at++;
    } else if ('<>|&$`()*?[]#~"\n'.includes(letter)) throw new Error(`the ledger must quote ${letter}: ${line}`);
    else text = (text ?? '') + letter;
  }
  flush();
  return tokens;
}

/** The two lines that are about the lease, which need `if`: reading its marker with the clock, and taking it away. */
function runLeaseLine(device: DeviceModel, line: string): ShellAnswer | undefined {
  const [, read] = /^date \+%s; if \[ -e (\S+) \]; then head /.exec(line) ?? [];
  if (read !== undefined)
    return { stdout: `${Math.floor(Date.now() / 1000)}\n${device.files[read] ?? ''}`, stderr: '', exitCode: 0 };
  const [, lease = '', removed] = /; if grep -qF (\S+) (\S+); then rm -f /.exec(line) ?? [];
  if (removed === undefined) return undefined;
  if (device.files[removed]?.includes(lease) === true) delete device.files[removed];
  return { stdout: '', stderr: '', exitCode: 0 };
}

/** Runs one line on the device. */
export function runShell(device: DeviceModel, line: string): ShellAnswer {
  const leaseAnswer = runLeaseLine(device, line);
  if (leaseAnswer !== undefined) return leaseAnswer;
  const output: Output = { stdout: '', stderr: '' };
  let exitCode = 0;
  let words: string[] = [];
  let skips = false;
  for (const token of [...tokensOf(line), { operator: ';' } as const]) {
    if ('word' in token) {
      words.push(token.word);
      continue;
    }
    const [name, ...args] = words;
    words = [];
    if (name !== undefined && !skips) {
      if (name === 'exit') return { ...output, exitCode: Number(args[0]) };
      exitCode = runCommand(device, name, args, output);
    }
    // `a || b ; c`: b runs when a failed, c in any case.
    if (token.operator === ';') skips = false;
    else if (token.operator === '||') skips = exitCode === 0;
    else skips = exitCode !== 0;
  }
  return { ...output, exitCode };
}

function runCommand(device: DeviceModel, name: string, args: readonly string[], output: Output): number {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command(device, args, output) & 255;
  output.stderr += `/system/bin/sh: ${name}: inaccessible or not found\n`;
  return 127;
}
