/** toybox: filters of text, which pass on line by line what comes in. */
import { absolutePath, errnoText } from '../device/file-system.js';
import { bytesOf, type ProcessContext } from '../shell/process-io.js';
import { BytePipe } from '../transport/byte-pipe.js';
import type { Command } from './command.js';
import { textPattern } from './text-pattern.js';

/** A longer line is passed on in pieces, so that memory stays bounded. */
const MAX_LINE = 1 << 20;

async function* linesOf(stdin: BytePipe): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stdin) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > MAX_LINE) {
      yield rest;
      rest = '';
    }
  }
  if (rest !== '') yield rest;
}

function pipeOf(content: Uint8Array): BytePipe {
  const pipe = new BytePipe();
  void pipe.write(bytesOf(content));
  pipe.end();
  return pipe;
}

const grep: Command = async ({ device, args, stdin, stdout, stderr, folder, uid }) => {
  const flags = args.filter((argument) => argument.startsWith('-') && argument.length > 1).join('');
  const [pattern = '', ...paths] = args.filter((argument) => !argument.startsWith('-') || argument.length === 1);
  const compiled = textPattern(pattern, {
    isFixed: flags.includes('F'),
    isExtended: flags.includes('E'),
    ignoresCase: flags.includes('i'),
    isWholeLine: flags.includes('x'),
  });
  if (compiled === undefined) {
    await stderr(`grep: the simulator does not know the pattern '${pattern}': use -F, or only . .* ^ $\n`);
    return 2;
  }
  let found = 0;
  let code: number | undefined;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    const content = path === '-' ? undefined : device.files.read(absolutePath(path, folder), uid);
    if (content?.ok === false) {
      await stderr(`grep: ${path}: ${errnoText(content.error)}\n`);
      code = 2;
      continue;
    }
    for await (const line of linesOf(content === undefined ? stdin : pipeOf(content.value))) {
      if (compiled.matches(line) === flags.includes('v')) continue;
      found += 1;
      if (flags.includes('q')) return 0;
      const prefix = paths.length > 1 && !flags.includes('h') ? `${path}:` : '';
      if (!flags.includes('c') && !(await stdout(`${prefix}${line}\n`))) return 0;
    }
  }
  if (flags.includes('c')) await stdout(`${found}\n`);
  return code ?? (found > 0 ? 0 : 1);
};

/** The one file of `head`, `tail` and `wc`, or what comes in. */
async function inputOf(
  { device, stdin, stderr, folder, uid }: ProcessContext & { readonly device: Parameters<Command>[0]['device'] },
  name: string,
  path: string | undefined,
): Promise<BytePipe | undefined> {
  if (path === undefined) return stdin;
  const content = device.files.read(absolutePath(path, folder), uid);
  if (content.ok) return pipeOf(content.value);
  await stderr(`${name}: ${path}: ${errnoText(content.error)}\n`);
  return undefined;
}

/** `-n 5`, `-n5`, `-5`; `-c` counts bytes. */
function countOf(args: readonly string[]): { unit: 'lines' | 'bytes'; count: number; path: string | undefined } {
  const [first = '', second = '', third] = args;
  const glued = /^-([nc])?([0-9]+)$/.exec(first);
  if (glued !== null) return { unit: glued[1] === 'c' ? 'bytes' : 'lines', count: Number(glued[2]), path: args[1] };
  if (first === '-n' || first === '-c')
    return { unit: first === '-c' ? 'bytes' : 'lines', count: Number(second), path: third };
  return { unit: 'lines', count: 10, path: args[0] };
}

const head: Command = async (context) => {
  const { unit, count, path } = countOf(context.args);
  const input = await inputOf(context, 'head', path);
  if (input === undefined) return 1;
  let left = count;
  if (unit === 'bytes') {
    for await (const chunk of input) {
      await context.stdout(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) break;
    }
    return 0;
  }
  if (left === 0) return 0;
  for await (const line of linesOf(input)) {
    await context.stdout(`${line}\n`);
    left -= 1;
    if (left <= 0) break;
  }
  return 0;
};

const tail: Command = async (context) => {
  const { count, path } = countOf(context.args);
  const input = await inputOf(context, 'tail', path);
  if (input === undefined) return 1;
  const lines: string[] = [];
  for await (const line of linesOf(input)) {
    lines.push(line);
    if (lines.length > count) lines.shift();
  }
  await context.stdout(lines.map((line) => `${line}\n`).join(''));
  return 0;
};

const wc: Command = async (context) => {
  const [flag = '', path] = context.args;
  const input = await inputOf(context, 'wc', flag.startsWith('-') ? path : context.args[0]);
  if (input === undefined) return 1;
  let bytes = 0;
  let lines = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  await context.stdout(flag === '-c' ? `${bytes}\n` : flag === '-l' ? `${lines}\n` : `${lines} ${bytes}\n`);
  return 0;
};

export const textCommands: Readonly<Record<string, Command>> = { grep, head, tail, wc };
