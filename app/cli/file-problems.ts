/** Why a file cannot be read or written, in words where they are common; else as the system says it. */
const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file.',
  ENOTDIR: 'a part of its path is no folder.',
  EEXIST: 'a part of its path is no folder.',
  EACCES: 'permission denied.',
  EPERM: 'permission denied.',
  EISDIR: 'it is a folder.',
  ENOSPC: 'the disk is full.',
  EROFS: 'the disk is read-only.',
  EMFILE: 'too many files are open.',
};

/** Half a sentence with its full stop, to stand behind "FILE cannot be read: ". */
export function fileProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return words[code] ?? error.message;
}
