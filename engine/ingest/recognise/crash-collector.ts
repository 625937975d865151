/**
 * Crashes and ANRs, which the log spreads over several records:
 *
 *     AndroidRuntime   FATAL EXCEPTION: main            ActivityManager  ANR in com.foo (com.foo/.Main)
 *     AndroidRuntime   Process: com.foo, PID: 1234      ActivityManager  PID: 1234
 *     AndroidRuntime   java.lang.X: message             ActivityManager  Reason: executing service ..
 *     AndroidRuntime   \tat ...
 *     AndroidRuntime   Caused by: java.lang.Y: message
 *
 * Records of several writers may be mixed, so each writer (pid and thread) has its own state. The head may be missing,
 * because people filter logs: an exception that a limit throws is recognised without it, only the process is not known.
 * Facts are given out with the record that completes them, so nothing waits for the end of a stack.
 */
import type { FactBody } from '../fact.js';
import { maxRawTextLength } from '../limits.js';
import type { LogRecord } from '../record.js';
import { frameworkTags } from './app-claim-lines.js';
import { foregroundServiceExceptions, startRefusedIn } from './exception-text.js';
import { nothing } from './line-rules.js';
import { recognise } from './recognise.js';
import { withoutAutoLinks } from './service-record.js';

/** Writers whose crash is being read at a time; the oldest is forgotten. */
const maxWriters = 256;
/** ANRs without a reason that `finish` tells of. */
const maxUnfinished = 1_000;
/** Lines of one record that are looked at; the facts stand in the first ones, a `Caused by` somewhat later. */
const maxLinesOfRecord = 2_000;

/** Tags whose exceptions mean something line by line, and stand in continuation lines in some layouts. */
const caughtTags: ReadonlySet<string> = new Set(['WM-SystemFgService', ...frameworkTags]);

interface Crash {
  readonly processName: string | undefined;
  readonly pid: number | undefined;
  /** The head was seen and the first exception has not followed yet. */
  awaitsException: boolean;
  /** Kinds already given out, so that `Caused by:` does not repeat what the wrapper's message said. */
  readonly told: Set<string>;
}

interface Anr {
  readonly record: LogRecord;
  readonly processName: string;
  pid: number | undefined;
}

export class CrashCollector {
  readonly #crashes = new Map<string, Crash>();
  readonly #anrs = new Map<string, Anr>();
  readonly #unfinished: Anr[] = [];
  #last: LogRecord | undefined;

  /** Takes every record in the order of the source and gives the facts that it completes. */
  feed(record: LogRecord): readonly FactBody[] {
    const tag = record.tag.trim();
    const isRuntime = tag === 'AndroidRuntime';
    const isCollected = isRuntime || tag === 'ActivityManager';
    this.#last = isCollected || caughtTags.has(tag) ? record : undefined;
    if (!isCollected || (!isRuntime && !mayBeAnr(record.message))) return nothing;
    return this.#lines(record, record.message);
  }

  /** A line without a header of its own that belongs to the record fed last (stack traces in Android Studio). */
  continuation(text: string): readonly FactBody[] {
    const last = this.#last;
    if (last === undefined) return nothing;
    return caughtTags.has(last.tag.trim()) ? recognise({ ...last, message: text }) : this.#lines(last, text);
  }

  /** What was begun and never completed: ANRs whose reason never came, each with the record that began it. */
  finish(): readonly { readonly record: LogRecord; readonly body: FactBody }[] {
    const left = [...this.#unfinished, ...this.#anrs.values()];
    this.#unfinished.length = 0;
    this.#anrs.clear();
    this.#crashes.clear();
    return left.map(({ record, pid, processName }) => ({
      record,
      body: { kind: 'process-not-responding', pid, processName, reason: '' },
    }));
  }

  #lines(record: LogRecord, text: string): readonly FactBody[] {
    const isRuntime = record.tag.trim() === 'AndroidRuntime';
    const { pid, tid } = record.writer;
    const key = `${pid ?? '-'}/${tid ?? '-'}`;
    const bodies: FactBody[] = [];
    for (const line of text.split('\n', maxLinesOfRecord)) {
      const tidy = withoutAutoLinks(line.slice(0, maxRawTextLength)).trim();
      if (tidy === '' || tidy.startsWith('at ') || tidy.startsWith('... ')) continue;
      bodies.push(...(isRuntime ? this.#runtimeLine(key, tidy, record) : this.#anrLine(key, tidy, record)));
    }
    return bodies;
  }

  #runtimeLine(key: string, line: string, record: LogRecord): readonly FactBody[] {
    if (line.includes('FATAL EXCEPTION')) {
      const processName = line.includes('IN SYSTEM PROCESS') ? 'system_server' : undefined;
      this.#begin(key, { processName, pid: record.writer.pid });
      return nothing;
    }
    const head = /^Process: ([^\s,]+)(?:, PID: (\d{1,10}))?/.exec(line);
    if (head !== null) {
      const pid = head[2] === undefined ? record.writer.pid : Number(head[2]);
      this.#begin(key, { processName: head[1], pid });
      return nothing;
    }
    return this.#exceptionLine(key, line);
  }

  #exceptionLine(key: string, line: string): readonly FactBody[] {
    const isCause = line.startsWith('Caused by:');
    const exception = isCause ? undefined : exceptionOf(line);
    let crash = this.#crashes.get(key);
    const crashed: FactBody[] = [];
    if (crash?.awaitsException === true && exception !== undefined) {
      crash.awaitsException = false;
      const { processName, pid } = crash;
      if (processName !== undefined) crashed.push({ kind: 'process-crashed', pid, processName, ...exception });
    } else if (exception !== undefined) {
      crash = undefined;
    }
    const context = { where: 'crash', processName: crash?.processName } as const;
    const limits = [...foregroundServiceExceptions(line, context), ...startRefusedIn(line)];
    if (limits.length === 0) return crashed;
    const told = crash ?? this.#begin(key, { processName: undefined, pid: undefined }, false);
    const fresh = limits.filter(({ kind }) => !told.told.has(kind));
    for (const { kind } of fresh) told.told.add(kind);
    return [...crashed, ...fresh];
  }

  #begin(key: string, process: Pick<Crash, 'processName' | 'pid'>, awaitsException = true): Crash {
    const crash: Crash = { ...process, awaitsException, told: new Set() };
    this.#crashes.delete(key);
    if (this.#crashes.size >= maxWriters) deleteOldest(this.#crashes);
    this.#crashes.set(key, crash);
    return crash;
  }

  #anrLine(key: string, line: string, record: LogRecord): readonly FactBody[] {
    const begun = /^ANR in ([^\s,()]+)/.exec(line)?.[1];
    if (begun !== undefined) {
      this.#beginAnr(key, { record, processName: begun, pid: undefined });
      return nothing;
    }
    const anr = this.#anrs.get(key);
    if (anr === undefined) return nothing;
    const pid = /^PID: (\d{1,10})/.exec(line)?.[1];
    if (pid !== undefined) anr.pid = Number(pid);
    if (!line.startsWith('Reason: ')) return nothing;
    this.#anrs.delete(key);
    const { processName } = anr;
    const reason = line.slice('Reason: '.length).trim();
    const body: FactBody = { kind: 'process-not-responding', pid: anr.pid, processName, reason };
    return [body, ...foregroundServiceExceptions(reason, { where: 'anr', processName })];
  }

  #beginAnr(key: string, anr: Anr): void {
    const earlier = this.#anrs.get(key);
    this.#anrs.delete(key);
    if (earlier !== undefined && this.#unfinished.length < maxUnfinished) this.#unfinished.push(earlier);
    if (this.#anrs.size >= maxWriters) deleteOldest(this.#anrs);
    this.#anrs.set(key, anr);
  }
}

function mayBeAnr(message: string): boolean {
  return message.startsWith('ANR in ') || message.startsWith('PID: ') || message.startsWith('Reason: ');
}

/** `java.lang.RuntimeException: Unable to ...`; crash reporters put `Fatal Exception: ` in front. */
function exceptionOf(
  line: string,
): { readonly exceptionClass: string; readonly exceptionMessage: string | undefined } | undefined {
  const text = line.startsWith('Fatal Exception: ') ? line.slice('Fatal Exception: '.length) : line;
  const end = text.search(/[:\s]/);
  const exceptionClass = end < 0 ? text : text.slice(0, end);
  const isClass = /^[A-Za-z_$][\w$]*(?:\.[\w$]+)+$/.test(exceptionClass);
  if (!isClass || (end >= 0 && text.charAt(end) !== ':')) return undefined;
  const message = end < 0 ? '' : text.slice(end + 1).trim();
  return { exceptionClass, exceptionMessage: message === '' ? undefined : message };
}

function deleteOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
