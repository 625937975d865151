/** What the program's exit code says. */
export const ExitCode = {
  /** Everything observed is as predicted, or there was nothing to compare. */
  asPredicted: 0,
  /** At least one outcome came early, late, not at all, or unpredicted. */
  divergence: 1,
  /** The command line is wrong. */
  usage: 2,
  /** An input cannot be read, or holds no log. */
  unreadable: 3,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** An error for the person at the terminal: what happened, and what to do. */
export class CommandError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}

export const usageError = (message: string): CommandError => new CommandError(ExitCode.usage, message);
export const unreadable = (message: string): CommandError => new CommandError(ExitCode.unreadable, message);
