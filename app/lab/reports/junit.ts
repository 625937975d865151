/**
 * An analysis as a JUnit XML file: one test case per verdict that a person is told. The shape is that of the schema
 * `junit-10.xsd` of the Jenkins xUnit plugin, which other servers read as well.
 *
 *     early, late, missing, unpredicted   failure
 *     not-observable, interrupted         skipped
 *     as-predicted                        passed
 */
import type {
  Analysis,
  Moment,
  ObservedOutcome,
  PredictedOutcome,
  Session,
  Verdict,
} from '../../../engine/compare/analysis.js';
import { formatDuration, readWall } from '../../../engine/time-format.js';
import { MS_PER_SECOND } from '../../../engine/time.js';
import { momentWords, placeWords, spanWords, zoneWords } from './moments.js';
import {
  differenceWords,
  headline,
  policyWords,
  releaseWords,
  serviceName,
  spokenVerdicts,
  verdictWords,
} from './words.js';
import { visibleLines, visibleText } from './visible-text.js';

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => references[character] ?? '');

/** Characters that XML 1.0 forbids become visible escapes; line ends too, as an attribute would turn them into spaces. */
const attribute = (text: string): string => escaped(visibleText(text));
const content = (text: string): string => escaped(visibleLines(text));

/** Seconds with milliseconds, never negative, never in exponent form. */
const seconds = (milliseconds: number): string => (Math.max(0, milliseconds) / MS_PER_SECOND).toFixed(3);

type Result = 'passed' | 'failure' | 'skipped';

function resultOf(verdict: Verdict): Result {
  switch (verdict.verdict) {
    case 'as-predicted':
      return 'passed';
    case 'not-observable':
    case 'interrupted':
      return 'skipped';
    case 'early':
    case 'late':
    case 'missing':
    case 'unpredicted':
      return 'failure';
  }
}

interface Case {
  readonly result: Result;
  readonly className: string;
  readonly name: string;
  readonly timeMs: number;
  readonly type: string;
  readonly message: string;
  readonly body: string;
}

interface Outcomes {
  readonly sessions: ReadonlyMap<string, readonly Session[]>;
  readonly predicted: ReadonlyMap<number, PredictedOutcome>;
  readonly observed: ReadonlyMap<number, ObservedOutcome>;
}

function sessionsByService(analysis: Analysis): ReadonlyMap<string, readonly Session[]> {
  const groups = new Map<string, Session[]>();
  for (const session of analysis.sessions) {
    const name = serviceName(session.package, session.component);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [session]);
    else group.push(session);
  }
  return groups;
}

/** Uptime that the service had run when the outcome came, or was due; 0 when no session holds that moment. */
function ranMs(sessions: readonly Session[], at: Moment | undefined): number {
  if (at === undefined) return 0;
  const session = sessions.findLast((one) => one.start.elapsedMs <= at.elapsedMs);
  if (session === undefined || (session.stop !== null && session.stop.elapsedMs < at.elapsedMs)) return 0;
  return at.uptimeMs - session.start.uptimeMs;
}

function caseOf(analysis: Analysis, outcomes: Outcomes, verdict: Verdict): Case {
  const predicted = verdict.predicted === null ? undefined : outcomes.predicted.get(verdict.predicted);
  const observed = verdict.observed === null ? undefined : outcomes.observed.get(verdict.observed);
  const due = predicted === undefined ? undefined : `predicted ${momentWords(predicted.at)}`;
  const seen = observed === undefined ? undefined : `observed ${momentWords(observed.at)}`;
  const className = serviceName(verdict.package, verdict.service);
  const sessions = outcomes.sessions.get(className) ?? [];
  const { cause } = verdict;
  const causeText = cause === null ? '' : `; ${cause.standing} cause ${cause.cause}: ${cause.explanation}`;
  const lines = [
    `${due ?? 'not predicted'}`,
    `${seen ?? 'not observed'}`,
    `difference ${differenceWords(verdict)}`,
    ...(predicted?.because ?? []).map((reason) => `because: ${reason}`),
    ...(observed === undefined ? [] : [`${placeWords(analysis, observed.at)}: ${observed.at.text ?? ''}`]),
    ...(cause?.evidence ?? []).map((line) => `for the cause, ${placeWords(analysis, line)}: ${line.text ?? ''}`),
  ];
  return {
    result: resultOf(verdict),
    className,
    name: `${verdict.outcome} ${due ?? seen ?? ''}`.trim(),
    timeMs: ranMs(sessions, observed?.at ?? predicted?.at),
    type: verdict.verdict,
    message: `${verdictWords(verdict)}${causeText}`,
    body: lines.join('\n'),
  };
}

/** Servers merge cases of one name, so the second of a name is told apart. */
function withUniqueNames(cases: readonly Case[]): Case[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = `${one.className}\n${one.name}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? one : { ...one, name: `${one.name} (${times})` };
  });
}

function caseXml(one: Case): string {
  const head = `    <testcase classname="${attribute(one.className)}" name="${attribute(one.name)}" time="${seconds(one.timeMs)}"`;
  if (one.result === 'passed') return `${head}/>`;
  const inner = `<${one.result} type="${attribute(one.type)}" message="${attribute(one.message)}">${content(one.body)}</${one.result}>`;
  return `${head}>\n      ${inner}\n    </testcase>`;
}

function propertiesXml(analysis: Analysis): string {
  const properties: readonly (readonly [string, string])[] = [
    ['headline', headline(analysis)],
    ['policy', policyWords(analysis)],
    ['policy.from', analysis.policyFrom],
    ['device', releaseWords(analysis)],
    ['tolerance', formatDuration(analysis.toleranceMs)],
    ['log', spanWords(analysis)],
    ['zone', zoneWords(analysis)],
    ...analysis.sources.map((source) => ['source', `${source.file} (${source.layout})`] as const),
  ];
  const lines = properties.map(([name, value]) => `      <property name="${name}" value="${attribute(value)}"/>`);
  return `    <properties>\n${lines.join('\n')}\n    </properties>`;
}

/** Local time of the first moment, in the form the schema wants; nothing when no clock tells it. */
function timestampAttribute(analysis: Analysis): string {
  const wall = analysis.span?.first.wall ?? null;
  return wall === null || readWall(wall) === null ? '' : ` timestamp="${wall.slice(0, 19)}"`;
}

/** The whole file. `time` of a case is how long its service had run; `time` of the suite is their sum. */
export function renderJUnit(analysis: Analysis): string {
  const outcomes = {
    sessions: sessionsByService(analysis),
    predicted: new Map(analysis.predicted.map((outcome) => [outcome.id, outcome])),
    observed: new Map(analysis.observed.map((outcome) => [outcome.id, outcome])),
  };
  const cases = withUniqueNames(spokenVerdicts(analysis).map((verdict) => caseOf(analysis, outcomes, verdict)));
  const countOf = (result: Result): number => cases.filter((one) => one.result === result).length;
  const totalMs = cases.reduce((total, one) => total + Math.max(0, one.timeMs), 0);
  const counts = `tests="${cases.length}" failures="${countOf('failure')}" errors="0"`;
  const time = `time="${seconds(totalMs)}"`;
  const name = attribute(analysis.sources[0]?.file ?? 'analysis');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="curfew" ${counts} ${time}>`,
    `  <testsuite name="${name}" ${counts} skipped="${countOf('skipped')}" ${time}${timestampAttribute(analysis)}>`,
    propertiesXml(analysis),
    ...cases.map(caseXml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
