/** Policies by name: those that come with Curfew, and the files in a person's own folder. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { policies, policyNamed } from '../../engine/policy/policies.js';
import type { Policy } from '../../engine/policy/policy.js';
import { maxPolicyLength, readPolicy } from '../../engine/policy/read-policy.js';
import { asShipped, valuesOf, type ResolvedPolicy } from '../../engine/policy/resolved-policy.js';
import { fail, ok, type Result } from '../../engine/result.js';
import type { PolicySummary } from './contract.js';
import { isAbsent } from './file-errors.js';

const policyFile = /^[^/\\]+\.(?:ya?ml|json)$/i;

/** A policy that comes with Curfew, or the policy file of this name. The error says what is wrong with it. */
export async function findPolicy(folder: string, name: string): Promise<Result<Policy, string>> {
  const shipped = policyNamed(name);
  if (shipped !== undefined) return ok(shipped);
  const files = await policyFiles(folder);
  for (const file of files) {
    const read = await readPolicyFile(folder, file);
    if (read.ok && (read.value.policy.name === name || file === name)) return ok(read.value.policy);
    if (!read.ok && file === name) return read;
  }
  return fail(
    `There is no policy "${name}". Known: ${policies.map((known) => known.name).join(', ')}; and files in ${folder}.`,
  );
}

/** All that can be used; files with mistakes are left out (the person who names one is told what is wrong). */
export async function listPolicies(folder: string): Promise<readonly PolicySummary[]> {
  const files = await Promise.all((await policyFiles(folder)).map((file) => readPolicyFile(folder, file)));
  const own = files.flatMap((read) => (read.ok ? [read.value] : []));
  return [
    ...policies.map((policy) => summaryOf(asShipped(policy), 'built in')),
    ...own.map((resolved) => summaryOf(resolved, 'file')),
  ];
}

async function policyFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => policyFile.test(name)).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function readPolicyFile(folder: string, name: string): Promise<Result<ResolvedPolicy, string>> {
  const text = await readFile(path.join(folder, name), 'utf8');
  const read = readPolicy(text.slice(0, maxPolicyLength + 1), name);
  if (read.ok) return read;
  return fail(read.error.map(({ line, column, message }) => `${name}:${line}:${column}: ${message}`).join('\n'));
}

function summaryOf(resolved: ResolvedPolicy, source: PolicySummary['source']): PolicySummary {
  const { name, title, release, variant } = resolved.policy;
  const durations = valuesOf(resolved).filter(({ setting }) => setting.unit === 'duration' && setting.keptIn !== null);
  return {
    name,
    title,
    release,
    variants: variant === null ? [] : variantsOf(release, variant),
    config: Object.fromEntries(durations.map(({ setting, value }) => [setting.key, value])),
    source,
  };
}

/** Its own first, then those that other policies of the same release have. */
function variantsOf(release: number | null, own: string): readonly string[] {
  const others = release === null ? [] : policies.filter((policy) => policy.release === release);
  return [...new Set([own, ...others.flatMap(({ variant }) => variant ?? [])])];
}

/** The policy of the same release with another variant of the code. */
export function withVariant(policy: Policy, variant: string): Result<Policy, string> {
  if (policy.variant === variant) return ok(policy);
  const { release } = policy;
  const other = policies.find((candidate) => candidate.variant === variant && candidate.release === release);
  return other === undefined ? fail(`${policy.name} has no variant ${variant}.`) : ok(other);
}
