/**
 * Real logs for tests lie beside the repository (`../shared/data/real`) and are never copied into it. Where they are
 * absent the tests that need them are reported as skipped, with this reason in their name; the suite still passes.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const folder = new URL('../../../shared/data/real/', import.meta.url);

const hasRealData: boolean = existsSync(folder);

/** Path of a real log, for code under test that opens files itself. */
export function realDataPath(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

/** The bytes of a real log. Throws when it is absent: call it only inside `describeWithRealData`. */
export function realData(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

/** A `describe` that runs where the real logs are, and is reported as skipped, saying why, where they are not. */
export function describeWithRealData(title: string, body: () => void): void {
  if (hasRealData) describe(title, body);
  else describe.skip(`${title} [not run: the real logs of ../shared/data/real are absent]`, body);
}
