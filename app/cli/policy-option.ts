/** `--policy`: the name of a policy that comes with Curfew, or a policy file. Every command reads it here. */
import { policies, policyNamed } from '../../engine/policy/policies.js';
import { readPolicy } from '../../engine/policy/read-policy.js';
import { asShipped, type ResolvedPolicy } from '../../engine/policy/resolved-policy.js';
import { usageError } from './exit-codes.js';
import { mistakesError, readTextFile } from './text-files.js';

/** Stands for the policy of the release that a recording tells. */
export const AUTO = 'auto';

export const policyNames: readonly string[] = policies.map(({ name }) => name);

const FILE_NAME = /\.(?:ya?ml|json)$/i;

/**
 * The policy with the origin of each value. Throws a `CommandError`: for a word that names nothing, or with the mistakes of
 * the file, their lines and columns.
 */
export function resolvedPolicyFrom(nameOrFile: string): ResolvedPolicy {
  const policy = policyNamed(nameOrFile);
  if (policy !== undefined) return asShipped(policy);
  if (!FILE_NAME.test(nameOrFile))
    throw usageError(
      `There is no policy "${nameOrFile}". Known: ${policyNames.join(', ')}; or a policy file, .yaml or .json.`,
    );
  const read = readPolicy(readTextFile(nameOrFile), nameOrFile);
  if (read.ok) return read.value;
  throw mistakesError(nameOrFile, 'policy that can be used', read.error);
}
