/**
 * Lines that people and tools put between records: rules and headings, Markdown fences, HTML quotes, shell prompts. They
 * end the record before them, so that what follows is not taken for its continuation.
 */
import { hasText } from './characters.js';

/**
 * `------` opens the headings of a bugreport (`------ SYSTEM LOG (...) ------`), the durations of dumpsys and Android
 * Studio's `---- PROCESS STARTED (1234) for package x ----`.
 */
const openings = ['------', '```', '~~~', '<blockquote', '</blockquote', '<pre', '</pre', '$ ', '% ', '> adb ', 'C:\\'];

/** Whether a line that fits no layout stands for itself instead of continuing the record before it. */
export function isBanner(bytes: Uint8Array, start: number, end: number): boolean {
  for (const opening of openings) if (hasText(bytes, start, end, opening)) return true;
  return false;
}
