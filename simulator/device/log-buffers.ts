import type { Clocks } from './clocks.js';
import { payloadOf, type EventValue } from './log-payload.js';

export const logBufferIds = { main: 0, radio: 1, events: 2, system: 3, crash: 4, kernel: 7 } as const;
export type LogBufferName = keyof typeof logBufferIds;

export type LogPriority = 'V' | 'D' | 'I' | 'W' | 'E' | 'F';

interface LogSource {
  readonly pid: number;
  readonly tid: number;
  readonly uid: number;
}

export interface LogRecord extends LogSource {
  readonly sequence: number;
  readonly buffer: LogBufferName;
  readonly wallMs: number;
  readonly priority: LogPriority;
  readonly tag: string;
  /** What the text formats print. */
  readonly message: string;
  /** For events: what the binary format carries instead of the message. */
  readonly event: { readonly tagNumber: number; readonly values: readonly EventValue[] } | undefined;
  /** What the record takes in its buffer. */
  readonly bytes: number;
}

/** logd's own bookkeeping of one record (`LogBufferElement`), roughly. */
const RECORD_OVERHEAD = 52;
/** LOGGER_ENTRY_MAX_PAYLOAD: longer messages are cut. */
const MAX_PAYLOAD_BYTES = 4068;

interface Buffer {
  records: LogRecord[];
  bytes: number;
  size: number;
}

/** logd: a ring for each buffer, which forgets the oldest records, and readers that follow. */
export class LogBuffers {
  readonly #buffers = new Map<LogBufferName, Buffer>();
  readonly #followers = new Set<(record: LogRecord) => void>();
  #sequence = 0;

  constructor(
    private readonly clocks: Clocks,
    private readonly defaultBytes: number,
  ) {
    this.restart();
  }

  /** The log is in memory only. */
  restart(): void {
    for (const name of Object.keys(logBufferIds) as LogBufferName[]) {
      this.#buffers.set(name, { records: [], bytes: 0, size: this.defaultBytes });
    }
  }

  write(buffer: LogBufferName, priority: LogPriority, tag: string, message: string, source: LogSource): void {
    const bytes = new TextEncoder().encode(message);
    const room = Math.max(0, MAX_PAYLOAD_BYTES - tag.length - 3);
    const cut = bytes.length <= room ? message : new TextDecoder().decode(bytes.subarray(0, room));
    this.#add({ buffer, priority, tag, message: cut, event: undefined, ...source });
  }

  /** A record of the events buffer: tag number, name and values as in event-log-tags. */
  writeEvent(tagNumber: number, tag: string, values: readonly EventValue[], source: LogSource): void {
    const [only] = values;
    const message = values.length === 1 ? String(only) : `[${values.join(',')}]`;
    this.#add({ buffer: 'events', priority: 'I', tag, message, event: { tagNumber, values }, ...source });
  }

  /** Records of these buffers that are still there, in the order in which they came. */
  records(buffers: readonly LogBufferName[]): readonly LogRecord[] {
    const all = buffers.flatMap((name) => this.#buffer(name).records);
    return buffers.length === 1 ? all : all.toSorted((first, second) => first.sequence - second.sequence);
  }

  /** Each new record of any buffer; returns how to stop. */
  follow(callback: (record: LogRecord) => void): () => void {
    this.#followers.add(callback);
    return () => this.#followers.delete(callback);
  }

  clear(name: LogBufferName): void {
    const buffer = this.#buffer(name);
    buffer.records = [];
    buffer.bytes = 0;
  }

  sizeOf(name: LogBufferName): { readonly size: number; readonly used: number } {
    const { size, bytes } = this.#buffer(name);
    return { size, used: bytes };
  }

  resize(name: LogBufferName, size: number): void {
    const buffer = this.#buffer(name);
    buffer.size = size;
    this.#trim(buffer);
  }

  #add(record: Omit<LogRecord, 'sequence' | 'wallMs' | 'bytes'>): void {
    const bytes = RECORD_OVERHEAD + payloadOf(record).length;
    const complete: LogRecord = { ...record, sequence: ++this.#sequence, wallMs: this.clocks.wall, bytes };
    const buffer = this.#buffer(record.buffer);
    buffer.records.push(complete);
    buffer.bytes += bytes;
    this.#trim(buffer);
    for (const follower of this.#followers) follower(complete);
  }

  #trim(buffer: Buffer): void {
    let first = 0;
    while (buffer.bytes > buffer.size && first < buffer.records.length) {
      buffer.bytes -= buffer.records[first]?.bytes ?? 0;
      first += 1;
    }
    if (first > 0) buffer.records.splice(0, first);
  }

  #buffer(name: LogBufferName): Buffer {
    const buffer = this.#buffers.get(name);
    if (buffer === undefined) throw new Error(`no buffer ${name}`);
    return buffer;
  }
}
