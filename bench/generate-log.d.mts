/** The lines of a threadtime log, the same for the same arguments. */
export function logLines(count: number, seed?: number): Generator<string>;
/** Writes such a log with bounded memory. Resolves to its size in bytes. */
export function generateLog(path: string, count: number, seed?: number): Promise<number>;
