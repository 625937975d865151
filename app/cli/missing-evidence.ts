/** Says on standard error which recordings of a run cannot be had. */
import type { MissingEvidence } from '../lab/reports/bundle/evidence-bundle.js';
import { visibleText } from '../lab/reports/visible-text.js';
import type { ReportFormat } from '../lab/reports/write-reports.js';

/** False when a bundle was asked for that is not whole by that: a person may hand it on. */
export function tellMissing(
  command: string,
  missing: readonly MissingEvidence[],
  formats: readonly ReportFormat[],
): boolean {
  for (const { what, sha256, why } of missing)
    process.stderr.write(
      visibleText(`curfew ${command}: missing: ${what}${sha256 === null ? '' : ` (${sha256.slice(0, 12)}…)`}: ${why}`) +
        '\n',
    );
  return missing.length === 0 || !formats.includes('bundle');
}
