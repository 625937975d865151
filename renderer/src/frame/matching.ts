/** Which findings fit what a person typed: every word must occur, in any order; those that begin with it come first. */
import type { Finding, FindingGroup } from './findings.js';

/** More than these of one group help nobody; another word narrows it. */
const MOST_OF_A_GROUP = 12;

const fold = (text: string): string => text.normalize('NFKD').toLowerCase();

/** 0: does not fit. */
function fit({ title, note }: Finding, words: readonly string[]): number {
  const inTitle = fold(title);
  const all = `${inTitle} ${fold(note)}`;
  if (!words.every((word) => all.includes(word))) return 0;
  const [first = ''] = words;
  if (inTitle.startsWith(first)) return 3;
  return inTitle.includes(` ${first}`) ? 2 : 1;
}

export function matching(text: string, groups: readonly FindingGroup[]): readonly FindingGroup[] {
  const words = fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  return groups
    .map(({ title, findings }) => ({
      title,
      findings: findings
        .map((finding) => ({ finding, fits: fit(finding, words) }))
        .filter(({ fits }) => fits > 0)
        .toSorted((a, b) => b.fits - a.fits)
        .slice(0, MOST_OF_A_GROUP)
        .map(({ finding }) => finding),
    }))
    .filter(({ findings }) => findings.length > 0);
}
