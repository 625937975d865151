/** Answers to one scenario beside each other: the engine's, the simulator's, and that of Android's own classes. */
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { engineLines, resultLines, simulatorLines } from '../judge.js';
import { scriptOf } from '../script-of.js';
import type { AospPlatform, PlatformAnswer } from './platform.js';

/** Who is compared with Android. */
export const judges = ['engine', 'simulator'] as const;
export type Judge = (typeof judges)[number];

export function isJudge(word: string): word is Judge {
  return (judges as readonly string[]).includes(word);
}

/** What each of them tells, one line for each outcome and budget. */
export type Answers = Readonly<Partial<Record<Judge, readonly string[]>>> & { readonly android: readonly string[] };

/** `undefined` when all agree, or when the scenario never comes to an end for one of them. */
export async function differenceIn(
  platform: AospPlatform,
  scenario: Scenario,
  against: readonly Judge[],
): Promise<Answers | undefined> {
  const answered = platform.play(scriptOf(scenario));
  // The two sides work at the same time.
  const own = against.map((judge) => [judge, linesOf(judge, scenario)] as const);
  const android = androidLines(await answered);
  if (android === undefined || own.some(([, lines]) => lines === undefined)) return undefined;
  const answers = { ...Object.fromEntries(own.map(([judge, lines]) => [judge, inOrder(lines ?? [])])), android };
  const isSame = Object.values(answers).every((lines) => lines.join('\n') === android.join('\n'));
  return isSame ? undefined : answers;
}

/** The platform's answer; where it stopped, the place in which it did. */
export function androidLines(answer: PlatformAnswer): readonly string[] | undefined {
  if ('failure' in answer) return [answer.failure];
  const lines = resultLines(answer);
  return lines === undefined ? undefined : inOrder(lines);
}

function linesOf(judge: Judge, scenario: Scenario): readonly string[] | undefined {
  return judge === 'engine' ? engineLines(scenario) : simulatorLines(scriptOf(scenario));
}

/** By instant; what happens at one instant has no order that a device could show. Budgets stay at the end. */
function inOrder(lines: readonly string[]): readonly string[] {
  return lines.toSorted((first, second) => instantOf(first) - instantOf(second) || (first < second ? -1 : 1));
}

function instantOf(line: string): number {
  const instant = Number.parseInt(line, 10);
  return Number.isNaN(instant) ? Number.MAX_SAFE_INTEGER : instant;
}

/** The same difference with as few steps and services as can be found. */
export async function shrink(platform: AospPlatform, scenario: Scenario, against: readonly Judge[]): Promise<Scenario> {
  let smallest = scenario;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest)) {
      if ((await differenceIn(platform, candidate, against)) === undefined) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerThan(scenario: Scenario): Generator<Scenario> {
  const { steps, services } = scenario;
  for (let index = steps.length - 1; index >= 0; index--)
    yield { ...scenario, steps: steps.filter((_, at) => at !== index) };
  for (const service of services)
    if (services.length > 1 && !steps.some((step) => 'service' in step && step.service === service.name))
      yield { ...scenario, services: services.filter((other) => other !== service) };
}
