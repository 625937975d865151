/** bench/RESULTS.md: one part per suite, each replaced by itself. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/set-up.mjs';

const file = path.join(root, 'bench', 'RESULTS.md');
const head = '# Measured figures\n\nWritten by `npm run bench -- --write`; do not edit by hand.\n';
const mark = (name) => `<!-- suite: ${name} -->`;

/** The parts of the file in their order, by suite. */
function parts(text) {
  const found = new Map();
  for (const part of text.split(/^(?=<!-- suite: )/m)) {
    const name = /^<!-- suite: (\w+) -->/.exec(part)?.[1];
    if (name !== undefined) found.set(name, part);
  }
  return found;
}

export function writeSection(name, markdown) {
  const known = existsSync(file) ? parts(readFileSync(file, 'utf8')) : new Map();
  known.set(name, `${mark(name)}\n\n${markdown.trim()}\n`);
  writeFileSync(file, [head, ...known.values()].map((part) => part.trim()).join('\n\n') + '\n');
}
