/**
 * What was written of imported logs, for as long as the window lives, whatever page is shown: the store lists files of runs alone.
 * By the analysis.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { WrittenReport } from '../../../../app/api/contract.js';

const written = new SvelteMap<string, readonly WrittenReport[]>();

export function writtenHere(analysis: string): readonly WrittenReport[] {
  return written.get(analysis) ?? [];
}

/** A file that was written again is listed once, as it is now. */
export function rememberWritten(analysis: string, files: readonly WrittenReport[]): void {
  const others = writtenHere(analysis).filter(({ path }) => files.every((file) => file.path !== path));
  written.set(analysis, [...others, ...files]);
}
