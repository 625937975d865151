/** Bytes of a running logcat as whole lines, and what a line's stamp says. */
const LONGEST_LINE = 16_384;

/** `-v threadtime` with everything that Android can add to it: year, zone, microseconds, uid. */
export const LOG_FORMAT = '-v threadtime -v year -v zone -v usec -v uid';
export const LOG_BUFFERS = '-b main,system,events,crash';

const STAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\.(\d{3})\d* ([+-]\d\d)(\d\d) /;

/** Epoch milliseconds; `undefined` for a line without a stamp (`--------- beginning of main`). */
export function momentOfLine(line: string): number | undefined {
  const [, date = '', time = '', fraction = '', hours = '', minutes = ''] = STAMP.exec(line) ?? [];
  const moment = Date.parse(`${date}T${time}.${fraction}${hours}:${minutes}`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Cuts a stream into lines. What is longer than 16 KiB is cut there; what follows is a line of its own. */
export class LineCutter {
  readonly #decoder = new TextDecoder();
  #rest = '';

  push(chunk: Uint8Array): readonly string[] {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    return lines.map((line) => line.replace(/\r$/, '').slice(0, LONGEST_LINE));
  }
}
