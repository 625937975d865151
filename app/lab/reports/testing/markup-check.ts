/** A small tokenizer for tests: reads markup back, apart from the code that writes it. Throws where tags do not balance. */

export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text up to the next tag, references resolved. */
  readonly text: string;
}

const voidElements: ReadonlySet<string> = new Set(['meta', 'wbr', 'br', 'link', 'img', 'input', 'hr']);
const references: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#96': '`',
};

function resolved(text: string): string {
  const left = text.replace(/&([a-z]+|#\d+);/g, (whole, name: string) => references[name] ?? whole);
  return left;
}

function attributesOf(source: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  const rest = source.replace(
    /\s+([a-zA-Z:-]+)(?:="([^"<]*)")?/g,
    (_whole, name: string, value: string | undefined) => {
      if (attributes.has(name)) throw new Error(`attribute ${name} stands twice in ${source}`);
      attributes.set(name, resolved(value ?? ''));
      return '';
    },
  );
  if (rest.trim() !== '' && rest.trim() !== '/') throw new Error(`not an attribute: ${rest}`);
  return attributes;
}

/** Every tag of a document in order. `xml`: no void elements, and no raw text in `style`. */
export function readMarkup(document: string, kind: 'html' | 'xml'): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const body = document
    .replace(/^<!doctype html>|^<\?xml [^?]*\?>/, '')
    .replace(/<style>[^<]*<\/style>/, '<style></style>');
  const pieces = body.split('<').slice(1);
  for (const piece of pieces) {
    const end = piece.indexOf('>');
    if (end < 0) throw new Error(`tag without end: ${piece.slice(0, 80)}`);
    const head = piece.slice(0, end);
    const text = piece.slice(end + 1);
    if (text.includes('>')) throw new Error(`raw > in text: ${text.slice(0, 80)}`);
    if (/&(?!(?:[a-z]+|#\d+);)/.test(piece)) throw new Error(`raw & in: ${piece.slice(0, 80)}`);
    if (head.startsWith('/')) {
      const expected = open.pop();
      if (expected !== head.slice(1)) throw new Error(`</${head.slice(1)}> where </${expected ?? 'nothing'}> is due`);
      continue;
    }
    const match = /^([a-zA-Z][a-zA-Z0-9:-]*)/.exec(head);
    if (match === null) throw new Error(`not a tag: <${head.slice(0, 80)}`);
    const name = match[1] ?? '';
    tags.push({ name, attributes: attributesOf(head.slice(name.length)), text: resolved(text) });
    const isClosed = head.endsWith('/') || (kind === 'html' && voidElements.has(name));
    if (!isClosed) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return tags;
}
