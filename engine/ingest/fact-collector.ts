/** Records in, facts out: asks the recognisers what each record says, and keeps what they answer with its proof. */
import type { Fact, FactBody } from './fact.js';
import { CrashCollector } from './recognise/crash-collector.js';
import { recognise, wantedTags } from './recognise/recognise.js';
import { TagSet } from './logcat-text/tag-set.js';
import type { LogRecord } from './record.js';

/** The tags that mean something; built once, because building it costs more than a small file. */
export const meaningfulTags = new TagSet(wantedTags);

const EVENT_TAG = /^[a-z]+(?:_[a-z]+)+$/;

export class FactCollector {
  readonly facts: Fact[] = [];
  readonly #crashes = new CrashCollector();
  #last: LogRecord | undefined;

  record(record: LogRecord): void {
    this.#last = record;
    this.#keep(record, recognise(record));
    this.#keep(record, this.#crashes.feed(record));
  }

  /** A line without a header after a record: the rest of a stack trace. */
  continuation(text: string): void {
    if (this.#last !== undefined) this.#keep(this.#last, this.#crashes.continuation(text));
  }

  finish(): void {
    for (const { record, body } of this.#crashes.finish()) this.#keep(record, [body]);
  }

  #keep(record: LogRecord, bodies: readonly FactBody[]): void {
    if (bodies.length === 0) return;
    const { stamp, writer, provenance, tag } = record;
    // Merged output does not name the buffer; the tags of the event log tell it (`am_proc_start`, `battery_level`).
    const channel = provenance.buffer === 'events' || EVENT_TAG.test(tag.trim()) ? 'event-log' : 'log';
    for (const body of bodies) {
      // logd folded lines that say the same: nothing was lost, and some logs hold tens of thousands of these.
      if (body.kind === 'lines-lost' && body.identical) continue;
      this.facts.push({ ...body, stamp, writer, provenance, channel });
    }
  }
}
