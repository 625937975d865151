import type { SimulatedDevice } from '../device/simulated-device.js';
import type { ProcessContext } from '../shell/process-io.js';

/** What a command may use. `out` and `err` are false when nobody reads any more. */
export interface CommandContext extends ProcessContext {
  readonly device: SimulatedDevice;
  readonly args: readonly string[];
}

/** A command of the device: returns its exit code. */
export type Command = (context: CommandContext) => Promise<number> | number;

/** What a command that only prints has printed. */
export class Printed {
  stdout = '';
  stderr = '';

  out(text: string): void {
    this.stdout += `${text}\n`;
  }

  err(text: string): void {
    this.stderr += `${text}\n`;
  }
}

/** A command that reads no input and prints when it is done. */
export type PrintingCommand = (device: SimulatedDevice, args: readonly string[], printed: Printed) => number;

export function printing(command: PrintingCommand): Command {
  return async ({ device, args, stdout, stderr }) => {
    const printed = new Printed();
    const code = command(device, args, printed);
    if (printed.stdout !== '') await stdout(printed.stdout);
    if (printed.stderr !== '') await stderr(printed.stderr);
    return code;
  };
}

/** The value behind an option, and what is left: `--user 0 a b` → `0`, `a b`. */
export function takeOption(
  args: readonly string[],
  ...names: readonly string[]
): { readonly value: string | undefined; readonly rest: readonly string[] } {
  const at = args.findIndex((argument) => names.includes(argument));
  if (at < 0) return { value: undefined, rest: args };
  return { value: args[at + 1] ?? '', rest: [...args.slice(0, at), ...args.slice(at + 2)] };
}

/** What Java services print when a command throws. */
export function javaException(printed: Printed, verb: string, exception: string, frame: string): number {
  printed.err(`\nException occurred while executing '${verb}':\n${exception}\n\tat ${frame}`);
  return 255;
}
