/** What Node says when a file cannot be had. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
