/**
 * A report as JSON, `report/1`: what it is about in words and counts, then everything that it was made from, unchanged.
 * The shape is published as schema/report-1.schema.json. Texts stand as they were read; who shows them must escape them.
 */
import type { Analysis } from '../../../engine/compare/analysis.js';
import type { Run } from '../runs/run.js';
import { safeJson } from './safe-json.js';
import {
  differs,
  isIncomplete,
  standingOf,
  subjectHeadline,
  verdictCount,
  type Generated,
  type PartStanding,
  type ReportSubject,
} from './subject.js';
import { headline } from './words.js';

interface PartSummary {
  readonly id: string;
  readonly title: string;
  readonly standing: PartStanding;
  readonly headline: string | null;
}

export interface ReportDocument {
  readonly curfew: 'report/1';
  readonly generated: Generated;
  readonly title: string;
  readonly headline: string;
  readonly counts: {
    readonly parts: number;
    readonly verdicts: number;
    /** Parts with an outcome that came early, late, not at all, or unpredicted. */
    readonly differing: number;
    /** Cases that did not come to their end. */
    readonly incomplete: number;
  };
  readonly parts: readonly PartSummary[];
  /** The analyses of logs, in the order of `parts`; empty when the report is about a run, whose cases hold theirs. */
  readonly analyses: readonly Analysis[];
  readonly run: Run | null;
}

function reportDocument(subject: ReportSubject, generated: Generated): ReportDocument {
  const { parts, run } = subject;
  return {
    curfew: 'report/1',
    generated,
    title: subject.title,
    headline: subjectHeadline(subject),
    counts: {
      parts: parts.length,
      verdicts: verdictCount(subject),
      differing: parts.filter(differs).length,
      incomplete: parts.filter(isIncomplete).length,
    },
    parts: parts.map((part) => ({
      id: part.id,
      title: part.title,
      standing: standingOf(part),
      headline: part.analysis === null ? null : headline(part.analysis),
    })),
    analyses: run === null ? parts.flatMap((part) => part.analysis ?? []) : [],
    run,
  };
}

export function renderReportJson(subject: ReportSubject, generated: Generated): string {
  return safeJson(reportDocument(subject, generated));
}
