/** Command lines, parsed strictly: an unknown option is an error with the word that was not understood. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { usageError } from './exit-codes.js';

type Options = NonNullable<ParseArgsConfig['options']>;

export function parseCommandLine<O extends Options>(
  args: readonly string[],
  options: O,
): { readonly values: ReturnType<typeof parseArgs<{ options: O }>>['values']; readonly files: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values, files: positionals };
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : String(error));
  }
}
