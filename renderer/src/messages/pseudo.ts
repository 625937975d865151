const accents: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  y: 'ý',
  A: 'Á',
  E: 'É',
  O: 'Ó',
};

const pad = (text: string): string => text.replace(/[aeiouyAEO]/g, (letter) => accents[letter] ?? letter);

/** Text outside braces gets accents; placeholders and plurals stay as they are. A third longer, in brackets. */
export function pseudo(text: string): string {
  let depth = 0;
  let letters = 0;
  let result = '';
  for (const letter of text) {
    if (letter === '{') depth += 1;
    if (depth === 0) letters += 1;
    result += depth === 0 ? pad(letter) : letter;
    if (letter === '}') depth -= 1;
  }
  return `[${result}${filler(Math.ceil(letters / 3))}]`;
}

/** In words, so that it breaks where a language would. */
const filler = (length: number): string => '~~~~ '.repeat(Math.ceil(length / 5)).slice(0, length);
