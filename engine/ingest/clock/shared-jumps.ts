/**
 * The clock is set once, however many logs show it. Each log sees the step between two of its own records and so includes
 * some time that really passed: the smallest step is the best. A log that begins after a step forward shows none, and its
 * stamps are ahead all the same.
 */
import { MS_PER_HOUR } from '../../time.js';
import type { LogSection } from '../ingested.js';
import type { Calendar } from './calendar.js';
import type { ClockChange } from './clock-changes.js';
import { SectionTimes } from './section-clock.js';

/** Two logs may be silent so long around the same step. */
const SAME_STEP_MS = MS_PER_HOUR;

interface Jump {
  readonly section: LogSection;
  readonly change: ClockChange;
  /** Local time after the step. */
  readonly to: number;
}

export interface SharedJump {
  /** The logs that show it, with the line. */
  readonly seen: readonly { readonly section: LogSection; readonly line: number }[];
  readonly jumpMs: number;
  readonly kind: 'clock-set' | 'unexplained';
}

export function shareJumps(
  changesOf: ReadonlyMap<LogSection, readonly ClockChange[]>,
  calendar: Calendar,
): { readonly changes: ReadonlyMap<LogSection, readonly ClockChange[]>; readonly jumps: readonly SharedJump[] } {
  const groups: Jump[][] = [];
  for (const jump of jumpsOf(changesOf, calendar)) {
    const same = groups.find(
      (group) => isSame(group[0]!, jump) && group.every(({ section }) => section !== jump.section),
    );
    if (same === undefined) groups.push([jump]);
    else same.push(jump);
  }
  const changes = new Map<LogSection, ClockChange[]>([...changesOf].map(([section, list]) => [section, [...list]]));
  const jumps = groups.map((group): SharedJump => {
    const jumpMs = group.reduce((least, { change }) => Math.min(least, change.jumpMs), Number.POSITIVE_INFINITY);
    for (const { section, change } of group) {
      const list = changes.get(section)!;
      list[list.indexOf(change)] = { ...change, jumpMs };
    }
    const to = group.reduce((least, each) => Math.min(least, each.to), Number.POSITIVE_INFINITY);
    if (jumpMs > 0) addToLater(changes, group, jumpMs, to, calendar);
    const kind = group.some(({ change }) => change.kind === 'clock-set') ? 'clock-set' : 'unexplained';
    return { seen: group.map(({ section, change }) => ({ section, line: change.line })), jumpMs, kind };
  });
  return { changes, jumps };
}

function jumpsOf(changesOf: ReadonlyMap<LogSection, readonly ClockChange[]>, calendar: Calendar): Jump[] {
  const jumps: Jump[] = [];
  for (const [section, changes] of changesOf) {
    const times = new SectionTimes(section, calendar, changes);
    const stepAt = new Map(section.clockSteps.map((step) => [step.line, step]));
    for (const change of changes) {
      const step = stepAt.get(change.line);
      if (step === undefined || (change.kind !== 'clock-set' && change.kind !== 'unexplained')) continue;
      jumps.push({ section, change, to: times.at(step.toStamp, change.line).local });
    }
  }
  return jumps;
}

function isSame(a: Jump, b: Jump): boolean {
  return Math.abs(a.to - b.to) <= SAME_STEP_MS && Math.abs(a.change.jumpMs - b.change.jumpMs) <= SAME_STEP_MS;
}

function addToLater(
  changes: Map<LogSection, ClockChange[]>,
  group: readonly Jump[],
  jumpMs: number,
  to: number,
  calendar: Calendar,
): void {
  for (const [section, list] of changes) {
    if (section.first === undefined || section.isPreviousBoot) continue;
    if (group.some((jump) => jump.section === section)) continue;
    const first = new SectionTimes(section, calendar, list).at(section.first, section.firstLine).local;
    if (first >= to) list.unshift({ line: 0, jumpMs, years: 0, kind: 'clock-set' });
  }
}
