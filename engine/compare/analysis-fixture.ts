/** The whole road on small logs, for tests of verdicts and causes. */
import type { CalendarHints } from '../ingest/ingested.js';
import { assemble } from '../ingest/assemble/assemble.js';
import { android15 } from '../policy/shipped.js';
import { LogBuilder, readSources } from '../testing/log-builder.js';
import type { Analysis } from './analysis.js';
import { analyze, type AnalyzeOptions } from './analyze.js';

/** Android 15 and the year 2026 unless said otherwise. */
export function analyzed(
  log: LogBuilder | readonly (LogBuilder | string)[],
  options: Partial<AnalyzeOptions> = {},
  calendar: CalendarHints = { year: 2026 },
): Analysis {
  const sources = readSources(log instanceof LogBuilder ? [log] : log);
  const assembly = assemble(sources, { calendar });
  return analyze(sources, assembly, { policy: android15, policyFrom: 'as asked for', ...options }).analysis;
}

/** `verdict outcome delta cause standing`, one string each. */
export const verdicts = ({ verdicts: all }: Analysis): string[] =>
  all.map(({ verdict, outcome, deltaMs, cause }) =>
    [verdict, outcome, deltaMs ?? '-', ...(cause === null ? [] : [`${cause.cause} ${cause.standing}`])].join(' '),
  );

/** `verdict outcome: cause standing` of all that is not as predicted. */
export const differences = ({ verdicts: all }: Analysis): string[] =>
  all
    .filter(({ verdict }) => verdict !== 'as-predicted')
    .map(({ verdict, outcome, cause }) => `${verdict} ${outcome}: ${cause?.cause} ${cause?.standing}`);

/** A line of the system at the end, so that the log covers the time until then. */
export const until = (log: LogBuilder, at: string): LogBuilder => log.processDied(at, 8888, 'com.unrelated');
