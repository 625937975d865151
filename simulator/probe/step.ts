/** One thing to do: `[MILLISECONDS:]ACTION[=VALUE]`. Mistakes are refused in Java's words, as the probe writes them. */
export interface Step {
  /** Uptime since the beginning of the script. */
  readonly afterMs: number;
  readonly action: string;
  readonly value: string;
}

/** What Java throws at a text that cannot be read; the message is `Throwable.toString()`. */
export class UnreadableText extends Error {}

export function parseSteps(text: string): readonly Step[] {
  return text.split(',').flatMap((part) => (part === '' ? [] : [parseStep(part)]));
}

function parseStep(text: string): Step {
  const equals = text.indexOf('=');
  const before = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? '' : text.slice(equals + 1);
  const colon = before.indexOf(':');
  const afterMs = colon < 0 ? 0 : wholeNumber(before.slice(0, colon));
  if (afterMs < 0) {
    throw new UnreadableText(`java.lang.IllegalArgumentException: a time before the beginning: ${text}`);
  }
  return { afterMs, action: before.slice(colon + 1), value };
}

/** `Long.parseLong` */
export function wholeNumber(text: string): number {
  if (/^[+-]?[0-9]{1,15}$/.test(text)) return Number(text);
  throw new UnreadableText(`java.lang.NumberFormatException: For input string: "${text}"`);
}

export function printedStep({ afterMs, action, value }: Step): string {
  return `${afterMs === 0 ? '' : `${afterMs}:`}${action}${value === '' ? '' : `=${value}`}`;
}
