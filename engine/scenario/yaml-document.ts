/**
 * YAML (JSON is a part of it) as plain values, with the place of every value: what the interpreter reads, and where its
 * mistakes stand. Bounded: the nesting is watched while the text is parsed, because a parser that recurses runs out of
 * stack on a file of brackets; an alias shares its value and is never copied, so that aliases cannot multiply.
 */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Alias,
  type CST,
  type Document,
  type ParsedNode,
} from 'yaml';
import type { PathStep, Problem } from './reading.js';
import { maxNesting } from './scenario-limits.js';

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface TextMistake extends Place {
  readonly message: string;
}

/** CST nodes on the parser's stack beside the nested collections: the stream, the document, a scalar. */
const STACK_BESIDE_NESTING = 4;

export class YamlDocument {
  readonly mistakes: TextMistake[] = [];
  /** Mappings are objects without prototype. Meaningful only when there are no mistakes. */
  readonly value: unknown;
  readonly #lines = new LineCounter();
  readonly #anchors = new Map<string, { readonly node: ParsedNode; readonly value: unknown }>();
  readonly #targets = new Map<ParsedNode, ParsedNode>();
  readonly #root: ParsedNode | null;

  constructor(text: string) {
    const tokens = this.#parse(text);
    const documents = tokens === undefined ? [] : this.#compose(tokens, text.length);
    const [document, second] = documents;
    if (second !== undefined)
      this.#mistake(second.contents?.range[0] ?? text.length, 'a file holds one document; a second one begins here');
    this.#root = document?.contents ?? null;
    this.value = this.#root === null ? null : this.#plain(this.#root);
  }

  #mistake(offset: number, message: string): void {
    this.mistakes.push({ ...this.#placeAt(offset), message });
  }

  #placeAt(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    // The counter knows no line 0, but an empty text has no line at all.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** Syntax, without recursion; `undefined` when it is nested too deeply. */
  #parse(text: string): CST.Token[] | undefined {
    const parser = new Parser(this.#lines.addNewLine);
    this.#lines.addNewLine(0);
    const tokens: CST.Token[] = [];
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) tokens.push(token);
      if (parser.stack.length > maxNesting + STACK_BESIDE_NESTING) {
        this.#mistake(parser.offset, `nested more than ${maxNesting} levels deep`);
        return undefined;
      }
    }
    for (const token of parser.end()) tokens.push(token);
    return tokens;
  }

  #compose(tokens: readonly CST.Token[], length: number): Document.Parsed[] {
    // Unique keys are checked here with a set; the package compares every key with every other.
    const composer = new Composer({
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      stringKeys: true,
    });
    const documents: Document.Parsed[] = [];
    for (const document of composer.compose(tokens, true, length)) {
      documents.push(document);
      for (const { pos, message } of [...document.errors, ...document.warnings]) this.#mistake(pos[0], message);
    }
    return documents;
  }

  #plain(node: ParsedNode): unknown {
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) {
        this.#mistake(node.range[0], `*${node.source} stands before its anchor &${node.source}, or inside it`);
        return null;
      }
      this.#targets.set(node, target.node);
      return target.value;
    }
    const value = this.#plainContent(node);
    // Known from its end on: a value that contains itself is refused.
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, { node, value });
    return value;
  }

  #plainContent(node: Exclude<ParsedNode, Alias.Parsed>): unknown {
    if (isSeq(node)) return node.items.map((item) => this.#plain(item));
    if (!isMap(node)) return isScalar(node) ? node.value : null;
    const mapping = Object.create(null) as Record<string, unknown>;
    for (const { key, value } of node.items) {
      const name = nameOf(key);
      if (name === undefined) continue;
      if (name in mapping) this.#mistake(key.range[0], `the key "${name}" stands here a second time`);
      mapping[name] = value === null ? null : this.#plain(value);
    }
    return mapping;
  }

  /** Where a mistake of the interpreter stands: its value or key, or the innermost thing around it that the text has. */
  placeOf({ path, isAboutKey }: Pick<Problem, 'path' | 'isAboutKey'>): Place {
    let node = this.#root;
    let offset = node?.range[0] ?? 0;
    for (const [index, step] of path.entries()) {
      const found: Found | undefined = node === null ? undefined : childOf(this.#targets.get(node) ?? node, step);
      if (found === undefined) break;
      const isLast = index === path.length - 1;
      const wanted: ParsedNode | null = isLast && isAboutKey ? (found.key ?? found.node) : (found.node ?? found.key);
      offset = wanted?.range[0] ?? offset;
      node = found.node;
    }
    return this.#placeAt(offset);
  }
}

interface Found {
  readonly key: ParsedNode | null;
  readonly node: ParsedNode | null;
}

function childOf(node: ParsedNode, step: PathStep): Found | undefined {
  if (typeof step === 'number') {
    const item = isSeq(node) ? node.items[step] : undefined;
    return item === undefined ? undefined : { key: null, node: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => nameOf(key) === step);
  return pair === undefined ? undefined : { key: pair.key, node: pair.value };
}

function nameOf(key: ParsedNode): string | undefined {
  return isScalar(key) && typeof key.value === 'string' ? key.value : undefined;
}
