/**
 * The history of `dumpsys batterystats -c` (`BatteryStats.HistoryPrinter` in checkin form).
 *
 *     9,0,i,vers,32,177,PSR1.180720.075,PSR1.180720.075
 *     9,hsp,11,10038,"com.x/com.x.SyncJob"          string pool: index, uid, name
 *     9,h,0:RESET:TIME:1565788946717                milliseconds since the record before, command, wall clock
 *     9,h,973,+w=1,+S,Sb=4                          states and events that changed
 *     9,h,1614,+Ejb=11                              event with the index of its string
 */
import { proofText, type DumpReader, type DumpSink } from './dump-time.js';
import { HistoryClock, type HistoryPlace } from './history-clock.js';
import { signOf, type BatteryTag } from './battery-events.js';

/** The platform's own pool is bounded by the history buffer; a hostile file is not. */
const maxPoolSize = 100_000;
const maxNameLength = 2_000;

export class BatterystatsCheckinReader implements DumpReader {
  private readonly clock: HistoryClock;
  private readonly pool = new Map<number, BatteryTag>();
  private isFirstStates = true;

  constructor(private readonly sink: DumpSink) {
    this.clock = new HistoryClock(sink);
  }

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    if (text.startsWith('9,hsp,')) this.poolEntry(text, lineNumber);
    else if (text.startsWith('9,h,')) this.record(text, { line: lineNumber, byteStart, byteEnd, text });
  }

  finish(): void {
    this.pool.clear();
  }

  private poolEntry(text: string, line: number): void {
    const match = /^9,hsp,(\d{1,9}),(-?\d{1,10}),"(.*)"$/.exec(text.trimEnd());
    if (match === null || this.pool.size >= maxPoolSize) {
      this.sink.problem({ what: 'a string of the battery history cannot be read', line, text: proofText(text) });
      return;
    }
    const name = (match[3] ?? '').replaceAll('\\"', '"').replaceAll('\\\\', '\\').slice(0, maxNameLength);
    this.pool.set(Number(match[1]), { uid: Number(match[2]), name });
  }

  private record(text: string, place: HistoryPlace): void {
    const match = /^9,h,(\d{1,15})(?::([^,]*)|,(.*))?$/.exec(text.trimEnd());
    if (match === null) {
      this.sink.problem({
        what: 'a record of the battery history cannot be read',
        line: place.line,
        text: proofText(text),
      });
      return;
    }
    this.clock.elapsedMs += Number(match[1]);
    if (match[2] !== undefined) this.command(match[2], place);
    else if (match[3] !== undefined) this.items(match[3].split(',', 200), place);
  }

  private command(command: string, place: HistoryPlace): void {
    if (command.startsWith('RESET')) {
      this.clock.reset();
      this.isFirstStates = true;
    }
    const time = /^(?:RESET:)?TIME:(\d{1,15})$/.exec(command);
    if (time !== null) {
      const epochMs = Number(time[1]);
      this.clock.anchorEpoch(epochMs);
      this.clock.emit({ kind: 'clock-relation', epochMs, elapsedMs: this.clock.elapsedMs }, place);
    } else if (command === 'SHUTDOWN' || command === 'START') {
      this.clock.command(command, place);
    }
  }

  private items(items: readonly string[], place: HistoryPlace): void {
    const standing = this.isFirstStates && this.clock.elapsedMs === 0;
    this.isFirstStates = false;
    for (const item of items) this.item(item, standing, place);
  }

  private item(item: string, standing: boolean, place: HistoryPlace): void {
    const sign = signOf(item);
    const equals = item.indexOf('=');
    if (equals < 0) {
      if (sign !== '') this.clock.state(item.slice(1), sign === '+', place, standing);
      return;
    }
    const name = item.slice(sign.length, equals);
    const value = item.slice(equals + 1);
    if (!/^\d{1,9}$/.test(value)) return;
    if (name === 'Bl') this.clock.level(Number(value), place);
    if (!name.startsWith('E')) return;
    const tag = this.pool.get(Number(value));
    if (tag !== undefined) this.clock.event(name, sign, tag, place);
    else
      this.sink.problem({
        what: 'an event of the battery history names no known string',
        line: place.line,
        text: item,
      });
  }
}
