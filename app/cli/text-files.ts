/** Files that a person writes (scenarios, policies): their text, and their mistakes as lines for the terminal. */
import { readFileSync } from 'node:fs';
import type { ScenarioError } from '../../engine/scenario/scenario.js';
import { visibleText } from '../lab/reports/visible-text.js';
import { unreadable, type CommandError } from './exit-codes.js';

/** Throws a `CommandError` that names the file when it cannot be read. */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Every mistake with file, line and column. `what`: what the file was meant to be, for the first line. */
export function mistakesError(file: string, what: string, mistakes: readonly ScenarioError[]): CommandError {
  const lines = mistakes.map(({ line, column, path, message }) => {
    const place = path === '' ? '' : `${path}: `;
    return visibleText(`${file}:${line}:${column}: ${place}${message}`);
  });
  return unreadable(`${file} is no ${what}.\n${lines.join('\n')}`);
}
