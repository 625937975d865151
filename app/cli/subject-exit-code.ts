/** What `curfew run` and `curfew report` answer the shell. */
import { differs, isIncomplete, isUnobserved, type ReportSubject } from '../lab/reports/subject.js';
import { ExitCode } from './exit-codes.js';

/** A case that did not end, or that shows nothing of what was predicted, is no agreement; a difference tells more than either. */
export function exitCodeOfSubject({ parts }: ReportSubject): ExitCode {
  if (parts.some(differs)) return ExitCode.divergence;
  return parts.some((part) => isIncomplete(part) || isUnobserved(part)) ? ExitCode.unreadable : ExitCode.asPredicted;
}
