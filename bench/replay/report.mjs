/** The result of a run as Markdown. */
import { aligned, circumstances, goalTable, problemLines } from '../harness/markdown.mjs';

const MEBIBYTE = 2 ** 20;
const count = (number) => number.toLocaleString('en');

const titles = {
  intervals: ({ items }) => `${count(items)} intervals of 1,000 apps over 30 days`,
  'many-intervals': ({ items }) => `${count(items)} intervals of 1,000 apps over 30 days`,
  device: ({ items, bytes }) => `One device: ${count(items)} events of 200 apps, ${(bytes / 1e6).toFixed(0)} MB`,
  fleet: ({ items, bytes }) => `A fleet: 50 devices, ${count(items)} events, ${(bytes / 1e6).toFixed(0)} MB of files`,
};

export function renderSection(result) {
  const { inputs, figures, goals } = result;
  const how =
    'Engine and loops run on one core, DuckDB and Polars on as many threads as their line says or they take; tables and programs are filled before, unless the line says otherwise. An interval is three events for the engine: startForegroundService, startForeground, stopSelf.';
  const parts = ['## Replay', '', ...circumstances(result, how)];
  for (const [name, input] of Object.entries(inputs)) {
    const rows = figures.filter((figure) => figure.input === name);
    const hasQuestion = rows.some(({ question }) => question !== undefined);
    parts.push('', `### ${titles[name](input)}`, '', ...table(rows, input, hasQuestion));
  }
  parts.push('', '### Goals of the replay', '', ...goalTable(goals), '', ...problemLines(figures), '');
  return parts.join('\n').replace(/\n{3,}/g, '\n\n');
}

function table(figures, input, hasQuestion) {
  const head = ['contender', 'best', 'median', `M ${input.itemName}/s`, 'M events/s', 'peak memory', 'answers'];
  if (hasQuestion) head.unshift('question');
  return aligned([head, ...figures.map((figure) => rowOf(figure, hasQuestion))]);
}

function rowOf(figure, hasQuestion) {
  const { title, question = '', problem } = figure;
  const before = hasQuestion ? [question, title] : [title];
  if (problem !== undefined) return [...before, problem.absent ? 'absent' : 'failed', '', '', '', '', ''];
  // A sum over intervals knows no events.
  const knowsEvents = question === '' || figure.id.includes('rule-');
  return [
    ...before,
    `${figure.bestMs.toFixed(1)} ms`,
    `${figure.medianMs.toFixed(1)} ms`,
    (figure.itemsPerSecond / 1e6).toFixed(2),
    knowsEvents ? (figure.eventsPerSecond / 1e6).toFixed(1) : '',
    `${(figure.peakBytes / MEBIBYTE).toFixed(0)} MiB`,
    Object.entries(figure.answers)
      .map(([name, value]) => `${name} ${count(value)}`)
      .join(', '),
  ];
}
