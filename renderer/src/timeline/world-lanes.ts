/** What the device did meanwhile: processes, screen and sleep, reboots, gaps in the log. */
import type { Analysis, Span } from '../../../app/api/contract.js';
import { visibleText } from '../../../app/api/picture.js';
import { t } from '../messages/translate.js';
import { layered, type Layer } from './layers.js';
import { fillValue, type Fill, type LaneStretch, type WorldLane } from './timeline-model.js';

/** Processes beyond these are counted on the lane of the last one, not drawn. */
const MAX_PROCESSES = 12;

const isTop = (span: Span): boolean => /^B?TOP\b|^BOUND_TOP/.test(span.value);
const worldFill: Readonly<Record<Exclude<Span['lane'], 'process'>, Fill>> = {
  screen: 'screen',
  sleep: 'sleep',
  gap: 'gap',
  boot: 'boot',
};

function fillOf(span: Span): Fill {
  if (span.lane === 'process') return isTop(span) ? 'top' : 'alive';
  // Yellow is light: a screen that is off must not look lit.
  return span.lane === 'screen' && span.value === 'off' ? 'alive' : worldFill[span.lane];
}

function worldStretch(span: Span): LaneStretch {
  return {
    fromMs: span.fromElapsedMs,
    toMs: Math.max(span.fromElapsedMs, span.toElapsedMs),
    value: fillValue(fillOf(span)),
    openStart: false,
    openEnd: false,
    label: visibleText(span.value),
    session: null,
  };
}

function worldLane(key: string, title: string, sub: string, spans: readonly Span[]): WorldLane[] {
  if (spans.length === 0) return [];
  return [
    { kind: 'world', key: `world ${key}`, title, sub: visibleText(sub), layers: layered(spans.map(worldStretch)) },
  ];
}

export function worldLanes(analysis: Analysis): WorldLane[] {
  const firstMs = analysis.span?.first.elapsedMs ?? 0;
  const bySubject = new Map<string, Span[]>();
  for (const span of analysis.spans.filter(({ lane }) => lane === 'process')) {
    const spans = bySubject.get(span.subject);
    if (spans === undefined) bySubject.set(span.subject, [span]);
    else spans.push(span);
  }
  const of = (...lanes: readonly Span['lane'][]): Span[] => analysis.spans.filter((span) => lanes.includes(span.lane));
  return [
    ...[...bySubject]
      .slice(0, MAX_PROCESSES)
      .flatMap(([subject, spans]) => worldLane(`process ${subject}`, t('timeline.lane-process'), subject, spans)),
    ...worldLane('screen', t('timeline.lane-screen'), '', screenOn(of('screen', 'sleep'))),
    // The boot that the log begins with is no reboot.
    ...worldLane(
      'boot',
      t('timeline.lane-boot'),
      '',
      of('boot').filter((span) => span.fromElapsedMs > firstMs),
    ),
    ...worldLane('gap', t('timeline.lane-gap'), '', of('gap')),
  ];
}

/** A dark screen is empty paper; only light and sleep are drawn. With no light at all the dark is, so that the lane says something. */
function screenOn(spans: readonly Span[]): readonly Span[] {
  const lit = spans.filter((span) => span.lane === 'sleep' || span.value !== 'off');
  return lit.length > 0 ? lit : spans;
}

export function gapsOf(analysis: Analysis): Layer<LaneStretch> | undefined {
  return layered(analysis.spans.filter((span) => span.lane === 'gap').map(worldStretch))[0];
}
