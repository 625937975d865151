/** File names with `*`, `?` and `[…]`: mksh puts the paths that match in their place, by name. */
import { absolutePath, type FileSystem } from '../device/file-system.js';

/** A piece of a word after expansion; quoted letters stand for themselves. */
export interface WordPiece {
  readonly text: string;
  readonly isQuoted: boolean;
}

export interface PathWorld {
  readonly files: FileSystem;
  readonly uid: number;
  readonly folder: string;
}

/** More would be a mistake, or an attack. */
const MAX_PATHS = 10_000;
const special = /[*?[]/;

/** The paths that match, or the word as it stands when it is no pattern or nothing matches. */
export function expandPath(pieces: readonly WordPiece[], world: PathWorld): readonly string[] {
  const word = pieces.map(({ text }) => text).join('');
  if (!pieces.some(({ text, isQuoted }) => !isQuoted && special.test(text))) return [word];
  const found = matches(segmentsOf(pieces), word.startsWith('/') ? '/' : '', world);
  return found.length === 0 ? [word] : found;
}

type Segment = readonly WordPiece[];

function segmentsOf(pieces: readonly WordPiece[]): readonly Segment[] {
  const segments: WordPiece[][] = [[]];
  for (const { text, isQuoted } of pieces) {
    for (const [index, part] of text.split('/').entries()) {
      if (index > 0) segments.push([]);
      if (part !== '') segments.at(-1)?.push({ text: part, isQuoted });
    }
  }
  return segments.filter((segment) => segment.length > 0);
}

function matches(segments: readonly Segment[], start: string, world: PathWorld): readonly string[] {
  let paths = [start];
  for (const segment of segments) {
    paths = paths.flatMap((path) => namesIn(path, segment, world).map((name) => joined(path, name)));
    if (paths.length > MAX_PATHS) return [];
  }
  return paths.filter((path) => world.files.status(absolutePath(path, world.folder), world.uid).ok);
}

const joined = (path: string, name: string): string => (path === '' || path === '/' ? path + name : `${path}/${name}`);

function namesIn(path: string, segment: Segment, { files, uid, folder }: PathWorld): readonly string[] {
  const text = segment.map((piece) => piece.text).join('');
  if (!segment.some((piece) => !piece.isQuoted && special.test(piece.text))) return [text];
  const listed = files.list(absolutePath(path === '' ? '.' : path, folder), uid);
  if (!listed.ok) return [];
  const isMatch = matcherOf(segment);
  // A leading dot must be written out.
  return listed.value
    .map(({ name }) => name)
    .filter((name) => name.startsWith('.') === text.startsWith('.') && isMatch(name));
}

type Element = { readonly any: true } | { readonly any: false; readonly takes: (letter: string) => boolean };

function elementsOf(segment: Segment): readonly Element[] {
  const elements: Element[] = [];
  for (const { text, isQuoted } of segment) {
    for (let at = 0; at < text.length; at += 1) {
      const letter = text.charAt(at);
      const end = letter === '[' && !isQuoted ? text.indexOf(']', at + 2) : -1;
      if (!isQuoted && letter === '*') elements.push({ any: true });
      else if (!isQuoted && letter === '?') elements.push({ any: false, takes: () => true });
      else if (end > 0) {
        const set = text.slice(at + 1, end);
        elements.push({ any: false, takes: (other) => isInSet(set, other) });
        at = end;
      } else elements.push({ any: false, takes: (other) => other === letter });
    }
  }
  return elements;
}

/** `a-c`, `!x`. */
function isInSet(set: string, letter: string): boolean {
  const isNegated = set.startsWith('!');
  const letters = isNegated ? set.slice(1) : set;
  for (let at = 0; at < letters.length; at += 1) {
    const isRange = letters.charAt(at + 1) === '-' && at + 2 < letters.length;
    const last = isRange ? letters.charAt(at + 2) : letters.charAt(at);
    if (letter >= letters.charAt(at) && letter <= last) return !isNegated;
    if (isRange) at += 2;
  }
  return isNegated;
}

/** Goes back to the last `*` alone, so that no pattern takes more than length × length steps. */
function matcherOf(segment: Segment): (name: string) => boolean {
  const elements = elementsOf(segment);
  return (name) => {
    let [at, element, starAt, starElement] = [0, 0, -1, -1];
    while (at < name.length) {
      const next = elements[element];
      if (next?.any === true) {
        starAt = at;
        starElement = element;
        element += 1;
      } else if (next?.takes(name.charAt(at)) === true) {
        at += 1;
        element += 1;
      } else if (starElement >= 0) {
        starAt += 1;
        at = starAt;
        element = starElement + 1;
      } else return false;
    }
    return elements.slice(element).every(({ any }) => any);
  };
}
