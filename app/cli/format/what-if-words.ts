/** The words of `curfew what-if`: outcomes, changes against the base, and the course of an outcome along a varied value. */
import { formatDifference, formatDuration } from '../../../engine/time-format.js';
import { axisText, type Axis } from '../../../engine/what-if/axis.js';
import { courseOf, type Stretch } from '../../../engine/what-if/course.js';
import { outcomeWords } from '../../lab/reports/words.js';
import type { OutcomeName } from '../../../engine/android/outcomes.js';

export type MomentText = (elapsedMs: number) => string;

interface Named {
  readonly outcome: OutcomeName;
  readonly component: string;
  readonly type: string | null;
}

/** `timeout callback of .SyncService (dataSync)`. The package is named where there are several. */
export function outcomeTitle({ outcome, component, type }: Named, hasManyPackages: boolean, nth = 1): string {
  const slash = component.indexOf('/');
  const service = hasManyPackages || slash < 0 ? component : component.slice(slash + 1);
  const about = [service === '' ? '' : ` of ${service}`, type === null ? '' : ` (${type})`].join('');
  return `${outcomeWords(outcome)}${about}${nth > 1 ? `, number ${nth}` : ''}`;
}

/** Against the base: `—` the same, `moved +30 m`, `new: 22:39`, `gone`; nothing where neither has it. */
export function changeWords(base: number, moment: number, momentText: MomentText): string {
  if (Number.isNaN(moment)) return Number.isNaN(base) ? '' : 'gone';
  if (Number.isNaN(base)) return `new: ${momentText(moment)}`;
  return moment === base ? '—' : `moved ${formatDifference(moment - base)}`;
}

/** So few values are told one by one. */
const FEW = 3;

/**
 * One sentence: `at 22:39 up to dataSyncLimit 3h, then 30 m later with every step, up to 01:39 at 6h, gone from 6h30m on`.
 * `moments`: by value of the axis; NaN: it does not come.
 */
export function courseWords(axis: Axis, moments: ArrayLike<number>, momentText: MomentText): string {
  const { name, values } = axis;
  const valueText = (index: number): string => axisText(axis, values[index] ?? 0);
  const stretches = courseOf(moments);
  const [first] = stretches;
  if (first !== undefined && stretches.length === 1 && first.kind === 'stays')
    return `at ${momentText(moments[0]!)} whatever the ${name}`;
  if (first !== undefined && stretches.length === 1 && first.kind === 'gone') return 'does not come';
  if (values.length <= FEW)
    return values
      .map((_, index) => {
        const moment = moments[index]!;
        return `${name} ${valueText(index)}: ${Number.isNaN(moment) ? 'does not come' : `at ${momentText(moment)}`}`;
      })
      .join('; ');
  const words = stretches.map((stretch, index) =>
    stretchWords(stretch, {
      isFirst: index === 0,
      isLast: index === stretches.length - 1,
      isAfterMove: isMove(stretches[index - 1]),
      moments,
      momentText,
      // The first value says what it is a value of.
      valueText: (at) => (index === 0 ? `${name} ${valueText(at)}` : valueText(at)),
      bareText: valueText,
    }),
  );
  return words.join(', ');
}

function isMove(stretch: Stretch | undefined): boolean {
  return stretch?.kind === 'later' || stretch?.kind === 'earlier';
}

interface StretchPlace {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isAfterMove: boolean;
  readonly moments: ArrayLike<number>;
  readonly momentText: MomentText;
  readonly valueText: (index: number) => string;
  /** Without the name of the axis. */
  readonly bareText: (index: number) => string;
}

function stretchWords(stretch: Stretch, place: StretchPlace): string {
  const { kind, from, to } = stretch;
  const { isFirst, isAfterMove, moments, momentText, valueText } = place;
  switch (kind) {
    case 'gone':
      return `${isFirst ? 'does not come' : 'gone'} ${rangeWords(stretch, place)}`;
    case 'stays':
      if (isAfterMove) return `then unchanged ${rangeWords(stretch, place)}`;
      return `at ${momentText(moments[from]!)} ${rangeWords(stretch, place)}`;
    case 'later':
    case 'earlier': {
      const start = isFirst ? `at ${momentText(moments[from]!)} with ${valueText(from)}, ` : '';
      return `${start}then ${stepWords(moments, stretch)} to ${momentText(moments[to]!)} at ${place.bareText(to)}`;
    }
  }
}

/** `30 m later with every step`, where every step moves it as much. */
function stepWords(moments: ArrayLike<number>, { kind, from, to }: Stretch): string {
  const first = Math.abs(moments[from + 1]! - moments[from]!);
  for (let at = from + 1; at <= to; at++)
    if (Math.abs(moments[at]! - moments[at - 1]!) !== first) return `${kind} with every step, up`;
  return `${formatDuration(first)} ${kind}${to - from === 1 ? '' : ' with every step'}, up`;
}

function rangeWords({ from, to }: Stretch, { isFirst, isLast, valueText }: StretchPlace): string {
  if (isFirst) return from === to ? `with ${valueText(to)}` : `up to ${valueText(to)}`;
  if (isLast) return `from ${valueText(from)} on`;
  return from === to ? `with ${valueText(from)}` : `from ${valueText(from)} to ${valueText(to)}`;
}
