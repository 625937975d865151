/**
 * A report as a JUnit XML file: one suite for each part, one test case for each verdict that a person is told. The shape is
 * that of the schema `junit-10.xsd` of the Jenkins xUnit plugin, which other servers read as well. Nothing in it depends on
 * when it was written: the same subject gives the same bytes.
 */
import type { Analysis } from '../../../engine/compare/analysis.js';
import { readWall } from '../../../engine/time-format.js';
import { MS_PER_SECOND } from '../../../engine/time.js';
import { partFacts } from './facts.js';
import { subjectOfAnalyses, type ReportPart, type ReportSubject } from './subject.js';
import { testCasesOf, type TestCase, type TestStatus } from './test-cases.js';
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

const elementOf: Readonly<Record<Exclude<TestStatus, 'passed'>, string>> = {
  failed: 'failure',
  skipped: 'skipped',
  error: 'error',
};

function caseXml(one: TestCase): string {
  const head = `    <testcase classname="${attribute(one.className)}" name="${attribute(one.name)}" time="${seconds(one.ranMs)}"`;
  if (one.status === 'passed') return `${head}/>`;
  const element = elementOf[one.status];
  const body = content(one.lines.join('\n'));
  const inner = `<${element} type="${attribute(one.kind)}" message="${attribute(one.message)}">${body}</${element}>`;
  return `${head}>\n      ${inner}\n    </testcase>`;
}

function propertiesXml(part: ReportPart): string {
  const lines = partFacts(part).map(
    ([name, value]) => `      <property name="${attribute(name)}" value="${attribute(value)}"/>`,
  );
  return `    <properties>\n${lines.join('\n')}\n    </properties>`;
}

/** Local time of the first moment, in the form the schema wants; nothing when no clock tells it. */
function timestampAttribute(part: ReportPart): string {
  const wall = part.analysis?.span?.first.wall ?? part.played?.case.begunAt ?? null;
  return wall === null || readWall(wall) === null ? '' : ` timestamp="${wall.slice(0, 19)}"`;
}

interface Suite {
  readonly part: ReportPart;
  readonly cases: readonly TestCase[];
}

const count = (cases: readonly TestCase[], status: TestStatus): number =>
  cases.filter((one) => one.status === status).length;

const countsOf = (cases: readonly TestCase[]): string =>
  `tests="${cases.length}" failures="${count(cases, 'failed')}" errors="${count(cases, 'error')}"`;

const timeOf = (cases: readonly TestCase[]): string =>
  `time="${seconds(cases.reduce((total, one) => total + one.ranMs, 0))}"`;

function suiteXml({ part, cases }: Suite): string[] {
  const head = `  <testsuite name="${attribute(part.title)}" ${countsOf(cases)} skipped="${count(cases, 'skipped')}"`;
  return [
    `${head} ${timeOf(cases)}${timestampAttribute(part)}>`,
    propertiesXml(part),
    ...cases.map(caseXml),
    '  </testsuite>',
  ];
}

/** The whole file. `time` of a case is how long its service had run; `time` of a suite is their sum. */
export function renderJUnit(given: Analysis | ReportSubject): string {
  const subject = 'curfew' in given ? subjectOfAnalyses([given]) : given;
  const suites = subject.parts.map((part): Suite => ({ part, cases: testCasesOf(part) }));
  const all = suites.flatMap(({ cases }) => cases);
  const name = subject.run === null ? 'curfew' : `curfew: ${subject.title}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(name)}" ${countsOf(all)} ${timeOf(all)}>`,
    ...suites.flatMap(suiteXml),
    '</testsuites>',
    '',
  ].join('\n');
}
