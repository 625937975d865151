/** The result of a run as Markdown, which reads well on a terminal too. */
const MEBIBYTE = 2 ** 20;

const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const inputTitles = {
  text: (input) => `Threadtime text: ${input.items.toLocaleString('en')} lines, ${mb(input.bytes)}`,
  binary: (input) => `Binary log: ${input.items.toLocaleString('en')} entries, ${mb(input.bytes)}`,
  bugreport: (input) => `Bugreport: ${mb(input.bytes)} of text, ${mb(input.packedBytes)} zipped (MB/s of text)`,
  large: (input) => `Large threadtime text: ${input.items.toLocaleString('en')} lines, ${mb(input.bytes)}`,
};
const baselineNames = { text: 'readline + regex', binary: 'adbkit-logcat' };

export function renderMarkdown({ machine, inputs, figures, goals, rounds }) {
  const { date, cpu, cores, memoryGiB, system, node, loadAverage } = machine;
  const parts = [
    '# Ingest: measured figures',
    '',
    'Written by `npm run bench -- --write`; do not edit by hand.',
    '',
    `${date} · ${cpu}, ${cores} cores, ${memoryGiB} GiB · ${system} · Node ${node} · load average before the run ${loadAverage.join(', ')}`,
    '',
    `Each contender ran ${rounds} times in a process of its own, one after the other, on one core (Node's own threads beside it), reading`,
    'its file from the page cache. Peak memory is the resident size of the whole process in its first round. Ratios compare',
    'medians of one run; between runs of a shared machine figures differ by up to 30 %.',
  ];
  if (loadAverage[0] > cores / 2)
    parts.push('', '**The machine was busy with other work: the speeds are too low, only the ratios say something.**');
  for (const [name, input] of Object.entries(inputs)) {
    parts.push(
      '',
      `## ${inputTitles[name](input)}`,
      '',
      ...table(
        figures.filter((figure) => figure.input === name),
        name,
      ),
    );
  }
  parts.push('', '## Goals', '', ...goalTable(goals), '', ...problemLines(figures), '');
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

function goalTable(goals) {
  const words = (isMet) => (isMet === null ? '' : isMet ? 'met' : '**missed**');
  return aligned([
    ['goal', 'aimed at', 'measured (median)', '', 'what stands in the way'],
    ...goals.map(({ what, goal, figure, isMet, obstacle }) => [what, goal, figure, words(isMet), obstacle]),
  ]);
}

function problemLines(figures) {
  const problems = figures.flatMap(({ id, title, problem, disagreements = [] }) => {
    if (problem !== undefined)
      return [`- **${title}** (${id}) ${problem.absent ? 'is absent' : 'failed'}: ${problem.message}`];
    return disagreements.map((text) => `- **${title}** (${id}) disagrees: ${text}`);
  });
  return problems.length === 0
    ? ['All contenders are present and give the same counts where they answer the same question.']
    : problems;
}

/** A Markdown table whose columns line up in plain text. */
function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)];
}
