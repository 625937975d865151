/** The lanes of services: sessions as bars, outcomes as marks; those with something to judge first. */
import type { Analysis, Session } from '../../../app/api/contract.js';
import { serviceName, shortServiceName, visibleText } from '../../../app/api/picture.js';
import type { PlacedMark } from './judged-marks.js';
import { layered } from './layers.js';
import { MarkTrack } from './mark-track.js';
import { fillValue, hasBracket, type LaneMark, type LaneStretch, type ServiceLane } from './timeline-model.js';

function sessionStretch(session: Session, index: number, lastMs: number): LaneStretch {
  return {
    fromMs: session.start.elapsedMs,
    toMs: session.stop?.elapsedMs ?? Math.max(lastMs, session.start.elapsedMs),
    value: fillValue('bar'),
    openStart: session.openStart,
    openEnd: session.openEnd || session.stop === null,
    label: visibleText(session.types?.join(' | ') ?? ''),
    session: index,
  };
}

/** A session that ended with its process ends with †. */
function deathOf(session: Session): LaneMark[] {
  if (session.stop === null || !/\b(?:died|death|killed)\b/i.test(session.stop.reason)) return [];
  const base = { silent: true, predicted: null, observed: null, verdict: null, agreed: false, difference: '' };
  const at = session.stop.elapsedMs;
  return [{ ...base, kind: 'death', tone: 'muted', predictedMs: null, observedMs: at, ghostMs: null }];
}

interface Gathered {
  readonly packageName: string;
  readonly name: string;
  readonly stretches: LaneStretch[];
  readonly marks: LaneMark[];
  type: string;
}

/** 3: something differs; 2: something was judged; 1: there are marks; 0: there are none. */
function weightOf({ marks }: Gathered): number {
  if (marks.some((mark) => mark.tone === 'wrong' || mark.tone === 'small')) return 3;
  if (marks.some((mark) => mark.verdict !== null)) return 2;
  return marks.some((mark) => mark.predicted !== null || mark.observed !== null) ? 1 : 0;
}

export function serviceLanes(analysis: Analysis, placedMarks: readonly PlacedMark[]): ServiceLane[] {
  const gathered = new Map<string, Gathered>();
  const of = (packageName: string, service: string | null): Gathered => {
    const key = serviceName(packageName, service);
    const known = gathered.get(key);
    if (known !== undefined) return known;
    const made = { packageName, name: shortServiceName(packageName, service), stretches: [], marks: [], type: '' };
    gathered.set(key, made);
    return made;
  };
  const lastMs = analysis.span?.last.elapsedMs ?? 0;
  analysis.sessions.forEach((session, index) => {
    const lane = of(session.package, session.component);
    lane.stretches.push(sessionStretch(session, index, lastMs));
    lane.marks.push(...deathOf(session));
    if (lane.type === '') lane.type = session.types?.[0] ?? '';
  });
  for (const placed of placedMarks) of(placed.package, placed.service).marks.push(placed.mark);
  const lanes = [...gathered].sort(([, a], [, b]) => weightOf(b) - weightOf(a));
  return lanes.map(([key, lane]) => ({
    kind: 'service',
    key: `service ${key}`,
    title: visibleText(lane.name),
    sub: lane.name === lane.packageName ? '' : visibleText(lane.packageName),
    layers: layered(lane.stretches),
    marks: new MarkTrack(lane.marks),
    type: lane.type,
    hasBrackets: lane.marks.some(hasBracket),
  }));
}
