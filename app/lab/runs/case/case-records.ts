/**
 * Everything that a case heard: written down in the order heard, kept as text for the library, and read by the engine while
 * it comes, so that a log of hours needs no second reading.
 */
import type { Fact } from '../../../../engine/ingest/fact.js';
import type { IngestedSource } from '../../../../engine/ingest/ingested.js';
import type { JournalLine } from '../../../../engine/ingest/probe-journal/journal-events.js';
import { parseJournalLine } from '../../../../engine/ingest/probe-journal/parse-journal-line.js';
import { SourceReader } from '../../../../engine/ingest/source-reader.js';
import { journalIdentity, journalTextIn } from '../../probe/probe-journal.js';
import type { CaseGround, Heard } from './case-ground.js';
import type { Interrupter } from './interruption.js';

const refusals: ReadonlySet<Fact['kind']> = new Set<Fact['kind']>(['exhausted-exception', 'boot-denied-exception']);
const nobody = { uid: undefined, pid: undefined, tid: undefined } as const;
/** More of a log is compared and written down, but not kept as one text. */
const MOST_KEPT_BYTES = 128 << 20;
/** A settings dump, read at a moment of the device's wall clock. */
export interface DatedDump {
  readonly text: string;
  readonly atMs: number;
}

/** Text as it was heard, under the name by which evidence cites it. */
export interface RawText {
  readonly name: string;
  readonly content: Uint8Array;
}

const SETTINGS = 'dumpsys activity settings';
const JOURNAL = 'journal of the probe';

interface LogPart {
  readonly name: string;
  readonly kept: Uint8Array[];
}

export class CaseRecords {
  readonly #encoder = new TextEncoder();
  readonly #parts: LogPart[] = [];
  readonly #inLog = new Set<string>();
  readonly #finished: IngestedSource[] = [];
  readonly #settings: DatedDump[] = [];
  readonly #journal: string[] = [];
  readonly #refills = new Set<string>();
  readonly #probeLines: JournalLine[] = [];
  #keptBytes = 0;
  #isCut = false;
  #reader: SourceReader | undefined;
  #recording: Promise<void> = Promise.resolve();

  constructor(
    private readonly ground: Pick<CaseGround, 'record' | 'now'>,
    private readonly interrupter: Interrupter,
  ) {}

  /** The probe's own account, as it was fetched from its folder. */
  get probeLines(): readonly JournalLine[] {
    return this.#probeLines;
  }

  /** The text became too long to be kept whole. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Lines of the log. Settles when they are on the disk. */
  async log(lines: readonly string[]): Promise<void> {
    const bytes = this.#encoder.encode(`${lines.join('\n')}\n`);
    this.#reader ??= this.#nextPart();
    this.#keep(bytes);
    this.#reader.push(bytes);
    for (const line of lines) {
      const parsed = parseJournalLine(journalTextIn(line) ?? '');
      if (parsed.ok) this.#inLog.add(journalIdentity(parsed.value));
    }
    await this.hear('logcat', lines);
  }

  /** Lines are missing here: what follows is a log of its own. */
  gap(): void {
    if (this.#reader === undefined) return;
    this.#finished.push(...this.#reader.finish());
    this.#reader = undefined;
  }

  /** Takes what the log did not tell since a moment of the device's wall clock; says how many lines that were. */
  async journal(lines: readonly string[], sinceMs: number): Promise<number> {
    const fresh = lines.filter((line) => {
      const parsed = parseJournalLine(line);
      if (!parsed.ok || parsed.value.wall < sinceMs) return false;
      this.#probeLines.push(parsed.value);
      return !this.#inLog.has(journalIdentity(parsed.value));
    });
    for (const line of fresh) this.#refills.add(line);
    this.#journal.push(...lines);
    await this.hear('journal', fresh);
    return fresh.length;
  }

  async settings(dump: DatedDump): Promise<void> {
    this.#settings.push(dump);
    await this.hear(SETTINGS, [dump.text]);
  }

  /** Written down in the order of the calls. */
  async hear(source: string, texts: readonly string[]): Promise<void> {
    if (texts.length === 0) return;
    const receivedMs = this.ground.now().getTime();
    const heard = texts.map((text): Heard => ({ source, text, receivedMs }));
    const recorded = this.#recording.then(async () => {
      const result = await this.ground.record(heard);
      if (!result.ok) this.interrupter.interrupt(`What was heard cannot be written down: ${result.error}`);
    });
    this.#recording = recorded;
    await recorded;
  }

  /** Everything that the comparison stands on, as far as it was kept; line numbers in evidence are those of these texts. */
  get texts(): readonly RawText[] {
    const logs = this.#parts.map(({ name, kept }) => ({ name, content: Buffer.concat(kept) }));
    const settings = this.#settings.map(({ text }) => ({ name: SETTINGS, content: this.#encoder.encode(text) }));
    const journal = { name: JOURNAL, content: this.#journalText() };
    return [...logs, ...settings, journal].filter(({ content }) => content.length > 0);
  }

  /** Everything as the engine's sources; to be called once. `endedAtMs`: so far the log was read, even if nothing came. */
  finish(endedAtMs: number): readonly IngestedSource[] {
    const isWhole = this.#reader !== undefined;
    this.gap();
    const last = isWhole ? this.#finished.pop() : undefined;
    if (last !== undefined) this.#finished.push(readUntil(last, endedAtMs));
    const settings = this.#settings.flatMap((dump, index) => settingsSource(dump, index + this.#finished.length));
    const journal = this.#journalSource(this.#finished.length + settings.length);
    return [...this.#finished, ...settings, ...journal];
  }

  #journalSource(number: number): readonly IngestedSource[] {
    if (this.#journal.length === 0) return [];
    const reader = new SourceReader(JOURNAL, number);
    reader.push(this.#journalText());
    return reader.finish().map((source) => ({
      ...source,
      logs: source.logs.map((log) => ({ ...log, facts: log.facts.flatMap((fact) => this.#factOfJournal(fact)) })),
    }));
  }

  /**
   * A refusal is told to the app alone. In a log from somewhere it is a claim; in the journal that was fetched from the
   * probe's own folder it is known. The rest counts where the log has a hole.
   */
  #factOfJournal(fact: Fact): readonly Fact[] {
    if (refusals.has(fact.kind)) return [{ ...fact, writer: nobody }];
    return this.#refills.has(fact.provenance.rawText) ? [fact] : [];
  }

  #journalText(): Uint8Array {
    return this.#encoder.encode(this.#journal.map((line) => `${line}\n`).join(''));
  }

  /** After a gap the log is one of its own, with line numbers of its own. */
  #nextPart(): SourceReader {
    const name = `log, part ${this.#parts.length + 1}`;
    this.#parts.push({ name, kept: [] });
    return new SourceReader(name, this.#finished.length);
  }

  #keep(bytes: Uint8Array): void {
    if (this.#keptBytes + bytes.length > MOST_KEPT_BYTES) this.#isCut = true;
    if (this.#isCut) return;
    this.#keptBytes += bytes.length;
    this.#parts.at(-1)?.kept.push(bytes);
  }
}

/** A log that is silent at its end was listened to all the same. */
function readUntil(source: IngestedSource, endedAtMs: number): IngestedSource {
  return {
    ...source,
    logs: source.logs.map((log, index) =>
      index === source.logs.length - 1 && log.last !== undefined
        ? { ...log, last: { clock: 'epoch', epochMs: endedAtMs } }
        : log,
    ),
  };
}

/** The dump prints no time of its own: the lab knows when it asked. */
function settingsSource({ text, atMs }: DatedDump, number: number): readonly IngestedSource[] {
  const reader = new SourceReader(SETTINGS, number);
  reader.push(new TextEncoder().encode(text));
  return reader.finish().map((source) => ({
    ...source,
    dumps: source.dumps.map((dump) => ({ ...dump, dumpedAt: { clock: 'epoch', epochMs: atMs } as const })),
  }));
}
