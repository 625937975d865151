/** An analysis in a line: whose, on what, how it came out. */
import type { Analysis } from '../../../../app/api/contract.js';
import { visibleText } from '../../../../app/api/picture.js';
import { isSilent } from '../../../../engine/android/outcomes.js';
import { formatWall } from '../../../../engine/time-format.js';
import type { Tone } from '../../components/mark-kinds.js';
import { t } from '../../messages/translate.js';

/** The app that the log is about: the one with most to judge, then with most sessions. */
export function subjectOf(analysis: Analysis): string {
  const weights = new Map<string, number>();
  const add = (name: string, weight: number): void => {
    weights.set(name, (weights.get(name) ?? 0) + weight);
  };
  for (const session of analysis.sessions) add(session.package, 1);
  for (const verdict of analysis.verdicts) add(verdict.package, 1_000);
  for (const outcome of analysis.predicted) add(outcome.package, 0);
  const sorted = [...weights].sort(([, a], [, b]) => b - a).map(([name]) => visibleText(name));
  const [first] = sorted;
  if (first === undefined) return t('timeline.no-package');
  return sorted.length === 1 ? first : t('timeline.several-packages', { first, count: sorted.length - 1 });
}

/** Device, release, policy, day; what is not known is left out or said. */
export function contextOf(analysis: Analysis): readonly string[] {
  const { device, policy, variant, span } = analysis;
  const model = device.fingerprint?.split('/')[1];
  const day = span?.first.wall == null ? null : formatWall(span.first.wall).slice(0, 10);
  return [
    ...(model === undefined ? [] : [model]),
    device.release === null
      ? t('timeline.android-unknown')
      : t('timeline.android', { release: String(device.release) }),
    variant === null ? t('timeline.policy', { policy }) : t('timeline.policy-variant', { policy, variant }),
    ...(day === null ? [] : [day]),
  ];
}

export interface Count {
  readonly tone: Tone;
  readonly text: string;
}

/** Spoken verdicts by what they mean, best first. */
export function countsOf(analysis: Analysis): readonly Count[] {
  const spoken = analysis.verdicts.filter((verdict) => !isSilent(verdict.outcome));
  const agreeing = spoken.filter(({ verdict }) => verdict === 'as-predicted').length;
  const unknown = spoken.filter(({ verdict }) => verdict === 'not-observable' || verdict === 'interrupted').length;
  const differing = spoken.length - agreeing - unknown;
  const counts: readonly Count[] = [
    ...(agreeing > 0 ? [{ tone: 'agree', text: t('timeline.as-predicted', { count: agreeing }) } as const] : []),
    ...(differing > 0 ? [{ tone: 'wrong', text: t('timeline.differing', { count: differing }) } as const] : []),
    ...(unknown > 0 ? [{ tone: 'unknown', text: t('timeline.unknown', { count: unknown }) } as const] : []),
  ];
  return counts.length > 0 ? counts : [{ tone: 'muted', text: t('timeline.nothing-judged') }];
}

export function summaryOf(analysis: Analysis): string {
  return countsOf(analysis)
    .map(({ text }) => text)
    .join(', ');
}
