import {
  ShellSyntaxError,
  type AndOr,
  type List,
  type Pipeline,
  type Redirection,
  type ShellCommand,
  type Word,
} from './syntax.js';
import { Lexer, type Token } from './tokens.js';

/** Deeper than anybody writes; keeps a hostile line from exhausting the stack. */
const MAX_DEPTH = 50;

/** A line as the shell understands it. Throws `ShellSyntaxError`. */
export function parseLine(line: string, depth = 0): List {
  if (depth > MAX_DEPTH) throw new ShellSyntaxError('nested too deeply');
  const tokens = new Lexer(line, (inner) => parseLine(inner, depth + 1)).tokens();
  return new Parser(tokens).line();
}

const reserved: ReadonlySet<string> = new Set(['if', 'then', 'elif', 'else', 'fi', '{', '}', '!']);

class Parser {
  #at = 0;
  #depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  line(): List {
    const list = this.#list();
    if (this.#at < this.tokens.length) throw this.#unexpected();
    return list;
  }

  /** Until a token that ends it: `)`, a reserved word such as `then`, or the end. */
  #list(): List {
    const list: AndOr[] = [];
    for (;;) {
      while (this.#takeOperator(';') || this.#takeOperator('\n')) continue;
      if (this.#isAtEndOfList()) return list;
      const pipelines: { after: '&&' | '||' | undefined; pipeline: Pipeline }[] = [];
      let after: '&&' | '||' | undefined;
      do {
        pipelines.push({ after, pipeline: this.#pipeline() });
        after = this.#takeOperator('&&') ? '&&' : this.#takeOperator('||') ? '||' : undefined;
      } while (after !== undefined);
      list.push({ pipelines, inBackground: this.#takeOperator('&') });
    }
  }

  #isAtEndOfList(): boolean {
    const token = this.tokens[this.#at];
    if (token === undefined) return true;
    if (token.kind === 'operator') return token.text === ')';
    return token.kind === 'word' && ['then', 'elif', 'else', 'fi', '}'].includes(token.text ?? '');
  }

  #pipeline(): Pipeline {
    const isNegated = this.#takeReserved('!');
    const commands = [this.#command()];
    while (this.#takeOperator('|')) commands.push(this.#command());
    return { isNegated, commands };
  }

  #command(): ShellCommand {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ShellSyntaxError('nested too deeply');
    const command = this.#compound() ?? this.#simple();
    this.#depth -= 1;
    return command;
  }

  #compound(): ShellCommand | undefined {
    if (this.#takeOperator('(')) {
      const list = this.#list();
      if (!this.#takeOperator(')')) throw this.#unexpected();
      return { kind: 'group', list, redirections: this.#redirections() };
    }
    if (this.#takeReserved('{')) {
      const list = this.#list();
      this.#expect('}');
      return { kind: 'group', list, redirections: this.#redirections() };
    }
    if (!this.#takeReserved('if')) return undefined;
    const branches: { condition: List; then: List }[] = [];
    do {
      const condition = this.#list();
      this.#expect('then');
      branches.push({ condition, then: this.#list() });
    } while (this.#takeReserved('elif'));
    const otherwise = this.#takeReserved('else') ? this.#list() : undefined;
    this.#expect('fi');
    return { kind: 'if', branches, otherwise, redirections: this.#redirections() };
  }

  #simple(): ShellCommand {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      const token = this.tokens[this.#at];
      if (token === undefined || token.kind === 'operator') break;
      if (token.kind === 'redirection') {
        redirections.push(this.#redirection());
        continue;
      }
      if (words.length === 0 && reserved.has(token.text ?? '')) throw this.#unexpected();
      this.#at += 1;
      const assignment = words.length === 0 ? assignmentOf(token.word) : undefined;
      if (assignment === undefined) words.push(token.word);
      else assignments.push(assignment);
    }
    if (words.length + assignments.length + redirections.length === 0) throw this.#unexpected();
    return { kind: 'simple', assignments, words, redirections };
  }

  #redirections(): readonly Redirection[] {
    const redirections: Redirection[] = [];
    while (this.tokens[this.#at]?.kind === 'redirection') redirections.push(this.#redirection());
    return redirections;
  }

  #redirection(): Redirection {
    const token = this.tokens[this.#at];
    const target = this.tokens[this.#at + 1];
    if (token?.kind !== 'redirection' || target?.kind !== 'word') {
      this.#at += 1;
      throw this.#unexpected();
    }
    this.#at += 2;
    return { fd: token.fd, how: token.how, target: target.word };
  }

  #takeOperator(text: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'operator' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #takeReserved(text: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'word' || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takeReserved(text)) throw this.#unexpected();
  }

  #unexpected(): ShellSyntaxError {
    const token = this.tokens[this.#at];
    if (token === undefined) return new ShellSyntaxError('syntax error: unexpected EOF');
    const text = token.kind === 'operator' ? token.text : token.kind === 'word' ? (token.text ?? '"') : '>';
    return new ShellSyntaxError(`syntax error: unexpected '${text === '\n' ? 'newline' : text}'`);
  }
}

/** `NAME=value` at the beginning of a command. */
function assignmentOf(word: Word): { readonly name: string; readonly value: Word } | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.isQuoted) return undefined;
  const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(first.text)?.[1];
  if (name === undefined) return undefined;
  return { name, value: [{ kind: 'text', text: first.text.slice(name.length + 1), isQuoted: false }, ...rest] };
}
