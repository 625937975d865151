/**
 * What is varied: `NAME=FROM..TO:STEP` or `NAME=VALUE,VALUE`.
 *
 *     dataSyncLimit=1h..8h:30m                  by name, or by DeviceConfig key; 1h, 1h30m, … 8h
 *     fgs_crash_extra_wait_duration=5s,10s,1m
 *     enable_fgs_timeout_crash_behavior=true,false
 *     targetSdk=34,35                           of the apps of the recording or scenario
 *     release=14..17:1                          the policy of each release
 */
import { settingNamed, settingWords, type PolicySetting } from '../policy/settings.js';
import { fail, ok, type Result } from '../result.js';
import { nearestWord } from '../scenario/nearest-word.js';
import { parseDuration, writeDuration } from '../scenario/parse-duration.js';

/** Policies of one question; a grid with more is a slip of the pen. */
export const maxPolicies = 10_000;

export type AxisSubject =
  { readonly kind: 'setting'; readonly setting: PolicySetting } | { readonly kind: 'targetSdk' | 'release' };

export interface Axis {
  /** As the person wrote it. */
  readonly name: string;
  readonly subject: AxisSubject;
  /** In the order asked for, each once. */
  readonly values: readonly number[];
}

interface Range {
  readonly unit: 'duration' | 'number' | 'flag';
  readonly least: number;
  readonly most: number;
}

const LARGEST_SDK = 1_000;
/** Each holds a copy of the recording. */
const MAX_TARGET_SDKS = 20;
const OLDEST_RELEASE = 14;
const NEWEST_RELEASE = 17;
const MAX_SHOWN = 60;

/** How a value of an axis is written. */
export function axisText({ subject }: Axis, value: number): string {
  const unit = unitOf(subject).unit;
  if (unit === 'flag') return value === 1 ? 'true' : 'false';
  return unit === 'duration' ? writeDuration(value) : String(value);
}

function unitOf(subject: AxisSubject): Range {
  if (subject.kind === 'setting') return subject.setting;
  return subject.kind === 'targetSdk'
    ? { unit: 'number', least: 1, most: LARGEST_SDK }
    : { unit: 'number', least: OLDEST_RELEASE, most: NEWEST_RELEASE };
}

/** The axis, or what is wrong with the text as a sentence. */
export function parseAxis(text: string): Result<Axis, string> {
  const equals = text.indexOf('=');
  if (equals <= 0)
    return fail(
      `wants NAME=FROM..TO:STEP or NAME=VALUE,VALUE, for example dataSyncLimit=1h..8h:30m, not ${quoted(text)}`,
    );
  const name = text.slice(0, equals);
  const subject = subjectNamed(name);
  if (subject === undefined) return fail(`cannot vary ${quoted(name)}; ${hint(name)}`);
  const values = parseValues(text.slice(equals + 1), unitOf(subject));
  if (!values.ok) return fail(`${name}: ${values.error}`);
  if (subject.kind === 'targetSdk' && values.value.length > MAX_TARGET_SDKS)
    return fail(`${name}: has ${values.value.length} values, at most ${MAX_TARGET_SDKS} can be asked for`);
  return ok({ name, subject, values: values.value });
}

function subjectNamed(name: string): AxisSubject | undefined {
  if (name === 'targetSdk' || name === 'release') return { kind: name };
  const setting = settingNamed(name);
  return setting === undefined ? undefined : { kind: 'setting', setting };
}

function hint(name: string): string {
  const words = ['targetSdk', 'release', ...settingWords()];
  const nearest = nearestWord(name, words);
  return nearest === undefined ? `known: ${words.join(', ')}` : `did you mean "${nearest}"?`;
}

function parseValues(text: string, range: Range): Result<readonly number[], string> {
  const dots = text.indexOf('..');
  if (dots >= 0) return parseRange(text, dots, range);
  const values = new Set<number>();
  for (const word of text.split(',')) {
    const value = parseValue(word, range);
    if (!value.ok) return value;
    values.add(value.value);
    if (values.size > maxPolicies) return fail(`has more than ${maxPolicies} values`);
  }
  return ok([...values]);
}

function parseRange(text: string, dots: number, range: Range): Result<readonly number[], string> {
  const colon = text.indexOf(':', dots);
  if (range.unit === 'flag') return fail('a flag has no range: write true,false');
  if (colon < 0) return fail(`${quoted(text)} needs a step: FROM..TO:STEP`);
  const from = parseValue(text.slice(0, dots), range);
  if (!from.ok) return from;
  const to = parseValue(text.slice(dots + 2, colon), range);
  if (!to.ok) return to;
  const step = parseValue(text.slice(colon + 1), { ...range, least: 1, most: Number.MAX_SAFE_INTEGER });
  if (!step.ok) return fail(`the step ${step.error}`);
  if (from.value > to.value) return fail(`${quoted(text)} goes from high to low; write the smaller value first`);
  const count = Math.floor((to.value - from.value) / step.value) + 1;
  if (count > maxPolicies) return fail(`${quoted(text)} has ${count} values, at most ${maxPolicies} can be asked for`);
  return ok(Array.from({ length: count }, (_, index) => from.value + index * step.value));
}

/** A value of a setting as a person writes it: `30m`, `34`, `true`; a whole number stands for milliseconds. */
export function parseValue(text: string, { unit, least, most }: Range): Result<number, string> {
  if (unit === 'flag') {
    if (text === 'true' || text === 'false') return ok(Number(text === 'true'));
    return fail(`wants true or false, not ${quoted(text)}`);
  }
  const isWhole = /^\d{1,15}$/.test(text);
  if (unit === 'number' && !isWhole) return fail(`wants a whole number, not ${quoted(text)}`);
  const value = isWhole ? ok(Number(text)) : parseDuration(text);
  if (!value.ok) return fail(`${quoted(text)} ${value.error}`);
  if (value.value >= least && value.value <= most) return value;
  return fail(`wants ${least} to ${most}, not ${quoted(text)}`);
}

function quoted(text: string): string {
  return text.length > MAX_SHOWN ? `"${text.slice(0, MAX_SHOWN)}…"` : `"${text}"`;
}
