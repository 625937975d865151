/**
 * A `long` record while its message lines come in. Blank lines inside the message stay; those at its end are liblog's
 * separator. The text kept is bounded by `maxRawTextLength`.
 */
import { maxRawTextLength } from '../limits.js';
import type { LogRecord } from '../record.js';
import type { Header } from './header.js';
import { recordOf, sourceLength, textOf, type LinePlace } from './record-builder.js';

export class LongBlock {
  isOpen = false;
  /** The last line was blank: only then a marker or another layout may end the record. */
  endsBlank = false;
  private head: LogRecord | undefined;
  private utf16 = false;
  private lines: string[] = [];
  private length = 0;
  private blanks = 0;
  private byteEnd = 0;

  /** `place` is `undefined` when nobody wants the record: then its lines are only passed over. */
  begin(bytes: Uint8Array, start: number, end: number, header: Header, place: LinePlace | undefined): void {
    this.isOpen = true;
    this.endsBlank = false;
    this.head = undefined;
    if (place === undefined) return;
    this.head = recordOf(bytes, start, end, header, place);
    this.utf16 = place.utf16;
    this.lines = [];
    this.blanks = 0;
    this.length = this.head.provenance.rawText.length;
    this.byteEnd = this.head.provenance.byteEnd;
  }

  /** Takes the next message line; `byteStart` is its position in the source. */
  line(bytes: Uint8Array, start: number, end: number, byteStart: number): void {
    this.endsBlank = start === end;
    if (this.head === undefined || this.length >= maxRawTextLength) return;
    if (this.endsBlank) {
      this.blanks++;
      return;
    }
    for (; this.blanks > 0 && this.length < maxRawTextLength; this.blanks--) this.add('');
    this.add(textOf(bytes, start, end));
    this.byteEnd = byteStart + sourceLength(bytes, start, end, this.utf16);
  }

  private add(line: string): void {
    const kept = line.slice(0, Math.max(0, maxRawTextLength - this.length - 1));
    this.lines.push(kept);
    this.length += kept.length + 1;
  }

  /** Ends the record; `undefined` when none is open or nobody wants it. */
  finish(): LogRecord | undefined {
    const { head } = this;
    this.isOpen = false;
    this.head = undefined;
    if (head === undefined) return undefined;
    const message = this.lines.join('\n');
    const rawText = this.lines.length === 0 ? head.provenance.rawText : `${head.provenance.rawText}\n${message}`;
    return { ...head, message, provenance: { ...head.provenance, byteEnd: this.byteEnd, rawText } };
  }
}
