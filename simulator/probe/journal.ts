import type { AppContext } from '../apps/app-code.js';
import { JournalRing } from './journal-ring.js';

const PROBE_TAG = 'CurfewProbe';
export const JOURNAL_SCHEMA = 'probe-journal/1';
const LONGEST_TEXT = 400;

/** What a line says beside its head; undefined is left out. */
export type Members = Readonly<Record<string, number | boolean | string | undefined>>;

/** `probe-journal/1` of one process: each line to logcat and to a file (native-probe-apk/journal.schema.json). */
export class Journal {
  readonly #ring: JournalRing;
  readonly #origin: string;
  #seq: number;

  constructor(private readonly context: AppContext) {
    const { packageName, processName, pid, uid, bootId, files } = context;
    const colon = processName.indexOf(':');
    const name = colon < 0 ? 'main' : processName.slice(colon + 1);
    this.#ring = new JournalRing(files, `/data/data/${packageName}/files/journal/${name}`, uid);
    this.#origin = `,"uid":${uid},"pid":${pid},"process":${quoted(processName)},"boot":${quoted(bootId)}`;
    this.#seq = this.#ring.lastSeq();
  }

  /** `run`: that asked for what is observed. */
  write(event: string, run: string | undefined, members: Members = {}): void {
    this.#seq += 1;
    const { uptime, elapsed, wall } = this.context;
    const clocks = `,"up":${uptime()},"elapsed":${elapsed()},"wall":${wall()}`;
    const rest = Object.entries({ run, event, ...members }).flatMap(([name, value]) =>
      value === undefined ? [] : [`,"${name}":${typeof value === 'string' ? quoted(value) : value}`],
    );
    const line = `{"v":1,"seq":${this.#seq}${clocks}${this.#origin}${rest.join('')}}`;
    this.context.log('I', PROBE_TAG, line);
    if (this.#ring.append(this.#seq, `${line}\n`)) return;
    this.context.log('E', PROBE_TAG, 'the journal cannot be written: java.io.IOException: No space left on device');
  }
}

/** As JSON, in ASCII alone, cut at 400 characters. */
function quoted(text: string): string {
  const escaped = text.slice(0, LONGEST_TEXT).replace(/["\\]|[^ -~]/g, (letter) => {
    if (letter === '"' || letter === '\\') return `\\${letter}`;
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
