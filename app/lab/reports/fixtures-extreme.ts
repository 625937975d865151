/** Analyses at the edges, for tests: hostile text in every place, and more services than a report can draw. */
import type { Analysis, ProvenMoment } from '../../../engine/compare/analysis.js';
import { MS_PER_HOUR } from '../../../engine/time.js';
import { callbackLine, late, moment, packageName, session } from './fixtures.js';

/** What a hostile app may write: markup, the end of a CDATA section, terminal sequences, reversed reading, NUL, half a surrogate pair. */
export const hostileText =
  '</script><svg onload=alert(1)>"\'`&amp; ]]> --> \u001b[31mred\u001b]0;title\u0007 \u202egnp.exe\u202c \u0000 \ud83d \u2028 end';

/** The same analysis with hostile text in every place where text of a log can stand. */
export const hostile: Analysis = poisoned(late);

/** Every string that comes from a log or a file name replaced by hostile text; the shape stays. */
function poisoned(analysis: Analysis): Analysis {
  const poison = (text: string): string => `${text}${hostileText}`;
  const moments = (at: ProvenMoment): ProvenMoment => ({ ...at, text: hostileText });
  return {
    ...analysis,
    sources: analysis.sources.map((source) => ({
      ...source,
      file: poison(source.file),
      layout: poison(source.layout),
    })),
    device: { release: 15, fingerprint: hostileText, releaseFrom: hostileText },
    clock: { ...analysis.clock, yearFrom: hostileText, zoneFrom: hostileText, notes: [hostileText] },
    policy: poison(analysis.policy),
    variant: hostileText,
    policyFrom: hostileText,
    sessions: analysis.sessions.map((one) => ({
      ...one,
      package: poison(one.package),
      component: poison(one.component),
      types: [hostileText],
      start: moments(one.start),
      stop: one.stop === null ? null : { ...moments(one.stop), reason: hostileText },
    })),
    predicted: analysis.predicted.map((one) => ({
      ...one,
      package: poison(one.package),
      service: poison(one.service ?? ''),
      type: hostileText,
      because: [hostileText],
      rule: hostileText,
      source: hostileText,
    })),
    observed: analysis.observed.map((one) => ({
      ...one,
      package: poison(one.package),
      service: poison(one.service ?? ''),
      type: hostileText,
      text: hostileText,
      at: moments(one.at),
      evidence: one.evidence.map(moments),
    })),
    verdicts: analysis.verdicts.map((one) => ({
      ...one,
      package: poison(one.package),
      service: poison(one.service ?? ''),
      cause: one.cause === null ? null : { ...one.cause, explanation: hostileText, evidence: [moments(callbackLine)] },
    })),
    budgets: analysis.budgets.map((one) => ({ ...one, package: poison(one.package), type: hostileText })),
    spans: analysis.spans.map((span) => ({ ...span, subject: poison(span.subject), value: hostileText })),
    assumptions: [hostileText],
    diagnostics: analysis.diagnostics.map((one) => ({
      ...one,
      what: hostileText,
      first: { ...one.first, text: hostileText },
    })),
  };
}

/** Many services with many short sessions, a log of a whole month: what the pictures and tables must bound. */
export function crowded(services: number, sessionsEach: number): Analysis {
  const length = 30 * 24 * MS_PER_HOUR;
  const step = length / (sessionsEach + 1);
  const sessions = Array.from({ length: services }, (_, index) => `${packageName}/.Worker${index}`).flatMap(
    (component) =>
      Array.from({ length: sessionsEach }, (_, turn) =>
        session(component, (turn + 0.2) * step, (turn + 0.8) * step, turn + 1),
      ),
  );
  return { ...late, span: { first: moment(0), last: moment(length) }, sessions: [...late.sessions, ...sessions] };
}
