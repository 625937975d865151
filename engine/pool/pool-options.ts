/** How large a pool and its workers may be. */
import { invariant } from '../result.js';

/** MiB: room for the columns of some ten million events. */
const DEFAULT_MEMORY_MB = 512;
const LEAST_MEMORY_MB = 32;
export const MOST_WORKERS = 64;

const MEBIBYTE = 1 << 20;

export function memoryMbOf(memoryMb: number = DEFAULT_MEMORY_MB): number {
  invariant(memoryMb >= LEAST_MEMORY_MB, `a worker needs at least ${LEAST_MEMORY_MB} MiB`);
  return memoryMb;
}

export function memoryBytesOf(memoryMb?: number): number {
  return memoryMbOf(memoryMb) * MEBIBYTE;
}
