/** `curfew policies`: the policies that come with Curfew, their numbers and where each was read; or one, value by value. */
import { formatDuration } from '../../../engine/time-format.js';
import { policies } from '../../../engine/policy/policies.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { valuesOf, type PolicyValue, type ResolvedPolicy } from '../../../engine/policy/resolved-policy.js';
import { displayWidth } from '../../lab/reports/display-width.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { parseCommandLine } from '../arguments.js';
import { deviceOptionHelp, deviceOptionNames, overridden, readDeviceOptions, warn } from '../device-options.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';
import { resolvedPolicyFrom } from '../policy-option.js';

export const policiesHelp = `curfew policies [--format text|json]
curfew policies NAME|FILE [options]

Lists the policies: what each limits, in which variant of the code, and the sources it was read from.
With a name or a policy file (docs/policies.md): every value of that policy and where it comes from.

${deviceOptionHelp}
  --format F           text (default), json`;

export function policiesCommand(args: readonly string[]): ExitCode {
  const { values, files } = parseCommandLine(args, { ...deviceOptionNames, format: { type: 'string' } });
  const [nameOrFile, second] = files;
  if (second !== undefined) throw usageError(`policies takes one name or file, but got "${second}" too.`);
  const { format = 'text' } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  if (nameOrFile === undefined) {
    const option = (['device-config', 'set', 'target-sdk'] as const).find((name) => values[name] !== undefined);
    if (option !== undefined) throw usageError(`--${option} wants a policy: curfew policies android-15 --${option} …`);
    writeResult(format === 'json' ? JSON.stringify(policies, null, 2) : policies.map(describe).join('\n\n'), undefined);
    return ExitCode.asPredicted;
  }
  const { resolved, changes, warnings } = overridden(resolvedPolicyFrom(nameOrFile), readDeviceOptions(values));
  warn('policies', warnings);
  const text = format === 'json' ? JSON.stringify(jsonOf(resolved), null, 2) : describeValues(resolved, changes);
  writeResult(text, undefined);
  return ExitCode.asPredicted;
}

function describe(policy: Policy): string {
  const lines = headOf(policy);
  const limits = policy.timeLimitedTypes;
  if (limits === null) lines.push('    no time-limited types');
  else {
    lines.push(
      `    dataSync ${formatDuration(limits.dataSyncLimit)} · mediaProcessing ${formatDuration(limits.mediaProcessingLimit)} · crash ${formatDuration(limits.crashGrace)} after onTimeout`,
    );
    lines.push(
      `    for apps that target SDK ${limits.enabledSinceTargetSdk} or higher · window ${formatDuration(limits.window)}`,
    );
  }
  return [...lines, ...sourcesOf(policy)].join('\n');
}

function headOf({ name, title, variant }: Policy): string[] {
  return [`${name}  ${title}`, ...(variant === null ? [] : [`    code variant ${variant}`])];
}

function sourcesOf({ sources }: Policy): string[] {
  return sources.flatMap(({ what, where }) => [`    source: ${what}`, `            ${where}`]);
}

/** Every value with its origin, in columns. */
function describeValues(resolved: ResolvedPolicy, changes: readonly string[]): string {
  const { policy } = resolved;
  const rows = valuesOf(resolved).map((value) => [value.setting.name, valueText(value), value.origin] as const);
  const widthOf = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => displayWidth(row[column])));
  const [names, values] = [widthOf(0), widthOf(1)];
  const other = changes.filter((change) => !rows.some(([, , origin]) => origin === change));
  return [
    ...headOf(policy),
    ...(policy.timeLimitedTypes === null ? ['    no time-limited types'] : []),
    ...rows.map(([name, value, origin]) => `    ${name.padEnd(names)}  ${value.padStart(values)}  ${origin}`),
    ...other.map((change) => `    ${change}`),
    ...sourcesOf(policy),
  ]
    .map(visibleText)
    .join('\n');
}

function valueText({ setting, value }: PolicyValue): string {
  if (setting.unit === 'flag') return value === 1 ? 'true' : 'false';
  return setting.unit === 'duration' ? formatDuration(value) : String(value);
}

function jsonOf(resolved: ResolvedPolicy): object {
  const { policy } = resolved;
  return {
    ...policy,
    values: valuesOf(resolved).map(({ setting, value, origin }) => ({
      name: setting.name,
      key: setting.keptIn === null ? null : setting.key,
      keptIn: setting.keptIn,
      unit: setting.unit,
      value: setting.unit === 'flag' ? value === 1 : value,
      origin,
    })),
  };
}
