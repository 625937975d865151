/**
 * Takes a bugreport apart while it streams by, and hands the lines of each part to whoever reads it.
 *
 *     == dumpstate: 2019-08-15 15:08:46                                        header
 *     ------ SYSTEM LOG (logcat -v threadtime ...) ------                      section
 *     ------ 2.195s was the duration of 'SYSTEM LOG' ------                    end of the section
 *     ------ DUMPSYS (/system/bin/dumpsys) ------
 *     DUMP OF SERVICE [CRITICAL|HIGH|NORMAL] activity:                         service inside a dumpsys section
 *     ACTIVITY MANAGER SERVICES (dumpsys activity services)                    part inside the activity service
 *     --------- 0.040s was the duration of dumpsys activity, ending at: 2019-08-15 15:09:10
 *
 * Most lines belong to parts that nobody reads: for them one byte is looked at. Apps can print anything from their own
 * `dump()`, section headers too: inside the sections that hold such output only the section's own end counts, and
 * each log is taken once.
 */
import { parseDate } from '../dumpsys/duration.js';
import type { DumpFact, DumpProblem, LineTarget } from '../dumpsys/dump-time.js';
import type { FactBody } from '../fact.js';
import type { Stamp } from '../record.js';
import { emptyHeader, withHeaderLine, type ReportHeader } from './report-header.js';

export type ReportPart =
  /** main and system buffers (and crash) */
  | 'system-log'
  | 'event-log'
  /** the boot before (`logcat -L`), all buffers */
  | 'last-log'
  | 'kernel-log'
  | 'activity-services'
  | 'activity-settings'
  | 'exit-info'
  | 'batterystats-history'
  | 'batterystats-checkin'
  | 'jobscheduler';

export interface RouterHandlers {
  /** A part begins: whoever reads it, or `undefined` to skip it. */
  partStart(part: ReportPart, lineNumber: number): LineTarget | undefined;
  /** The part that was started last has ended; `endedAt` is the moment of its dump where the report prints it. */
  partEnd(part: ReportPart, endedAt: Stamp | undefined): void;
  /** Facts of the header and the properties: device identity, platform SDK. Timed with the report's own date. */
  fact(fact: DumpFact): void;
  problem(problem: DumpProblem): void;
}

const DASH = 45;
const EQUALS = 61;
const STAR = 42;
const LETTER_A = 65;
const LETTER_D = 68;
const BRACKET = 91;
const maxHeaderLines = 400;
const maxProblems = 100;

const partOfSection: ReadonlyMap<string, ReportPart> = new Map([
  ['SYSTEM LOG', 'system-log'],
  ['MAIN LOG', 'system-log'],
  ['EVENT LOG', 'event-log'],
  ['LAST LOGCAT', 'last-log'],
  ['KERNEL LOG', 'kernel-log'],
  ['CHECKIN BATTERYSTATS', 'batterystats-checkin'],
]);

const partOfService: ReadonlyMap<string, ReportPart> = new Map([
  ['batterystats', 'batterystats-history'],
  ['jobscheduler', 'jobscheduler'],
]);

const partOfActivityDump: ReadonlyMap<string, ReportPart> = new Map([
  ['services', 'activity-services'],
  ['settings', 'activity-settings'],
  ['exit-info', 'exit-info'],
]);

/** Parts that go on until their own end, whatever stands at the beginning of their lines. */
const isLogPart = (part: ReportPart | undefined): boolean =>
  part === 'system-log' || part === 'event-log' || part === 'last-log' || part === 'kernel-log';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Whether a line is the title of a bugreport; to be asked of the first lines of a file. */
export function isReportTitle(text: string): boolean {
  return text.startsWith('== dumpstate: ');
}

export class BugreportRouter {
  private header: ReportHeader = emptyHeader;
  private headerLines = 0;
  private inHeader = true;
  private section = '';
  /** Inside output that apps wrote themselves. */
  private inAppOutput = false;
  private inProperties = false;
  private service = '';
  private part: ReportPart | undefined;
  private target: LineTarget | undefined;
  private lastLine = 0;
  private problems = 0;
  private readonly taken = new Set<string>();

  constructor(private readonly handlers: RouterHandlers) {}

  /** What the header said; complete once the first section has begun. */
  get reportHeader(): ReportHeader {
    return this.header;
  }

  /** Feeds one line, in the shape of the line splitter's callback. */
  line(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): void {
    if (start < end) {
      const first = bytes[start]!;
      if (
        (first === DASH && this.dashed(bytes, start, end, lineNumber, byteStart)) ||
        (first === LETTER_D && this.serviceHeader(bytes, start, end, lineNumber)) ||
        (first === LETTER_A && this.activityHeader(bytes, start, end, lineNumber, byteStart)) ||
        (first === STAR && this.failedCommand(bytes, start, end, lineNumber)) ||
        (first === EQUALS && this.inHeader && this.headerLine(bytes, start, end))
      ) {
        return;
      }
    }
    if (this.target !== undefined) this.target(bytes, start, end, lineNumber, byteStart);
    else if (this.inHeader) this.headerLine(bytes, start, end);
    else if (this.inProperties && bytes[start] === BRACKET) this.property(bytes, start, end, lineNumber, byteStart);
  }

  /** The report ends here; a part still open is closed, and said to be cut off unless it is the kind that may end a file. */
  finish(): void {
    if (this.inHeader) this.endHeader(this.lastLine, 0, 0);
    if (this.part !== undefined && this.target !== undefined) {
      this.problem('the bugreport ends inside a section', this.lastLine, this.section);
    }
    this.endPart(undefined);
  }

  private dashed(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): boolean {
    this.lastLine = lineNumber;
    if (end - start < 16 || !startsWith(bytes, start, end, '------')) return false;
    if (bytes[start + 6] === 32) return this.sectionLine(bytes, start, end, lineNumber, byteStart);
    // `--------- 0.040s was the duration of dumpsys activity, ending at: ...`; also buffer markers and rulers.
    if (isLogPart(this.part) || this.inAppOutput || bytes[start + 9] !== 32) return false;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 300)));
    const match = /^--------- [\d.]+s was the duration of dumpsys ([^ ,]+)(?:, ending at: (.+))?$/.exec(text);
    if (match === null) return false;
    this.service = '';
    this.endPart(match[2] === undefined ? undefined : parseDate(match[2]));
    return true;
  }

  private sectionLine(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): boolean {
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 300))).trimEnd();
    if (!text.endsWith(' ------') && end - start <= 300) return false;
    const duration = /^------ [\d.]+s was the duration of '([^']*)/.exec(text);
    if (duration !== null) return this.sectionEnd(duration[1] ?? '');
    // Inside app output nothing but the end of the section counts.
    if (this.inAppOutput) return true;
    if (this.inHeader) this.endHeader(lineNumber, byteStart, end - start);
    this.endPart(undefined);
    this.section = sectionName(text);
    this.service = '';
    this.inAppOutput = this.section.startsWith('APP ');
    this.inProperties = this.section === 'SYSTEM PROPERTIES';
    const part = partOfSection.get(this.section);
    if (part !== undefined) this.startPart(part, this.section, lineNumber);
    return true;
  }

  private sectionEnd(name: string): boolean {
    if (this.inAppOutput && !this.isOwnName(name)) return true;
    // Dumpstate also prints durations of steps inside a section; only the section's own closes a log.
    if (isLogPart(this.part) && !this.isOwnName(name)) return true;
    this.endPart(undefined);
    this.section = '';
    this.service = '';
    this.inAppOutput = false;
    this.inProperties = false;
    return true;
  }

  private isOwnName(name: string): boolean {
    return name === this.section || name.startsWith(`${this.section} (`);
  }

  private serviceHeader(bytes: Uint8Array, start: number, end: number, lineNumber: number): boolean {
    if (this.inAppOutput || isLogPart(this.part) || !startsWith(bytes, start, end, 'DUMP OF SERVICE ')) return false;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 200))).trimEnd();
    const match = /^DUMP OF SERVICE (?:(?:CRITICAL|HIGH|NORMAL) )?([^:]+):$/.exec(text);
    if (match === null) return false;
    this.endPart(undefined);
    this.service = match[1] ?? '';
    const part = partOfService.get(this.service);
    if (part !== undefined) this.startPart(part, text, lineNumber);
    return true;
  }

  private activityHeader(
    bytes: Uint8Array,
    start: number,
    end: number,
    lineNumber: number,
    byteStart: number,
  ): boolean {
    if (this.service !== 'activity' || !startsWith(bytes, start, end, 'ACTIVITY MANAGER ')) return false;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 200)));
    const match = /^ACTIVITY MANAGER [A-Z ]+\(dumpsys activity ([a-z-]+)\)/.exec(text);
    if (match === null) return false;
    this.endPart(undefined);
    const part = partOfActivityDump.get(match[1] ?? '');
    if (part === undefined) return true;
    this.startPart(part, match[0], lineNumber);
    // The header line goes along: the settings' header carries the name of their table.
    this.target?.(bytes, start, end, lineNumber, byteStart);
    return true;
  }

  private failedCommand(bytes: Uint8Array, start: number, end: number, lineNumber: number): boolean {
    if (this.part === undefined || !startsWith(bytes, start, end, '*** ')) return false;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 300)));
    if (!/^\*\*\* (?:command|exec|.*: (?:timed out|No such file))/.test(text)) return false;
    this.problem('a command of the bugreport failed', lineNumber, text);
    return true;
  }

  private startPart(part: ReportPart, title: string, lineNumber: number): void {
    if (this.taken.has(title)) {
      this.problem('a section of the bugreport appears twice; the first one counts', lineNumber, title);
      return;
    }
    this.taken.add(title);
    this.part = part;
    this.target = this.handlers.partStart(part, lineNumber);
  }

  private endPart(endedAt: Stamp | undefined): void {
    if (this.part !== undefined) this.handlers.partEnd(this.part, endedAt);
    this.part = undefined;
    this.target = undefined;
  }

  private headerLine(bytes: Uint8Array, start: number, end: number): boolean {
    this.headerLines++;
    if (this.headerLines > maxHeaderLines) return false;
    this.header = withHeaderLine(this.header, decoder.decode(bytes.subarray(start, Math.min(end, start + 1000))));
    return true;
  }

  private endHeader(lineNumber: number, byteStart: number, length: number): void {
    this.inHeader = false;
    const { fingerprint, release, sdk } = this.header;
    const place = { line: lineNumber, byteStart, byteEnd: byteStart + length };
    if (fingerprint !== undefined) {
      this.emit({ kind: 'device-identity', fingerprint, release, timeZone: undefined }, fingerprint, place);
    }
    if (sdk !== undefined) this.emit({ kind: 'platform-sdk', sdk }, `Android SDK version: ${sdk}`, place);
  }

  private property(bytes: Uint8Array, start: number, end: number, lineNumber: number, byteStart: number): void {
    if (!startsWith(bytes, start, end, '[persist.sys.timezone]')) return;
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 200)));
    const match = /^\[persist\.sys\.timezone\]: \[([A-Za-z0-9_+/-]+)\]/.exec(text);
    if (match === null) return;
    const identity = { fingerprint: this.header.fingerprint, release: this.header.release, timeZone: match[1] };
    const place = { line: lineNumber, byteStart, byteEnd: byteStart + end - start };
    this.emit({ kind: 'device-identity', ...identity }, text, place);
  }

  private emit(body: FactBody, rawText: string, place: { line: number; byteStart: number; byteEnd: number }): void {
    const stamp: Stamp = this.header.startedAt ?? { clock: 'none' };
    this.handlers.fact({ time: { at: 'stamp', stamp }, body, ...place, rawText });
  }

  private problem(what: string, line: number, text: string): void {
    this.problems++;
    if (this.problems <= maxProblems) this.handlers.problem({ what, line, text: text.slice(0, 300) });
  }
}

/** `------ SYSTEM LOG (logcat ...) ------` → `SYSTEM LOG` */
function sectionName(text: string): string {
  const bracket = text.indexOf(' (');
  const end = bracket >= 0 ? bracket : text.lastIndexOf(' ------');
  return text.slice(7, end > 7 ? end : text.length);
}

function startsWith(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start < word.length) return false;
  for (let index = 0; index < word.length; index++) {
    if (bytes[start + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}
