/**
 * A report in the Trace Event Format of Chrome, which ui.perfetto.dev and chrome://tracing open: one process for each part
 * and app, with threads for sessions, predicted and observed outcomes, differences and budgets; one for the device.
 *
 * Every part begins at its own zero, so that devices lie side by side however far apart they were recorded; wall times
 * stand in the arguments. Nothing depends on when it was written.
 */
import type { Analysis, Budget, Moment, Span } from '../../../../engine/compare/analysis.js';
import { MS_PER_SECOND } from '../../../../engine/time.js';
import { momentWords, placeWords, sessionStartWords, sessionStopWords } from '../moments.js';
import { safeJsonLine } from '../safe-json.js';
import type { ReportPart, ReportSubject } from '../subject.js';
import { cutText, visibleText } from '../visible-text.js';
import { outcomeWords, serviceName, shortServiceName, typesWords, verdictWords } from '../words.js';
import { rowsOf, TraceWriter, type Slice } from './trace-events.js';

/** Rows of overlapping slices of one kind; more would not be read. */
const MAX_ROWS = 12;
/** Apps, and processes of the device, that get lanes of their own. */
const MAX_NAMES = 200;
/** Characters of one text; a log line may be a megabyte. */
const MAX_TEXT = 2_000;
/** A sloping budget is drawn in steps, at most so many for each straight line. */
const STEPS = 60;

const shown = (text: string): string => cutText(visibleText(text), MAX_TEXT);

/** Milliseconds since the part's first moment of any kind: never negative. */
type ToTrace = (elapsedMs: number) => number;

function zeroOf(analysis: Analysis): number {
  const instants: readonly (readonly number[])[] = [
    analysis.span === null ? [] : [analysis.span.first.elapsedMs],
    analysis.sessions.map(({ start }) => start.elapsedMs),
    analysis.predicted.map(({ at }) => at.elapsedMs),
    analysis.observed.map(({ at }) => at.elapsedMs),
    analysis.spans.map(({ fromElapsedMs }) => fromElapsedMs),
    analysis.budgets.map(({ curve }) => curve[0]?.elapsedMs ?? Number.POSITIVE_INFINITY),
  ];
  const first = instants.flat().reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  return Number.isFinite(first) ? first : 0;
}

function lastOf(analysis: Analysis): number {
  return analysis.span?.last.elapsedMs ?? 0;
}

const wallArgs = (moment: Moment): { readonly moment: string } => ({ moment: shown(momentWords(moment)) });

function sessionSlices(analysis: Analysis, packageName: string, at: ToTrace): Slice[] {
  return analysis.sessions
    .filter((session) => session.package === packageName)
    .map((session) => ({
      fromMs: at(session.start.elapsedMs),
      toMs: at(session.stop?.elapsedMs ?? lastOf(analysis)),
      name: shown(shortServiceName(session.package, session.component)),
      cat: 'session',
      args: {
        types: shown(typesWords(session)),
        start: shown(sessionStartWords(session)),
        stop: shown(sessionStopWords(session)),
        reason: session.stop === null ? null : shown(session.stop.reason),
        line: shown(placeWords(analysis, session.start)),
      },
    }));
}

/** Threads `name`, `name 2`, ... with the slices of one kind. */
function writeSlices(writer: TraceWriter, name: string, slices: readonly Slice[]): void {
  const { rows, leftOut } = rowsOf(slices, MAX_ROWS);
  rows.forEach((row, index) => {
    const more = index === MAX_ROWS - 1 && leftOut > 0 ? ` (${leftOut} more not drawn)` : '';
    const tid = writer.thread(`${name}${index === 0 ? '' : ` ${index + 1}`}${more}`);
    for (const slice of row) writer.slice(tid, slice);
  });
}

function writePredicted(writer: TraceWriter, analysis: Analysis, packageName: string, at: ToTrace): void {
  const outcomes = analysis.predicted.filter((outcome) => outcome.package === packageName);
  if (outcomes.length === 0) return;
  const tid = writer.thread('predicted');
  for (const outcome of outcomes) {
    writer.instant(tid, {
      fromMs: at(outcome.at.elapsedMs),
      name: `${outcome.outcome} ${shown(shortServiceName(outcome.package, outcome.service))}`,
      cat: outcome.silent ? 'predicted,silent' : 'predicted',
      args: {
        what: outcomeWords(outcome.outcome),
        type: outcome.type === null ? null : shown(outcome.type),
        ...wallArgs(outcome.at),
        because: shown(outcome.because.join(' ')),
        rule: shown(`${outcome.rule} (${outcome.source})`),
      },
    });
  }
}

function writeObserved(writer: TraceWriter, analysis: Analysis, packageName: string, at: ToTrace): void {
  const outcomes = analysis.observed.filter((outcome) => outcome.package === packageName);
  if (outcomes.length === 0) return;
  const tid = writer.thread('observed');
  for (const outcome of outcomes) {
    writer.instant(tid, {
      fromMs: at(outcome.at.elapsedMs),
      name: `${outcome.outcome} ${shown(shortServiceName(outcome.package, outcome.service))}`,
      cat: `observed,${outcome.trust}`,
      args: {
        what: outcomeWords(outcome.outcome),
        type: outcome.type === null ? null : shown(outcome.type),
        ...wallArgs(outcome.at),
        place: shown(placeWords(analysis, outcome.at)),
        line: outcome.at.text === null ? null : shown(outcome.at.text),
      },
    });
  }
}

/** From the predicted to the observed moment: the bracket of the timeline. */
function differenceSlices(analysis: Analysis, packageName: string, at: ToTrace): Slice[] {
  const predicted = new Map(analysis.predicted.map((outcome) => [outcome.id, outcome.at.elapsedMs]));
  const observed = new Map(analysis.observed.map((outcome) => [outcome.id, outcome.at.elapsedMs]));
  return analysis.verdicts.flatMap((verdict): Slice[] => {
    const due = verdict.predicted === null ? undefined : predicted.get(verdict.predicted);
    const seen = verdict.observed === null ? undefined : observed.get(verdict.observed);
    const isShifted = verdict.verdict === 'early' || verdict.verdict === 'late';
    if (verdict.package !== packageName || !isShifted || due === undefined || seen === undefined) return [];
    return [
      {
        fromMs: at(Math.min(due, seen)),
        toMs: at(Math.max(due, seen)),
        name: `${verdictWords(verdict)}: ${verdict.outcome}`,
        cat: 'difference',
        args: {
          service: shown(serviceName(verdict.package, verdict.service)),
          differenceMs: verdict.deltaMs,
          cause: verdict.cause === null ? null : `${verdict.cause.cause} (${verdict.cause.standing})`,
          explanation: verdict.cause === null ? null : shown(verdict.cause.explanation),
        },
      },
    ];
  });
}

/** Counters are steps, so straight lines that slope are cut into short ones. */
function writeBudget(writer: TraceWriter, budget: Budget, at: ToTrace): void {
  const name = `${shown(budget.type)} budget left`;
  budget.curve.forEach((point, index) => {
    const next = budget.curve[index + 1];
    const runs = next !== undefined && next.leftMs !== point.leftMs && next.elapsedMs > point.elapsedMs;
    const steps = next !== undefined && runs ? STEPS : 1;
    for (let step = 0; step < steps; step++) {
      const share = step / steps;
      const elapsed = point.elapsedMs + share * ((next?.elapsedMs ?? 0) - point.elapsedMs) * Number(steps > 1);
      const left = point.leftMs + share * ((next?.leftMs ?? 0) - point.leftMs) * Number(steps > 1);
      writer.counter(name, at(elapsed), left / MS_PER_SECOND);
    }
  });
}

const laneNames: Readonly<Record<Span['lane'], string>> = {
  process: 'process',
  screen: 'screen',
  sleep: 'sleep',
  gap: 'gap, not observed',
  boot: 'boot',
};

/** Gives the number of lanes that found no room. */
function writeDevice(writer: TraceWriter, analysis: Analysis, title: string, at: ToTrace): number {
  if (analysis.spans.length === 0) return 0;
  writer.process(`${title}: device`);
  const groups = new Map<string, Slice[]>();
  for (const span of analysis.spans) {
    const name = span.subject === '' ? laneNames[span.lane] : `${laneNames[span.lane]} ${shown(span.subject)}`;
    const slices = groups.get(name) ?? [];
    groups.set(name, slices);
    slices.push({
      fromMs: at(span.fromElapsedMs),
      toMs: at(Math.max(span.fromElapsedMs, span.toElapsedMs)),
      name: shown(span.value),
      cat: span.lane,
      args: {},
    });
  }
  for (const [name, slices] of [...groups].slice(0, MAX_NAMES)) writeSlices(writer, name, slices);
  return Math.max(0, groups.size - MAX_NAMES);
}

function packagesOf(analysis: Analysis): string[] {
  const named: readonly (readonly { readonly package: string }[])[] = [
    analysis.verdicts,
    analysis.observed,
    analysis.predicted,
    analysis.sessions,
    analysis.budgets,
  ];
  return [...new Set(named.flatMap((list) => list.map((one) => one.package)))];
}

function writePart(writer: TraceWriter, part: ReportPart): number {
  const { analysis } = part;
  if (analysis === null) return 0;
  const zero = zeroOf(analysis);
  const at: ToTrace = (elapsedMs) => Math.max(0, elapsedMs - zero);
  const title = shown(part.title);
  const packages = packagesOf(analysis);
  for (const packageName of packages.slice(0, MAX_NAMES)) {
    writer.process(`${title}: ${shown(packageName)}`);
    writePredicted(writer, analysis, packageName, at);
    writeObserved(writer, analysis, packageName, at);
    writeSlices(writer, 'difference', differenceSlices(analysis, packageName, at));
    writeSlices(writer, 'sessions', sessionSlices(analysis, packageName, at));
    for (const budget of analysis.budgets.filter((one) => one.package === packageName)) {
      writeBudget(writer, budget, at);
    }
  }
  const lanesLeftOut = writeDevice(writer, analysis, title, at);
  return Math.max(0, packages.length - MAX_NAMES) + lanesLeftOut;
}

/**
 * The whole file, one event a line. `displayTimeUnit` is left out on purpose: its default is the same, and Perfetto 20 takes
 * the times themselves for milliseconds when it stands there.
 */
export function renderChromeTrace(subject: Pick<ReportSubject, 'title' | 'parts'>): string {
  const writer = new TraceWriter();
  const leftOut = subject.parts.reduce((sum, part) => sum + writePart(writer, part), 0);
  const about = {
    title: shown(subject.title),
    clock: 'every part begins at its own zero; the arguments hold the time of its device',
    appsAndLanesNotDrawn: leftOut,
  };
  const events = writer.events.map(safeJsonLine).join(',\n');
  return `{"traceEvents":[\n${events}\n],\n"otherData":${safeJsonLine(about)}}\n`;
}
