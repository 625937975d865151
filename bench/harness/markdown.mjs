/** Markdown that reads well on a terminal too. */

/** A table whose columns line up in plain text. */
export function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)];
}

/** What was measured on, and how: the lines under a suite's title. */
export function circumstances({ machine, rounds }, how) {
  const { date, cpu, cores, memoryGiB, system, node, loadAverage } = machine;
  const lines = [
    `${date} · ${cpu}, ${cores} cores, ${memoryGiB} GiB · ${system} · Node ${node} · load average before the run ${loadAverage.join(', ')}`,
    '',
    `Each contender ran ${rounds} times in a process of its own, one after the other. ${how} Ratios compare medians of one run;`,
    'between runs of a shared machine figures differ by up to 30 %.',
  ];
  if (loadAverage[0] > cores / 2)
    lines.push('', '**The machine was busy with other work: the speeds are too low, only the ratios say something.**');
  return lines;
}

export function goalTable(goals) {
  const words = (isMet) => (isMet === null ? '' : isMet ? 'met' : '**missed**');
  return aligned([
    ['goal', 'aimed at', 'measured (median)', '', 'what stands in the way'],
    ...goals.map(({ what, goal, figure, isMet, obstacle }) => [what, goal, figure, words(isMet), obstacle]),
  ]);
}

/** Who is absent, failed or disagrees; one sentence when all is well. */
export function problemLines(figures) {
  const problems = figures.flatMap(({ id, title, problem, disagreements = [] }) => {
    if (problem !== undefined)
      return [`- **${title}** (${id}) ${problem.absent ? 'is absent' : 'failed'}: ${problem.message}`];
    return disagreements.map((text) => `- **${title}** (${id}) disagrees: ${text}`);
  });
  return problems.length === 0
    ? ['All contenders are present and give the same counts where they answer the same question.']
    : problems;
}
