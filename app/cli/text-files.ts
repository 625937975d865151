/** Files that a person writes (scenarios, policies): their text, and their mistakes as lines for the terminal. */
import { readFileSync } from 'node:fs';
import type { ScenarioError } from '../../engine/scenario/scenario.js';
import { visibleText } from '../lab/reports/visible-text.js';
import { unreadable, type CommandError } from './exit-codes.js';
import { fileProblem } from './file-problems.js';

/** Throws a `CommandError` that names the file when it cannot be read. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${fileProblem(error)}`);
  }
}

/** One slip of the pen may look like ninety mistakes. */
const MOST_MISTAKES = 5;

/** The first mistakes with file, line and column. `what`: what the file was meant to be, for the first line. */
export function mistakesError(file: string, what: string, mistakes: readonly ScenarioError[]): CommandError {
  const lines = mistakes.slice(0, MOST_MISTAKES).map(({ line, column, path, message }) => {
    const place = path === '' ? '' : `${path}: `;
    return visibleText(`${file}:${line}:${column}: ${place}${message}`);
  });
  const left = mistakes.length - lines.length;
  if (left > 0) lines.push(`and ${left} more ${left === 1 ? 'mistake' : 'mistakes'}`);
  return unreadable(`${file} is no ${what}.\n${lines.join('\n')}`);
}
