/** The result of a run as Markdown. */
import { aligned, circumstances, goalTable, problemLines } from '../harness/markdown.mjs';

const MEBIBYTE = 2 ** 20;

const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const inputTitles = {
  text: (input) => `Threadtime text: ${input.items.toLocaleString('en')} lines, ${mb(input.bytes)}`,
  binary: (input) => `Binary log: ${input.items.toLocaleString('en')} entries, ${mb(input.bytes)}`,
  bugreport: (input) => `Bugreport: ${mb(input.bytes)} of text, ${mb(input.packedBytes)} zipped (MB/s of text)`,
  large: (input) => `Large threadtime text: ${input.items.toLocaleString('en')} lines, ${mb(input.bytes)}`,
};
const baselineNames = { text: 'readline + regex', binary: 'adbkit-logcat' };

export function renderSection(result) {
  const { inputs, figures, goals } = result;
  const how =
    "All on one core (Node's own threads beside it), reading the file from the page cache. Peak memory is the resident size of the whole process in its first round.";
  const parts = ['## Ingest', '', ...circumstances(result, how)];
  for (const [name, input] of Object.entries(inputs)) {
    const rows = figures.filter((figure) => figure.input === name);
    parts.push('', `### ${inputTitles[name](input)}`, '', ...table(rows, name));
  }
  parts.push('', '### Goals of the ingest', '', ...goalTable(goals), '', ...problemLines(figures), '');
  return parts.join('\n').replace(/\n{3,}/g, '\n\n');
}

function table(figures, input) {
  const baseline = baselineNames[input];
  const head = ['contender', 'best', 'median', 'MB/s best', 'MB/s median', 'items/s', 'peak memory'];
  if (baseline !== undefined) head.push(`× ${baseline}`);
  return aligned([head, ...figures.map((figure) => rowOf(figure, baseline !== undefined))]);
}

function rowOf(figure, hasBaseline) {
  const { title, problem } = figure;
  if (problem !== undefined)
    return [title, problem.absent ? 'absent' : 'failed', ...Array(hasBaseline ? 6 : 5).fill('')];
  const cells = [
    title,
    `${figure.bestMs.toFixed(0)} ms`,
    `${figure.medianMs.toFixed(0)} ms`,
    figure.bestMBps.toFixed(0),
    figure.medianMBps.toFixed(0),
    perSecond(figure),
    // The memory of grep is that of another process than ours.
    figure.id === 'text-grep' ? '' : `${(figure.peakBytes / MEBIBYTE).toFixed(0)} MiB`,
  ];
  if (hasBaseline) cells.push(figure.ratio === null ? '' : figure.ratio.toFixed(2));
  return cells;
}

function perSecond({ medianItemsPerSecond, itemName }) {
  const count =
    medianItemsPerSecond >= 1e6
      ? `${(medianItemsPerSecond / 1e6).toFixed(2)} M`
      : medianItemsPerSecond >= 1e3
        ? `${(medianItemsPerSecond / 1e3).toFixed(0)} k`
        : medianItemsPerSecond.toFixed(1);
  return `${count} ${itemName}`;
}
