import { ShellSyntaxError, type List, type Word, type WordPart } from './syntax.js';

export type Token =
  | { readonly kind: 'word'; readonly word: Word; readonly text: string | undefined }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirection'; readonly fd: 0 | 1 | 2; readonly how: 'read' | 'write' | 'append' | 'copy' };

const operators = ['&&', '||', ';', '|', '&', '\n', '(', ')'] as const;
/** Longer ones first. `2>&1` copies a descriptor. */
const redirections = [
  { text: '>&', fd: 1, how: 'copy' },
  { text: '>>', fd: 1, how: 'append' },
  { text: '>', fd: 1, how: 'write' },
  { text: '<', fd: 0, how: 'read' },
] as const;

const isNameLetter = (letter: string): boolean => /^[A-Za-z0-9_]$/.test(letter);

/** Cuts a line into tokens. Linear: every character is looked at a fixed number of times. */
export class Lexer {
  readonly #line: string;
  #at = 0;

  /** `parse` makes a list of what stands in `$( )`. */
  constructor(
    line: string,
    private readonly parse: (line: string) => List,
  ) {
    this.#line = line;
  }

  tokens(): readonly Token[] {
    const tokens: Token[] = [];
    while (this.#at < this.#line.length) {
      const letter = this.#line.charAt(this.#at);
      if (letter === ' ' || letter === '\t' || letter === '\r') this.#at += 1;
      else if (letter === '#') this.#skipComment();
      else tokens.push(this.#redirection() ?? this.#operator() ?? this.#word());
    }
    return tokens;
  }

  #skipComment(): void {
    const end = this.#line.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#line.length : end;
  }

  #redirection(): Token | undefined {
    const digit = /^[012]$/.test(this.#line.charAt(this.#at)) ? this.#line.charAt(this.#at) : '';
    const from = this.#at + digit.length;
    const found = redirections.find(({ text }) => this.#line.startsWith(text, from));
    if (found === undefined) return undefined;
    this.#at = from + found.text.length;
    const fd = digit === '' ? found.fd : (Number(digit) as 0 | 1 | 2);
    return { kind: 'redirection', fd, how: found.how };
  }

  #operator(): Token | undefined {
    const text = operators.find((operator) => this.#line.startsWith(operator, this.#at));
    if (text === undefined) return undefined;
    this.#at += text.length;
    return { kind: 'operator', text };
  }

  #word(): Token {
    const parts: WordPart[] = [];
    for (let isGoingOn = true; isGoingOn && this.#at < this.#line.length;) {
      const letter = this.#line.charAt(this.#at);
      if (letter === "'") parts.push(this.#singleQuoted());
      else if (letter === '"') parts.push(...this.#doubleQuoted());
      else if (letter === '\\') parts.push(this.#escaped());
      else if (letter === '$') parts.push(this.#dollar(false));
      else if (' \t\r\n;|&()<>'.includes(letter)) isGoingOn = false;
      else parts.push(this.#plain());
    }
    const [only] = parts;
    const isPlain = parts.length === 1 && only?.kind === 'text' && !only.isQuoted;
    return { kind: 'word', word: parts, text: isPlain ? only.text : undefined };
  }

  #plain(): WordPart {
    const from = this.#at;
    while (this.#at < this.#line.length && !' \t\r\n;|&()<>\'"\\$'.includes(this.#line.charAt(this.#at))) this.#at += 1;
    return { kind: 'text', text: this.#line.slice(from, this.#at), isQuoted: false };
  }

  #singleQuoted(): WordPart {
    const end = this.#line.indexOf("'", this.#at + 1);
    if (end < 0) throw new ShellSyntaxError('no closing quote');
    const text = this.#line.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { kind: 'text', text, isQuoted: true };
  }

  #escaped(): WordPart {
    const text = this.#line.charAt(this.#at + 1);
    this.#at += 2;
    return { kind: 'text', text: text === '\n' ? '' : text, isQuoted: true };
  }

  #doubleQuoted(): readonly WordPart[] {
    // An empty quoted text keeps `""` a word.
    const parts: WordPart[] = [{ kind: 'text', text: '', isQuoted: true }];
    this.#at += 1;
    for (;;) {
      const letter = this.#line.charAt(this.#at);
      if (letter === '') throw new ShellSyntaxError('no closing quote');
      if (letter === '"') break;
      if (letter === '$') parts.push(this.#dollar(true));
      else if (letter === '\\' && '$`"\\'.includes(this.#line.charAt(this.#at + 1))) parts.push(this.#escaped());
      else {
        const from = this.#at;
        this.#at += 1;
        while (this.#at < this.#line.length && !'"$\\'.includes(this.#line.charAt(this.#at))) this.#at += 1;
        parts.push({ kind: 'text', text: this.#line.slice(from, this.#at), isQuoted: true });
      }
    }
    this.#at += 1;
    return parts;
  }

  #dollar(isQuoted: boolean): WordPart {
    this.#at += 1;
    const next = this.#line.charAt(this.#at);
    if (next === '(') return { kind: 'output', list: this.parse(this.#untilClosed()), isQuoted };
    if (next === '{') {
      const end = this.#line.indexOf('}', this.#at);
      const name = this.#line.slice(this.#at + 1, end < 0 ? undefined : end);
      if (end < 0 || !/^[A-Za-z0-9_?]+$/.test(name)) throw new ShellSyntaxError(`$\{${name}: bad substitution`);
      this.#at = end + 1;
      return { kind: 'variable', name, isQuoted };
    }
    if (next === '?' || next === '$') {
      this.#at += 1;
      return { kind: 'variable', name: next, isQuoted };
    }
    const from = this.#at;
    while (isNameLetter(this.#line.charAt(this.#at))) this.#at += 1;
    const name = this.#line.slice(from, this.#at);
    return name === '' ? { kind: 'text', text: '$', isQuoted } : { kind: 'variable', name, isQuoted };
  }

  /** The text between this parenthesis and the one that closes it; stands behind it afterwards. */
  #untilClosed(): string {
    const from = this.#at + 1;
    let depth = 0;
    let quote = '';
    for (; this.#at < this.#line.length; this.#at += 1) {
      const letter = this.#line.charAt(this.#at);
      if (quote !== '') {
        if (letter === quote) quote = '';
      } else if (letter === "'" || letter === '"') quote = letter;
      else if (letter === '(') depth += 1;
      else if (letter === ')') {
        depth -= 1;
        if (depth === 0) {
          this.#at += 1;
          return this.#line.slice(from, this.#at - 1);
        }
      }
    }
    throw new ShellSyntaxError("no closing ')'");
  }
}
