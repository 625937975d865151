/**
 * Reads `logcat -B` (binary logger entries, versions 1 to 4) pushed in chunks, and gives records like those of text.
 *
 * A record is believed when its header is possible, its payload has the right shape, and another possible header (or the
 * end) follows. Where that fails the reader goes on byte by byte to the next record that stands all three tests.
 */
import { maxDiagnosticKinds, maxRawTextLength } from '../limits.js';
import type { LogBuffer, LogLevel, LogRecord, Stamp } from '../record.js';
import type { Diagnostic } from '../sink.js';
import { renderEventValue } from './event-payload.js';
import { eventTagNames } from './event-tags.js';
import {
  entryLength,
  headerLength,
  isEventPayload,
  logIdOf,
  minHeaderLength,
  NEEDS_MORE,
  NOT_AN_ENTRY,
  textTagEnd,
  u32,
  uidOf,
} from './logger-entry.js';
import { CarriageReturnRemover, isTtyDamaged } from './tty-damage.js';

export interface LogcatBinaryOptions {
  /** Index into the sources of the ingest. */
  readonly source: number;
  readonly record: (record: LogRecord) => void;
  /** Whether records with this tag (UTF-8 bytes `start`..`end`) are to be delivered. Default: all. */
  readonly wantsTag?: (bytes: Uint8Array, start: number, end: number) => boolean;
}

export interface LogcatBinaryStats {
  readonly layout: 'binary v1' | 'binary v2/v3' | 'binary v4' | 'binary';
  /** Entries read, delivered or not. */
  readonly entries: number;
  readonly records: number;
  readonly skippedBytes: number;
  /** The stream had gone through a terminal; byte offsets count the restored bytes. */
  readonly wasTtyDamaged: boolean;
  readonly first: Stamp | undefined;
  readonly last: Stamp | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const levels: readonly LogLevel[] = ['?', '?', 'V', 'D', 'I', 'W', 'E', 'F', '?'];
const buffers: readonly LogBuffer[] = ['main', 'radio', 'events', 'system', 'crash', 'unknown', 'unknown', 'kernel'];
/** The longest header: so many bytes behind an entry must be there before it is judged. */
const lookAhead = 28;
/** So much is held back at first, to tell whether a terminal has damaged the stream. */
const headSize = 16 * 1024;
const pieceSize = 1 << 20;
const maxLinesOfMessage = 4096;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

/** Whether a file begins like a binary log, damaged by a terminal or not. Wants the first 64 bytes, better some KiB. */
export function looksBinary(firstBytes: Uint8Array): boolean {
  const restored = isTtyDamaged(firstBytes) ? new CarriageReturnRemover().restore(firstBytes) : firstBytes;
  const length = entryLength(restored, 0, restored.length);
  if (length <= 0) return false;
  const from = headerLength(restored, 0);
  const end = Math.min(length, restored.length);
  if (!hasReadablePayload(restored, 0, from, end)) return false;
  return length + minHeaderLength > restored.length || entryLength(restored, length, restored.length) !== NOT_AN_ENTRY;
}

function hasReadablePayload(bytes: Uint8Array, at: number, from: number, end: number): boolean {
  return isEventPayload(bytes, from, end, logIdOf(bytes, at, from - at)) || textTagEnd(bytes, from, end) >= 0;
}

export class LogcatBinaryReader {
  private head: Uint8Array | undefined = nothing;
  private tail: Uint8Array = nothing;
  private remover: CarriageReturnRemover | undefined;
  /** Position in the stream of the first byte of what `consume` is given. */
  private base = 0;
  private lost = false;
  private lostFrom = 0;
  private entries = 0;
  private records = 0;
  private skippedBytes = 0;
  private readonly headerCounts = new Map<number, number>();
  private first: Stamp | undefined;
  private lastSeconds = 0;
  private lastNanos = 0;
  private readonly wantedEvents = new Map<number, boolean>();
  private readonly diagnosticsByWhat = new Map<string, { count: number; first: Diagnostic['first'] }>();

  constructor(private readonly options: LogcatBinaryOptions) {}

  push(chunk: Uint8Array): void {
    if (this.head === undefined) {
      this.take(chunk);
      return;
    }
    // The beginning is held back until it is long enough to tell whether a terminal has damaged it.
    this.head = concat(this.head, chunk);
    if (this.head.length >= headSize) this.decideDamage();
  }

  finish(): void {
    this.decideDamage();
    if (this.remover !== undefined) this.advance(this.remover.finish(), false);
    this.advance(nothing, true);
    this.endDamage(this.base);
  }

  stats(): LogcatBinaryStats {
    const most = [...this.headerCounts].sort((a, b) => b[1] - a[1])[0]?.[0];
    const layouts = { 20: 'binary v1', 24: 'binary v2/v3', 28: 'binary v4' } as const;
    return {
      layout: most === 20 || most === 24 || most === 28 ? layouts[most] : 'binary',
      entries: this.entries,
      records: this.records,
      skippedBytes: this.skippedBytes,
      wasTtyDamaged: this.remover !== undefined,
      first: this.first,
      last: this.entries === 0 ? undefined : stampOf(this.lastSeconds, this.lastNanos),
      diagnostics: [...this.diagnosticsByWhat].map(([what, { count, first }]) => ({ what, count, first })),
    };
  }

  private decideDamage(): void {
    const head = this.head;
    if (head === undefined) return;
    this.head = undefined;
    if (isTtyDamaged(head.subarray(0, headSize))) {
      this.remover = new CarriageReturnRemover();
      this.diagnose('line ends were changed by a terminal and have been restored', '');
    }
    this.take(head);
  }

  private take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += pieceSize) {
      const piece = chunk.subarray(at, at + pieceSize);
      this.advance(this.remover === undefined ? piece : this.remover.restore(piece), false);
    }
  }

  private advance(piece: Uint8Array, final: boolean): void {
    const bytes = this.tail.length === 0 ? piece : concat(this.tail, piece);
    const used = this.consume(bytes, final);
    this.base += used;
    // A copy, because the pusher may fill its chunk again.
    this.tail = used === bytes.length ? nothing : bytes.slice(used);
  }

  /** Reads entries from the beginning of `bytes`; the result is how many bytes are done with. */
  private consume(bytes: Uint8Array, final: boolean): number {
    const to = bytes.length;
    let at = 0;
    while (at < to) {
      const length = entryLength(bytes, at, to);
      if (length === NOT_AN_ENTRY) {
        at = this.lose(at, at + 1);
        continue;
      }
      const next = at + length;
      if (length === NEEDS_MORE || next + lookAhead > to) {
        if (!final) return at;
        if (length === NEEDS_MORE) return this.lose(at, to);
      }
      const done = this.lost ? this.readFound(bytes, at, next) : this.readNext(bytes, at, next, final);
      if (done === NEEDS_MORE) return at;
      at = done;
    }
    return at;
  }

  /** Reads the entry at `at`, which follows another one. The result is where to go on, or `NEEDS_MORE`. */
  private readNext(bytes: Uint8Array, at: number, next: number, final: boolean): number {
    const to = bytes.length;
    if (next <= to && this.isFollowed(bytes, next, to)) {
      this.readEntry(bytes, at, next);
      return next;
    }
    // Nothing follows: either its length is wrong, and an entry lies inside it, or the damage lies behind it.
    const end = Math.min(next, to);
    const inside = this.findEntry(bytes, at + 1, end, final);
    if (inside === NEEDS_MORE) return NEEDS_MORE;
    if (inside < end) return this.lose(at, inside);
    if (next > to) return this.lose(at, to);
    return this.readEntry(bytes, at, next) ? next : this.lose(at, at + 1);
  }

  /** Reads the entry at `at`, which stands behind damage, if it passes all tests. */
  private readFound(bytes: Uint8Array, at: number, next: number): number {
    const to = bytes.length;
    const isWhole = next <= to && this.isFollowed(bytes, next, to);
    if (!isWhole || !hasReadablePayload(bytes, at, at + headerLength(bytes, at), next)) return this.lose(at, at + 1);
    this.endDamage(this.base + at);
    this.readEntry(bytes, at, next);
    return next;
  }

  private isFollowed(bytes: Uint8Array, next: number, to: number): boolean {
    return to - next < minHeaderLength || entryLength(bytes, next, to) !== NOT_AN_ENTRY;
  }

  /**
   * The first place in `from`..`until` where an entry stands all tests: then the length of the one before was wrong.
   * `until` when there is none, `NEEDS_MORE` when the bytes end too early to tell.
   */
  private findEntry(bytes: Uint8Array, from: number, until: number, final: boolean): number {
    const to = bytes.length;
    for (let at = from; at < until; at++) {
      const length = entryLength(bytes, at, to);
      if (length === NOT_AN_ENTRY) continue;
      const next = at + length;
      if (length === NEEDS_MORE || next + lookAhead > to) {
        if (!final) return NEEDS_MORE;
        if (length === NEEDS_MORE || next > to) continue;
      }
      const payload = at + headerLength(bytes, at);
      if (this.isFollowed(bytes, next, to) && hasReadablePayload(bytes, at, payload, next)) return at;
    }
    return until;
  }

  private lose(from: number, until: number): number {
    if (!this.lost) this.lostFrom = this.base + from;
    this.lost = true;
    this.skippedBytes += until - from;
    return until;
  }

  private endDamage(position: number): void {
    if (!this.lost) return;
    this.lost = false;
    this.diagnose('a damaged or cut-off entry was skipped', `bytes ${this.lostFrom} to ${position}`);
  }

  /** Delivers the entry when its tag is wanted. False when the payload is unreadable. */
  private readEntry(bytes: Uint8Array, at: number, next: number): boolean {
    const header = headerLength(bytes, at);
    const from = at + header;
    const logId = logIdOf(bytes, at, header);
    const isEvent = isEventPayload(bytes, from, next, logId);
    const tagEnd = isEvent ? 0 : textTagEnd(bytes, from, next);
    if (tagEnd < 0) {
      this.diagnose('an entry without a readable payload', `at byte ${this.base + at}`);
      return false;
    }
    this.countEntry(bytes, at, header);
    if (isEvent) this.readEvent(bytes, at, next, header, logId);
    else if (this.options.wantsTag?.(bytes, from + 1, tagEnd) ?? true) {
      this.deliverText(bytes, at, next, header, logId, tagEnd);
    }
    return true;
  }

  private countEntry(bytes: Uint8Array, at: number, header: number): void {
    this.entries++;
    this.lastSeconds = u32(bytes, at + 12);
    this.lastNanos = u32(bytes, at + 16);
    if (this.first === undefined || this.entries < 1000) {
      this.first ??= stampOf(this.lastSeconds, this.lastNanos);
      this.headerCounts.set(header, (this.headerCounts.get(header) ?? 0) + 1);
    }
  }

  private readEvent(bytes: Uint8Array, at: number, next: number, header: number, logId: number): void {
    const tag = u32(bytes, at + header);
    if (!this.wantsEvent(tag)) return;
    const message = renderEventValue(bytes, at + header + 4, next);
    if (message === undefined) {
      this.diagnose('an event with a damaged value', `at byte ${this.base + at}`);
      return;
    }
    const name = eventTagNames.get(tag) ?? String(tag);
    this.deliver(bytes, at, next, header, logId < 0 ? 2 : logId, 'I', name, message);
  }

  private wantsEvent(tag: number): boolean {
    const wantsTag = this.options.wantsTag;
    if (wantsTag === undefined) return true;
    const known = this.wantedEvents.get(tag);
    if (known !== undefined) return known;
    const name = encoder.encode(eventTagNames.get(tag) ?? String(tag));
    const wanted = wantsTag(name, 0, name.length);
    // Only the numbers of the table are remembered: a hostile log may hold any number.
    if (eventTagNames.has(tag)) this.wantedEvents.set(tag, wanted);
    return wanted;
  }

  private deliverText(
    bytes: Uint8Array,
    at: number,
    next: number,
    header: number,
    logId: number,
    tagEnd: number,
  ): void {
    const from = at + header;
    let end = next;
    while (end > tagEnd + 1 && bytes[end - 1] === 0) end--;
    // Tag, NUL and message in one go: a call of the decoder costs more than the characters of a line.
    const text = decoder.decode(bytes.subarray(from + 1, end));
    const tagLength = text.indexOf('\0');
    const tag = tagLength < 0 ? text : text.slice(0, tagLength);
    const message = tagLength < 0 ? '' : text.slice(tagLength + 1);
    const level = levels[bytes[from]!] ?? '?';
    if (!message.includes('\n')) {
      this.deliver(bytes, at, next, header, logId, level, tag, message);
      return;
    }
    // As `logcat` prints it: each line of a message is a record of its own.
    const lines = message.replace(/\n$/, '').split('\n', maxLinesOfMessage);
    for (const line of lines) this.deliver(bytes, at, next, header, logId, level, tag, line);
  }

  private deliver(
    bytes: Uint8Array,
    at: number,
    next: number,
    header: number,
    logId: number,
    level: LogLevel,
    tag: string,
    message: string,
  ): void {
    this.records++;
    const pid = u32(bytes, at + 4);
    const tid = u32(bytes, at + 8);
    const whole = `${level} ${tag}: ${message}`;
    const rawText = whole.length > maxRawTextLength ? whole.slice(0, maxRawTextLength) : whole;
    this.options.record({
      stamp: stampOf(u32(bytes, at + 12), u32(bytes, at + 16)),
      writer: { uid: uidOf(bytes, at, header), pid, tid },
      level,
      tag,
      message,
      provenance: {
        source: this.options.source,
        line: this.entries,
        byteStart: this.base + at,
        byteEnd: this.base + next,
        buffer: buffers[logId] ?? 'unknown',
        rawText,
      },
    });
  }

  private diagnose(what: string, text: string): void {
    const known = this.diagnosticsByWhat.get(what);
    if (known !== undefined) known.count++;
    else if (this.diagnosticsByWhat.size < maxDiagnosticKinds) {
      const first = { source: this.options.source, line: this.entries + 1, text };
      this.diagnosticsByWhat.set(what, { count: 1, first });
    }
  }
}

function stampOf(seconds: number, nanos: number): Stamp {
  return { clock: 'epoch', epochMs: seconds * 1000 + nanos / 1e6 };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
