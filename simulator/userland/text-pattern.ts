/**
 * Patterns of grep as far as people type them: `^`, `$`, `.`, `.*`, alternatives. Matching takes time in proportion to the
 * line, whatever the pattern: no backtracking.
 */
export interface TextPattern {
  readonly matches: (line: string) => boolean;
}

interface Options {
  readonly isFixed: boolean;
  readonly isExtended: boolean;
  readonly ignoresCase: boolean;
  readonly isWholeLine: boolean;
}

/** One alternative: literal pieces (null is any character) with any text between them. */
interface Alternative {
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
  readonly pieces: readonly (readonly (string | null)[])[];
}

/** Undefined when the pattern uses what is not modelled (classes, repetitions of other things). */
export function textPattern(pattern: string, options: Options): TextPattern | undefined {
  const fold = (text: string): string => (options.ignoresCase ? text.toLowerCase() : text);
  const alternatives: Alternative[] = [];
  for (const text of options.isFixed ? [pattern] : pattern.split(options.isExtended ? '|' : '\\|')) {
    const alternative = options.isFixed ? literal(fold(text)) : parse(fold(text));
    if (alternative === undefined) return undefined;
    const { isWholeLine } = options;
    alternatives.push(isWholeLine ? { ...alternative, isAtStart: true, isAtEnd: true } : alternative);
  }
  return { matches: (line) => alternatives.some((alternative) => matches(alternative, fold(line))) };
}

const literal = (text: string): Alternative => ({ isAtStart: false, isAtEnd: false, pieces: [[...text]] });

function parse(text: string): Alternative | undefined {
  const isAtStart = text.startsWith('^');
  const isAtEnd = text.endsWith('$') && !text.endsWith('\\$');
  const body = text.slice(isAtStart ? 1 : 0, isAtEnd ? -1 : undefined);
  const pieces: (string | null)[][] = [[]];
  for (let at = 0; at < body.length; at += 1) {
    const letter = body.charAt(at);
    const piece = pieces.at(-1) ?? [];
    if (letter === '\\') {
      at += 1;
      piece.push(body.charAt(at));
    } else if (letter === '.' && body.charAt(at + 1) === '*') {
      at += 1;
      pieces.push([]);
    } else if (letter === '.') piece.push(null);
    else if ('*+?[{('.includes(letter)) return undefined;
    else piece.push(letter);
  }
  return { isAtStart, isAtEnd, pieces };
}

/** The first place of each piece is as good as any later one; the last piece of an anchored pattern stands at the end. */
function matches({ isAtStart, isAtEnd, pieces }: Alternative, line: string): boolean {
  const letters = [...line];
  let from = 0;
  for (const [index, piece] of pieces.entries()) {
    const isFirst = index === 0;
    const isLast = index === pieces.length - 1;
    const last = letters.length - piece.length;
    if (isLast && isAtEnd) return last >= from && (!isFirst || !isAtStart || last === 0) && fits(piece, letters, last);
    let at = from;
    const limit = isFirst && isAtStart ? 0 : last;
    while (at <= limit && at <= last && !fits(piece, letters, at)) at += 1;
    if (at > limit || at > last) return false;
    from = at + piece.length;
  }
  return true;
}

const fits = (piece: readonly (string | null)[], letters: readonly string[], at: number): boolean =>
  piece.every((letter, index) => letter === null || letters[at + index] === letter);
