/** `curfew predict FILE`: what a scenario will lead to, and when; with `--lines`, many scenarios from standard input. */
import { readFileSync } from 'node:fs';
import { policies, policyNamed } from '../../../engine/policy/policies.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { compressScenario, parseFactor } from '../../../engine/scenario/compress.js';
import { policyOfScenario } from '../../../engine/scenario/policy-of-scenario.js';
import { readScenario } from '../../../engine/scenario/read-scenario.js';
import { answerLine, answerLongLine, type LineAnswer } from '../../../engine/scenario/scenario-lines.js';
import { maxScenarioLength } from '../../../engine/scenario/scenario-limits.js';
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { writeScenario } from '../../../engine/scenario/write-scenario.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { answerLines, isBrokenPipe } from '../answer-lines.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, unreadable, usageError } from '../exit-codes.js';
import { predict, type PredictedScenario } from '../format/predicted-scenario.js';
import { predictionPicture } from '../format/prediction-picture.js';
import { formatPrediction } from '../format/prediction-text.js';
import { terminalStyle, writeResult } from '../output.js';

export const predictHelp = `curfew predict FILE [options]
curfew predict --lines [--policy NAME] < scenarios.jsonl

Reads a scenario (YAML or JSON; docs/scenarios.md says what it means) and predicts what the system will
do because of its limits, when, and why. With --lines, every line of standard input is a scenario in
JSON, and every line of standard output its prediction.

  --policy NAME        ${policies.map((policy) => policy.name).join(', ')}
                       (default: that of the device that the scenario names)
  --compress 60x       so many times faster: limits and waits scaled together
  --format F           text (default), json, svg
  --out FILE           write there instead of to standard output

Exit code: 0 as the scenario expects, 1 something expected is not predicted, 2 usage, 3 unreadable input.`;

const formats = ['text', 'json', 'svg'] as const;
type Format = (typeof formats)[number];

export function predictCommand(args: readonly string[]): ExitCode {
  const { values, files } = parseCommandLine(args, {
    policy: { type: 'string' },
    compress: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    lines: { type: 'boolean' },
  });
  const policy = values.policy === undefined ? undefined : parsePolicy(values.policy);
  if (values.lines === true) {
    if (files.length > 0) throw usageError('--lines reads standard input and takes no file.');
    for (const option of ['compress', 'format', 'out'] as const)
      if (values[option] !== undefined) throw usageError(`--lines does not go with --${option}.`);
    return predictLines(policy);
  }
  const [file, second] = files;
  if (file === undefined) throw usageError('predict wants a scenario file.');
  if (second !== undefined) throw usageError(`predict takes one scenario, but got "${second}" too.`);
  const format = parseFormat(values.format ?? 'text');
  const factor = values.compress === undefined ? undefined : parseCompression(values.compress);
  const original = loadScenario(file);
  const used = policy ?? policyOfScenario(original);
  const compressed = factor === undefined ? null : compressScenario(original, used, factor);
  const predicted = predict(compressed?.scenario ?? original, used, compressed);
  writeResult(render(predicted, format, values.out !== undefined), values.out);
  return predicted.expectations.every(({ isMet }) => isMet) ? ExitCode.asPredicted : ExitCode.divergence;
}

function render(predicted: PredictedScenario, format: Format, toFile: boolean): string {
  switch (format) {
    case 'json':
      return JSON.stringify(jsonOf(predicted), null, 2);
    case 'svg':
      return predictionPicture(predicted);
    case 'text':
      return formatPrediction(predicted, toFile ? { colour: false, width: 120 } : terminalStyle());
  }
}

/** `prediction/1`; a compressed scenario is told too, with what was scaled and what could not be. */
function jsonOf({ prediction, compressed }: PredictedScenario): object {
  if (compressed === null) return prediction;
  const { factor, scaled, notScaled, differences, scenario } = compressed;
  return { ...prediction, compression: { factor, scaled, notScaled, differences, scenario: writeScenario(scenario) } };
}

function predictLines(policy: Policy | undefined): ExitCode {
  let hasErrors = false;
  const textOf = ({ text, isError }: LineAnswer): string => {
    hasErrors ||= isError;
    return text;
  };
  try {
    answerLines({
      answer: (line, number) => textOf(answerLine(line, number, policy)),
      answerTooLong: (number) => textOf(answerLongLine(number)),
      // A character takes up to four bytes.
      maxBytes: 4 * maxScenarioLength,
    });
  } catch (error) {
    if (!isBrokenPipe(error)) throw error;
  }
  return hasErrors ? ExitCode.unreadable : ExitCode.asPredicted;
}

/** Throws a `CommandError` that lists every mistake of the file with its line and column. */
function loadScenario(file: string): Scenario {
  const read = readScenario(readText(file), file);
  if (read.ok) return read.value;
  const lines = read.error.map(({ line, column, path, message }) => {
    const place = path === '' ? '' : `${path}: `;
    return visibleText(`${file}:${line}:${column}: ${place}${message}`);
  });
  throw unreadable(`${file} is no scenario that can be played.\n${lines.join('\n')}`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parsePolicy(name: string): Policy {
  const policy = policyNamed(name);
  if (policy !== undefined) return policy;
  throw usageError(`--policy wants one of ${policies.map((known) => known.name).join(', ')}, not "${name}".`);
}

function parseFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) throw usageError(`--format wants one of ${formats.join(', ')}, not "${text}".`);
  return format;
}

function parseCompression(text: string): number {
  const factor = parseFactor(text);
  if (!factor.ok) throw usageError(`--compress ${factor.error}.`);
  return factor.value;
}
