import { absolutePath, errnoText, type FileSystem, type FileWriter } from '../device/file-system.js';
import { BytePipe } from '../transport/byte-pipe.js';
import { parseLine } from './parser.js';
import { expandPath, type WordPiece } from './path-pattern.js';
import { bytesOf, readAll, type ProcessIo, type Program } from './process-io.js';
import {
  ShellSyntaxError,
  type AndOr,
  type List,
  type Pipeline,
  type Redirection,
  type ShellCommand,
  type Word,
} from './syntax.js';

/** What `$( )` may print; more is no word. */
const MAX_SUBSTITUTION_BYTES = 1 << 20;
const SHELL = '/system/bin/sh';
const EXIT_NOT_FOUND = 127;
const EXIT_BROKEN_PIPE = 141;

/** What a shell runs in. */
export interface ShellWorld {
  readonly files: FileSystem;
  readonly uid: number;
  readonly pid: number;
  readonly folder: string;
  /** False when the device has restarted since: then nothing of this shell goes on. */
  readonly isAlive: () => boolean;
  /** What mksh sets by itself, such as EPOCHREALTIME. */
  readonly builtInVariable: (name: string) => string | undefined;
  /** A program by its name or path; undefined when there is none. */
  readonly program: (name: string) => Program | undefined;
}

/** `exit` was called; caught where the shell began. */
class ShellExit extends Error {
  constructor(readonly code: number) {
    super('exit');
  }
}

/** One `sh`: variables, the folder it is in, `$?`. */
export class Shell {
  readonly #variables: Map<string, string>;
  #folder: string;
  #status = 0;

  constructor(
    private readonly world: ShellWorld,
    variables: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#variables = new Map(variables);
    this.#folder = world.folder;
  }

  /** Runs a line, or a whole script; returns the exit code. */
  async run(line: string, io: ProcessIo): Promise<number> {
    try {
      return await this.#runList(parseLine(line), io);
    } catch (error) {
      if (error instanceof ShellExit) return error.code;
      if (!(error instanceof ShellSyntaxError)) throw error;
      await io.stderr(`${SHELL}: ${error.message}\n`);
      return 1;
    }
  }

  async #runList(list: List, io: ProcessIo): Promise<number> {
    for (const item of list) {
      if (item.inBackground) {
        // What runs in the background outlives the connection and has no terminal.
        const nothing = new BytePipe();
        nothing.end();
        const quiet = { ...io, stdin: nothing, hangup: new Promise<void>(() => undefined) };
        void this.#copy().#runCaught([{ ...item, inBackground: false }], quiet);
        this.#status = 0;
      } else this.#status = await this.#runAndOr(item, io);
    }
    return this.#status;
  }

  async #runAndOr({ pipelines }: AndOr, io: ProcessIo): Promise<number> {
    let status = 0;
    for (const { after, pipeline } of pipelines) {
      if (after === '&&' && status !== 0) continue;
      if (after === '||' && status === 0) continue;
      status = await this.#runPipeline(pipeline, io);
      this.#status = status;
    }
    return status;
  }

  async #runPipeline({ commands, isNegated }: Pipeline, io: ProcessIo): Promise<number> {
    const [only] = commands;
    const status =
      commands.length === 1 && only !== undefined
        ? await this.#runCommand(only, io)
        : await this.#runStages(commands, io);
    if (!isNegated) return status;
    return status === 0 ? 1 : 0;
  }

  /** Each stage is a shell of its own, all run together; the last one's exit code counts. */
  async #runStages(commands: readonly ShellCommand[], io: ProcessIo): Promise<number> {
    let stdin = io.stdin;
    const stages: Promise<number>[] = [];
    for (const [index, command] of commands.entries()) {
      const isLast = index === commands.length - 1;
      const pipe = new BytePipe();
      const stdout: ProcessIo['stdout'] = isLast ? io.stdout : (data) => pipe.write(bytesOf(data));
      const source = stdin;
      const stage = { ...io, stdin: source, stdout };
      const list: List = [
        { pipelines: [{ after: undefined, pipeline: { isNegated: false, commands: [command] } }], inBackground: false },
      ];
      stages.push(
        this.#copy()
          .#runCaught(list, stage)
          .finally(() => {
            pipe.end();
            if (index > 0) source.cancel();
          }),
      );
      stdin = pipe;
    }
    const codes = await Promise.all(stages);
    return codes.at(-1) ?? 0;
  }

  /** A sub-shell: what it changes and its `exit` stay inside. */
  async #runCaught(list: List, io: ProcessIo): Promise<number> {
    try {
      return await this.#runList(list, io);
    } catch (error) {
      if (error instanceof ShellExit) return error.code;
      throw error;
    }
  }

  #copy(): Shell {
    const copy = new Shell({ ...this.world, folder: this.#folder }, this.#variables);
    copy.#status = this.#status;
    return copy;
  }

  async #runCommand(command: ShellCommand, io: ProcessIo): Promise<number> {
    if (!this.world.isAlive()) return await new Promise(() => undefined);
    const redirected = await this.#redirect(command.redirections, io);
    if (redirected === undefined) return 1;
    switch (command.kind) {
      case 'group':
        return await this.#copy().#runCaught(command.list, redirected);
      case 'if':
        for (const { condition, then } of command.branches) {
          if ((await this.#runList(condition, redirected)) === 0) return await this.#runList(then, redirected);
        }
        return command.otherwise === undefined ? 0 : await this.#runList(command.otherwise, redirected);
      case 'simple':
        return await this.#runSimple(command, redirected);
    }
  }

  async #runSimple(command: Extract<ShellCommand, { kind: 'simple' }>, io: ProcessIo): Promise<number> {
    const words: string[] = [];
    for (const word of command.words) words.push(...(await this.#expand(word, io)));
    for (const { name, value } of command.assignments) {
      // Assignments before a command are for that command alone; no program here looks at them.
      const text = (await this.#split(value, io)).map((pieces) => pieces.map((piece) => piece.text).join('')).join(' ');
      if (words.length === 0) this.#variables.set(name, text);
    }
    return words.length === 0 ? 0 : await this.#runWords(words, io);
  }

  async #runWords([name = '', ...args]: readonly string[], io: ProcessIo): Promise<number> {
    switch (name) {
      case 'exit':
        throw new ShellExit(args[0] === undefined ? this.#status : Number(args[0]) & 255);
      case 'exec':
        if (args.length === 0) return 0;
        throw new ShellExit(await this.#runWords(args, io));
      case 'export':
        for (const argument of args) {
          const [variable = '', ...value] = argument.split('=');
          if (value.length > 0) this.#variables.set(variable, value.join('='));
        }
        return 0;
      case 'cd':
        return await this.#changeFolder(args[0] ?? '/', io);
      case 'pwd':
        await io.stdout(`${this.#folder}\n`);
        return 0;
      case '[':
      case 'test':
        return this.#test(name === '[' ? args.slice(0, -1) : args) ? 0 : 1;
      case 'sh':
        return await this.#runScript(args, io);
      case 'nohup':
        return await this.#runWords(args, { ...io, hangup: new Promise(() => undefined) });
      default:
        return await this.#runProgram(name, args, io);
    }
  }

  async #runProgram(name: string, args: readonly string[], io: ProcessIo): Promise<number> {
    const program = this.world.program(name.replace(/^\/system\/(?:x?bin)\//, ''));
    if (program === undefined) {
      const why = name.includes('/') ? 'No such file or directory' : 'inaccessible or not found';
      await io.stderr(`${SHELL}: ${name}: ${why}\n`);
      return EXIT_NOT_FOUND;
    }
    let isBroken = false;
    const stdout: ProcessIo['stdout'] = async (data) => {
      const isWritten = await io.stdout(data);
      isBroken ||= !isWritten;
      return isWritten;
    };
    const code = await program(args, { ...io, stdout, folder: this.#folder, uid: this.world.uid });
    return isBroken ? EXIT_BROKEN_PIPE : code & 255;
  }

  /** `sh -c LINE`, `sh FILE`, or a script on the input. */
  async #runScript(args: readonly string[], io: ProcessIo): Promise<number> {
    if (args[0] === '-c') return await this.#copy().run(args[1] ?? '', io);
    if (args[0] !== undefined) {
      const script = this.world.files.readText(absolutePath(args[0], this.#folder), this.world.uid);
      if (script.ok) return await this.#copy().run(script.value, io);
      await io.stderr(`sh: ${args[0]}: ${errnoText(script.error)}\n`);
      return EXIT_NOT_FOUND;
    }
    const script = await readAll(io.stdin, MAX_SUBSTITUTION_BYTES);
    return script === undefined ? 1 : await this.#copy().run(new TextDecoder().decode(script), io);
  }

  async #changeFolder(path: string, io: ProcessIo): Promise<number> {
    const full = absolutePath(path, this.#folder);
    const listed = this.world.files.list(full, this.world.uid);
    if (listed.ok || listed.error === 'EACCES') {
      this.#folder = full;
      return 0;
    }
    await io.stderr(`${SHELL}: cd: ${path}: ${errnoText(listed.error)}\n`);
    return 2;
  }

  #test(args: readonly string[]): boolean {
    const [first = '', second = '', third = ''] = args;
    if (first === '!') return !this.#test(args.slice(1));
    if (args.length === 1) return first !== '';
    if (args.length === 2) {
      const status = this.world.files.status(absolutePath(second, this.#folder), this.world.uid);
      if (first === '-n') return second !== '';
      if (first === '-z') return second === '';
      if (!status.ok) return false;
      const isFolder = (status.value.mode & 0o170000) === 0o040000;
      return (
        first === '-e' ||
        (first === '-d' && isFolder) ||
        (first === '-f' && !isFolder) ||
        (first === '-s' && status.value.size > 0)
      );
    }
    if (second === '=' || second === '==') return first === third;
    if (second === '!=') return first !== third;
    const [left, right] = [Number(first), Number(third)];
    const comparisons: Readonly<Record<string, boolean>> = {
      '-eq': left === right,
      '-ne': left !== right,
      '-lt': left < right,
      '-le': left <= right,
      '-gt': left > right,
      '-ge': left >= right,
    };
    return comparisons[second] ?? false;
  }

  /** Unquoted values fall apart at white space, and patterns become the paths that match. */
  async #expand(word: Word, io: ProcessIo): Promise<readonly string[]> {
    const world = { ...this.world, folder: this.#folder };
    return (await this.#split(word, io)).flatMap((pieces) => expandPath(pieces, world));
  }

  /** A word that is nothing but an empty unquoted value is no word. */
  async #split(word: Word, io: ProcessIo): Promise<readonly (readonly WordPiece[])[]> {
    const words: WordPiece[][] = [];
    let current: WordPiece[] | undefined;
    for (const part of word) {
      const text = await this.#valueOf(part, io);
      if (part.isQuoted || part.kind === 'text') {
        current = [...(current ?? []), { text, isQuoted: part.isQuoted }];
        continue;
      }
      for (const [index, piece] of text.split(/[ \t\n]+/).entries()) {
        if (index > 0 && current !== undefined) {
          words.push(current);
          current = undefined;
        }
        if (piece !== '') current = [...(current ?? []), { text: piece, isQuoted: false }];
      }
    }
    if (current !== undefined) words.push(current);
    return words;
  }

  async #valueOf(part: Word[number], io: ProcessIo): Promise<string> {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'variable':
        if (part.name === '?') return String(this.#status);
        if (part.name === '$') return String(this.world.pid);
        return this.#variables.get(part.name) ?? this.world.builtInVariable(part.name) ?? '';
      case 'output': {
        const pipe = new BytePipe();
        const collected = readAll(pipe, MAX_SUBSTITUTION_BYTES);
        await this.#copy().#runCaught(part.list, { ...io, stdout: (data) => pipe.write(bytesOf(data)) });
        pipe.end();
        return new TextDecoder().decode((await collected) ?? new Uint8Array(0)).replace(/\n+$/, '');
      }
    }
  }

  /** The descriptors after the redirections; undefined when a file cannot be opened, which has been said. */
  async #redirect(redirections: readonly Redirection[], io: ProcessIo): Promise<ProcessIo | undefined> {
    let current = io;
    for (const { fd, how, target } of redirections) {
      const path = (await this.#expand(target, io)).join(' ');
      if (how === 'copy') {
        const source = path === '2' ? current.stderr : current.stdout;
        current = fd === 2 ? { ...current, stderr: source } : { ...current, stdout: source };
        continue;
      }
      const opened = how === 'read' ? this.#openInput(path) : this.#openOutput(path, how);
      if (typeof opened === 'string') {
        await io.stderr(`${SHELL}: can't ${how === 'read' ? 'open' : 'create'} ${path}: ${opened}\n`);
        return undefined;
      }
      if (opened instanceof BytePipe) current = { ...current, stdin: opened };
      else current = fd === 2 ? { ...current, stderr: opened } : { ...current, stdout: opened };
    }
    return current;
  }

  #openInput(path: string): BytePipe | string {
    const pipe = new BytePipe();
    if (path !== '/dev/null') {
      const content = this.world.files.read(absolutePath(path, this.#folder), this.world.uid);
      if (!content.ok) return errnoText(content.error);
      void pipe.write(content.value);
    }
    pipe.end();
    return pipe;
  }

  #openOutput(path: string, how: 'write' | 'append'): ProcessIo['stdout'] | string {
    if (path === '/dev/null') return () => Promise.resolve(true);
    const writer = this.world.files.open(absolutePath(path, this.#folder), this.world.uid, how);
    return writer.ok ? (data) => Promise.resolve(writeTo(writer.value, data)) : errnoText(writer.error);
  }
}

const writeTo = (writer: FileWriter, data: string | Uint8Array): boolean => writer.write(bytesOf(data)).ok;
