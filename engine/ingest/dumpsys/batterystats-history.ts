/**
 * The history of `dumpsys batterystats` in its text form (`BatteryStats.HistoryPrinter`).
 *
 *     Battery History (16% used, 658KB used of 4096KB, 943 strings using 35KB):
 *                       0 (14) RESET:TIME: 2026-01-31-13-30-02
 *                       0 (2) 100 status=discharging ... +running +screen            states that held at the beginning
 *                       0 (2) 100 top=u0a385:"com.x"                                 events that held at the beginning
 *              +1m13s332ms (2) 100 +fg=u0a175:"com.miui.misound"
 *              +8s512ms (2) 100 ca901a22 -top=1000:"com.android.settings"           with the state mask, before Android 10
 *          +4h10m05s325ms (12) SHUTDOWN
 *          +4h10m05s363ms (12) START
 *          +4h10m05s363ms (14) TIME: 2026-01-31-17-40-30
 *
 * Times count from the `RESET` line and go on across a reboot, without the time the device was off.
 */
import { parseUid } from '../../android/uids.js';
import { signOf } from './battery-events.js';
import { proofText, type DumpReader, type DumpSink } from './dump-time.js';
import { parseDate, parseDuration } from './duration.js';
import { HistoryClock, type HistoryPlace } from './history-clock.js';

const maxTokens = 200;
/** The clock is written to the second, so it may seem to be off by one. */
const clockSetMs = 2_000;

export class BatterystatsHistoryReader implements DumpReader {
  private readonly clock: HistoryClock;
  private inHistory = false;
  private isFirstStates = true;

  constructor(private readonly sink: DumpSink) {
    this.clock = new HistoryClock(sink);
  }

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    if (text.startsWith('Battery History (')) {
      this.inHistory = true;
      this.isFirstStates = true;
      this.clock.reset();
      return;
    }
    if (!this.inHistory) return;
    // Anything that begins at the margin, and the blank line before it, ends the history.
    if (text.trim() === '' || !text.startsWith(' ')) {
      this.inHistory = false;
      return;
    }
    const record = splitRecord(text);
    if (record === undefined) return;
    const place = { line: lineNumber, byteStart, byteEnd, text };
    this.clock.elapsedMs = record.elapsedMs;
    if (!this.command(record.rest, place)) this.states(record.rest, record.elapsedMs, place);
  }

  finish(): void {
    this.inHistory = false;
  }

  private command(rest: string, place: HistoryPlace): boolean {
    const time = /^(RESET:)?TIME: (\S+)$/.exec(rest);
    if (time !== null) {
      this.anchor(time[1] !== undefined, time[2] ?? '', place);
      return true;
    }
    if (rest === 'SHUTDOWN' || rest === 'START') {
      this.clock.command(rest, place);
      // The first line behind a start lists the states again.
      this.isFirstStates = rest === 'START';
      return true;
    }
    return rest === '*OVERFLOW*' || rest.startsWith('RESET');
  }

  private anchor(isReset: boolean, text: string, place: HistoryPlace): void {
    const stamp = parseDate(text);
    if (stamp?.clock !== 'local') {
      this.sink.problem({
        what: 'a time of the battery history cannot be read',
        line: place.line,
        text: proofText(text),
      });
      return;
    }
    const off = this.clock.anchorLocal(stamp.localMs);
    const isJump = !isReset && off !== undefined && Math.abs(off) >= clockSetMs;
    // Behind a reboot the difference is the time the device was off.
    if (isJump && !this.isFirstStates) this.clock.emit({ kind: 'clock-set', toEpochMs: undefined }, place);
  }

  private states(rest: string, elapsedMs: number, place: HistoryPlace): void {
    const tokens = splitTokens(rest);
    const level = tokens[0];
    if (level === undefined || !/^\d{1,3}$/.test(level)) return;
    this.clock.level(Number(level), place);
    const standing = this.isFirstStates;
    this.isFirstStates = false;
    for (const token of tokens.slice(1)) this.token(token, standing && elapsedMs === 0, place);
  }

  private token(token: string, standing: boolean, place: HistoryPlace): void {
    const sign = signOf(token);
    const equals = token.indexOf('=');
    if (equals < 0) {
      if (sign !== '') this.clock.state(token.slice(1), sign === '+', place, standing);
      return;
    }
    const name = token.slice(sign.length, equals);
    const tag = /^([a-z0-9-]{1,20}):"(.*)"$/.exec(token.slice(equals + 1));
    if (tag !== null) this.clock.event(name, sign, { uid: parseUid(tag[1] ?? ''), name: tag[2] ?? '' }, place);
  }
}

/** `+1m13s332ms (2) 100 +fg=...` → time and what stands behind the count in brackets. */
function splitRecord(text: string): { elapsedMs: number; rest: string } | undefined {
  const open = text.indexOf(' (');
  const close = open < 0 ? -1 : text.indexOf(') ', open);
  if (close < 0 || close - open > 10) return undefined;
  const elapsedMs = parseDuration(text.slice(0, open));
  return elapsedMs === undefined ? undefined : { elapsedMs, rest: text.slice(close + 2).trimEnd() };
}

/** Splits at spaces, but not inside a quoted tag: `+job=u0a1:"a b"` is one token. */
function splitTokens(text: string): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length && tokens.length < maxTokens) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    const space = text.indexOf(' ', at);
    const quote = text.indexOf(':"', at);
    let end = space < 0 ? text.length : space;
    if (quote >= 0 && quote < end) {
      const closing = text.indexOf('" ', quote + 2);
      end = closing < 0 ? text.length : closing + 1;
    }
    tokens.push(text.slice(at, end));
    at = end;
  }
  return tokens;
}
