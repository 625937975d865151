/**
 * Reads logcat text line by line: which layout, which buffer, whose record. Lines whose tag nobody wants are checked,
 * counted and thrown away without making an object or a string.
 *
 *     line ──► layout of the line before? ──► other layouts? ──► marker? banner? ──► continuation of the record before
 *
 * Any line may be hostile or torn; every line is counted as exactly one of: record, continuation, marker, unknown, blank.
 */
import type { LogBuffer, LogRecord } from '../record.js';
import type { Diagnostic } from '../sink.js';
import { isBanner } from './banners.js';
import { BufferTracker, parseBufferMarker, type BufferMarker } from './buffer-markers.js';
import { SPACE } from './characters.js';
import { ClockSteps } from './clock-steps.js';
import { Clock, Header } from './header.js';
import { Layout, NO_LAYOUT, parseStrongLayout } from './layouts.js';
import { visibleEnd, visibleStart } from './line-edges.js';
import { LongBlock } from './long-block.js';
import { recordOf, textOf, type LinePlace } from './record-builder.js';
import { LogcatStatsCounter, type LogcatTextStats } from './stats.js';
import { parseStamp } from './stamp.js';
import { parseTag } from './tag.js';
import type { TagFilter } from './tag-set.js';
import { parseThreadtime } from './threadtime.js';
import { UndecidedLines } from './undecided-lines.js';

export interface RecordSink {
  record(record: LogRecord): void;
  /**
   * A line without a header after a wanted record: the rest of a stack trace (Android Studio), or of a hard-wrapped line.
   * Not called for `long`, whose message lines are part of the record. `text` is cut at `maxRawTextLength`.
   */
  continuation?(text: string, lineNumber: number): void;
}

export interface LogcatTextOptions {
  /** Index into the sources of the ingest, for provenance. */
  readonly source: number;
  readonly sink: RecordSink;
  readonly wanted: TagFilter;
  /** Default: `unknown`. */
  readonly buffer?: LogBuffer;
  /** The lines come from UTF-16: byte ranges are counted in the source. Default: false. */
  readonly utf16?: boolean;
  /** Whether a file without any stronger layout may be read as `-v tag`. Default: true. */
  readonly tagLayout?: boolean;
}

export class LogcatTextReader {
  private readonly source: number;
  private readonly sink: RecordSink;
  private readonly wanted: TagFilter;
  private readonly utf16: boolean;
  private readonly header = new Header();
  private readonly clock = new ClockSteps();
  private readonly counter = new LogcatStatsCounter();
  private tracker: BufferTracker;
  private recordsBeforeMarker = false;
  /** Layout of the last record. */
  private sticky: number = NO_LAYOUT;
  private hasPrevious = false;
  private previousIsWanted = false;
  private readonly longBlock = new LongBlock();
  /** Present until it is decided whether the file has a strong layout. */
  private undecided: UndecidedLines | undefined;
  private readsTagLayout = false;

  constructor(options: LogcatTextOptions) {
    this.source = options.source;
    this.sink = options.sink;
    this.wanted = options.wanted;
    this.utf16 = options.utf16 ?? false;
    this.tracker = new BufferTracker(options.buffer ?? 'unknown');
    this.undecided = (options.tagLayout ?? true) ? new UndecidedLines() : undefined;
  }

  /**
   * The buffer of the next record, as far as it is proved. Set it where a section begins whose buffer the caller knows:
   * earlier markers are forgotten, and the clock may begin anew without a step.
   */
  get buffer(): LogBuffer {
    return this.tracker.current;
  }

  set buffer(buffer: LogBuffer) {
    if (this.counter.lines > 0) this.decide(false);
    this.endLongBlock();
    this.tracker = new BufferTracker(buffer);
    this.clock.restart();
    this.recordsBeforeMarker = false;
    this.hasPrevious = false;
    this.previousIsWanted = false;
  }

  /** Reads the line `bytes[start, end)`, without its line end. `bytes` is not kept. `byteStart`: its place in the source. */
  line(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): void {
    this.counter.lines++;
    if (this.sticky === Layout.threadtime && parseThreadtime(bytes, start, end, this.header)) {
      this.record(Layout.threadtime, bytes, start, end, lineNumber, byteStart);
      return;
    }
    this.lineOfOtherLayout(bytes, start, end, lineNumber, byteStart);
  }

  /** Ends the last record. Call it once, after the last line. */
  finish(): void {
    this.decide(false);
    this.endLongBlock();
  }

  /** Complete after `finish()`: until then the first lines may be held back and the last `long` record be open. */
  stats(): LogcatTextStats {
    return this.counter.stats(this.clock);
  }

  diagnostics(): Diagnostic[] {
    return this.counter.diagnostics(this.source);
  }

  private record(
    layout: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    lineNumber: number,
    byteStart: number,
  ): void {
    const { header } = this;
    this.counter.linesByLayout[layout]!++;
    this.clock.next(header.clock, header.ms, header.zoneMinutes, lineNumber);
    this.hasPrevious = true;
    this.recordsBeforeMarker = true;
    const isWanted = this.wanted.has(bytes, header.tagStart, header.tagEnd);
    this.previousIsWanted = isWanted;
    if (isWanted) this.sink.record(recordOf(bytes, start, end, header, this.place(lineNumber, byteStart)));
  }

  private place(line: number, byteStart: number): LinePlace {
    return { source: this.source, line, byteStart, buffer: this.tracker.current, utf16: this.utf16 };
  }

  private lineOfOtherLayout(
    bytes: Uint8Array,
    start: number,
    end: number,
    lineNumber: number,
    byteStart: number,
  ): void {
    if (this.longBlock.isOpen) {
      if (this.isMessageOfLong(bytes, start, end)) {
        if (start === end) this.counter.blank++;
        else this.counter.continuations++;
        this.longBlock.line(bytes, start, end, byteStart);
        return;
      }
      this.endLongBlock();
    }
    if (this.undecided !== undefined) this.undecidedLine(this.undecided, bytes, start, end, lineNumber, byteStart);
    else this.decidedLine(bytes, start, end, lineNumber, byteStart);
  }

  private undecidedLine(
    undecided: UndecidedLines,
    bytes: Uint8Array,
    start: number,
    end: number,
    lineNumber: number,
    byteStart: number,
  ): void {
    if (this.strongLayout(bytes, start, end) !== NO_LAYOUT) {
      this.decide(true);
      this.decidedLine(bytes, start, end, lineNumber, byteStart);
    } else if (!undecided.hold(bytes, start, end, lineNumber, byteStart)) {
      this.decide(false);
    }
  }

  /** Ends the time of doubt about the first lines and reads them. */
  private decide(foundStrongLayout: boolean): void {
    const { undecided } = this;
    if (undecided === undefined) return;
    this.undecided = undefined;
    this.readsTagLayout = !foundStrongLayout && undecided.looksLikeTagLayout();
    undecided.release((bytes, start, end, lineNumber, byteStart) => {
      this.decidedLine(bytes, start, end, lineNumber, byteStart);
    });
  }

  private decidedLine(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): void {
    if (start === end) {
      this.counter.blank++;
      return;
    }
    const layout = this.strongLayout(bytes, start, end);
    if (layout !== NO_LAYOUT) {
      this.readsTagLayout = false;
      this.sticky = layout;
      if (layout === Layout.long) this.beginLongBlock(bytes, start, end, lineNumber, byteStart);
      else this.record(layout, bytes, start, end, lineNumber, byteStart);
      return;
    }
    const marker = this.isIndentedInStudio(bytes, start) ? undefined : parseBufferMarker(bytes, start, end);
    if (marker !== undefined) this.marker(marker, lineNumber);
    else if (this.readsTagLayout && parseTag(bytes, start, end, this.header)) {
      this.sticky = Layout.tag;
      this.record(Layout.tag, bytes, start, end, lineNumber, byteStart);
    } else this.lineWithoutHeader(bytes, start, end, lineNumber);
  }

  /** Layout of the line, with what stands around it left out when only that is in the way. Fills the header. */
  private strongLayout(bytes: Uint8Array, start: number, end: number): number {
    if (this.isIndentedInStudio(bytes, start)) return NO_LAYOUT;
    const layout = parseStrongLayout(bytes, start, end, this.header, this.sticky);
    if (layout !== NO_LAYOUT) return layout;
    const from = visibleStart(bytes, start, end);
    if (from === start || from === end) return NO_LAYOUT;
    return parseStrongLayout(bytes, from, visibleEnd(bytes, from, end), this.header, this.sticky);
  }

  /** Android Studio indents what continues a message; the text there may look like anything, a record of the system too. */
  private isIndentedInStudio(bytes: Uint8Array, start: number): boolean {
    if (this.sticky !== Layout.androidStudio && this.sticky !== Layout.androidStudioClassic) return false;
    return this.hasPrevious && bytes[start]! <= SPACE;
  }

  private marker(marker: BufferMarker, lineNumber: number): void {
    this.counter.marker(marker.buffer, lineNumber);
    this.tracker.marker(marker, this.recordsBeforeMarker);
    this.hasPrevious = false;
    this.previousIsWanted = false;
  }

  private lineWithoutHeader(bytes: Uint8Array, start: number, end: number, lineNumber: number): void {
    const standsAlone = isBanner(bytes, start, end) || this.isTornHeader(bytes, start, end);
    if (this.hasPrevious && !standsAlone) {
      this.counter.continuations++;
      if (this.previousIsWanted) this.sink.continuation?.(textOf(bytes, start, end), lineNumber);
      return;
    }
    this.hasPrevious = false;
    this.previousIsWanted = false;
    this.counter.unknownLine(bytes, start, end, lineNumber);
  }

  /** A date and no layout behind it. A bare number (`0.123 ms`) is no sign of a header. */
  private isTornHeader(bytes: Uint8Array, start: number, end: number): boolean {
    if (parseStamp(bytes, start, end, this.header) < 0) return false;
    return this.header.clock === Clock.yearLess || this.header.clock === Clock.local;
  }

  /** In `long` only the next header ends a message; after a blank line also a marker or a line of another layout. */
  private isMessageOfLong(bytes: Uint8Array, start: number, end: number): boolean {
    if (start === end) return true;
    if (!this.longBlock.endsBlank) return this.strongLayout(bytes, start, end) !== Layout.long;
    if (parseBufferMarker(bytes, start, end) !== undefined || isBanner(bytes, start, end)) return false;
    return this.strongLayout(bytes, start, end) === NO_LAYOUT;
  }

  private beginLongBlock(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): void {
    const { header } = this;
    this.counter.linesByLayout[Layout.long]!++;
    this.clock.next(header.clock, header.ms, header.zoneMinutes, lineNumber);
    this.hasPrevious = true;
    this.recordsBeforeMarker = true;
    this.previousIsWanted = false;
    const isWanted = this.wanted.has(bytes, header.tagStart, header.tagEnd);
    const place = isWanted ? this.place(lineNumber, byteStart) : undefined;
    this.longBlock.begin(bytes, start, end, header, place);
  }

  private endLongBlock(): void {
    const record = this.longBlock.finish();
    if (record !== undefined) this.sink.record(record);
  }
}
