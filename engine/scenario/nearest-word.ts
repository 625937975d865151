/** The known word that somebody who wrote `word` most likely meant, for hints in error messages. */

/** Longer words get no hint: nobody mistypes that much, and the comparison is quadratic. */
const MAX_LENGTH = 64;
/** A beginning this long says which word was meant. */
const TELLING_LENGTH = 4;

/**
 * The nearest by edits, where no more than a third of the letters would have to change; else the one word that begins with
 * `word`. `undefined` when neither is there.
 */
export function nearestWord(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const asked = word.toLowerCase();
  const words = [...known];
  let nearest: string | undefined;
  let least = Math.floor(word.length / 3) + 1;
  for (const candidate of words) {
    const distance = editDistance(asked, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  if (nearest !== undefined || word.length < TELLING_LENGTH) return nearest;
  const beginning = words.filter((candidate) => candidate.toLowerCase().startsWith(asked));
  return beginning.length === 1 ? beginning[0] : undefined;
}

/** Letters to insert, remove or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
