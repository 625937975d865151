/** `curfew predict FILE`: what a scenario will lead to, and when; with `--lines`, many scenarios from standard input. */
import type { Policy } from '../../../engine/policy/policy.js';
import { asShipped } from '../../../engine/policy/resolved-policy.js';
import { compressScenario, parseFactor } from '../../../engine/scenario/compress.js';
import { policyOfScenario } from '../../../engine/scenario/policy-of-scenario.js';
import { answerLine, answerLongLine, type LineAnswer } from '../../../engine/scenario/scenario-lines.js';
import { maxScenarioLength } from '../../../engine/scenario/scenario-limits.js';
import { changedScenario } from '../../../engine/what-if/changed-inputs.js';
import { writeScenario } from '../../../engine/scenario/write-scenario.js';
import { answerLines, isBrokenPipe } from '../answer-lines.js';
import { parseCommandLine } from '../arguments.js';
import {
  deviceOptionHelp,
  deviceOptionNames,
  overridden,
  readDeviceOptions,
  warn,
  withTitle,
} from '../device-options.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { predict, type PredictedScenario } from '../format/predicted-scenario.js';
import { predictionPicture } from '../format/prediction-picture.js';
import { formatPrediction } from '../format/prediction-text.js';
import { loadScenario } from '../load-scenario.js';
import { terminalStyle, writeResult } from '../output.js';
import { policyNames, resolvedPolicyFrom } from '../policy-option.js';

export const predictHelp = `curfew predict FILE [options]
curfew predict --lines [--policy NAME] < scenarios.jsonl

Reads a scenario (YAML or JSON; docs/scenarios.md says what it means) and predicts what the system will
do because of its limits, when, and why. With --lines, every line of standard input is a scenario in
JSON, and every line of standard output its prediction.

  --policy NAME|FILE   ${policyNames.join(', ')},
                       or a policy file (default: that of the device that the scenario names)
${deviceOptionHelp}
  --compress 60x       so many times faster: limits and waits scaled together
  --format F           text (default), json, svg
  --out FILE           write there instead of to standard output

Exit code: 0 as the scenario expects, 1 something expected is not predicted, 2 usage, 3 unreadable input.`;

const formats = ['text', 'json', 'svg'] as const;
type Format = (typeof formats)[number];

export function predictCommand(args: readonly string[]): ExitCode {
  const { values, files } = parseCommandLine(args, {
    ...deviceOptionNames,
    policy: { type: 'string' },
    compress: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    lines: { type: 'boolean' },
  });
  const asked = values.policy === undefined ? undefined : resolvedPolicyFrom(values.policy);
  if (values.lines === true) {
    if (files.length > 0) throw usageError('--lines reads standard input and takes no file.');
    for (const option of ['compress', 'format', 'out', 'device-config', 'set', 'target-sdk'] as const)
      if (values[option] !== undefined) throw usageError(`--lines does not go with --${option}.`);
    return predictLines(asked?.policy);
  }
  const [file, second] = files;
  if (file === undefined) throw usageError('predict wants a scenario file.');
  if (second !== undefined) throw usageError(`predict takes one scenario, but got "${second}" too.`);
  const format = parseFormat(values.format ?? 'text');
  const factor = values.compress === undefined ? undefined : parseCompression(values.compress);
  const overrides = readDeviceOptions(values);
  const written = loadScenario(file);
  const { resolved, change, changes, warnings } = overridden(asked ?? asShipped(policyOfScenario(written)), overrides);
  warn('predict', warnings);
  const original = changedScenario(written, change);
  const used = withTitle(resolved.policy, changes);
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
