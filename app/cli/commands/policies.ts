/** `curfew policies`: the policies that come with Curfew, their numbers and where each was read. */
import { formatDuration } from '../../../engine/time-format.js';
import { policies } from '../../../engine/policy/policies.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';

export const policiesHelp = `curfew policies [--format text|json]

Lists the policies: what each limits, in which variant of the code, and the sources it was read from.`;

export function policiesCommand(args: readonly string[]): ExitCode {
  const { values, files } = parseCommandLine(args, { format: { type: 'string' } });
  if (files.length > 0) throw usageError(`policies takes no file, but got "${files[0] ?? ''}".`);
  if (values.format === 'json') writeResult(JSON.stringify(policies, null, 2), undefined);
  else if (values.format === undefined || values.format === 'text')
    writeResult(policies.map(describe).join('\n\n'), undefined);
  else throw usageError(`--format wants text or json, not "${values.format}".`);
  return ExitCode.asPredicted;
}

function describe(policy: Policy): string {
  const lines = [`${policy.name}  ${policy.title}`];
  if (policy.variant !== null) lines.push(`    code variant ${policy.variant}`);
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
  for (const { what, where } of policy.sources) lines.push(`    source: ${what}`, `            ${where}`);
  return lines.join('\n');
}
