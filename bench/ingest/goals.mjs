/** What is aimed at, and how far it is reached: judged by medians. */
const MEBIBYTE = 2 ** 20;
const MEMORY_ALLOWANCE_BYTES = 64 * MEBIBYTE;

/** `figures` by id, `inputs` by name. A goal whose figure is missing counts as not measured. */
export function judgeGoals(figures, inputs) {
  const of = (id) => {
    const figure = figures.find((each) => each.id === id);
    return figure?.medianMs === undefined ? undefined : figure;
  };
  return [
    speedGoal('threadtime text, every line checked', of('text-scan'), of),
    speedGoal('threadtime text, full ingest to facts', of('text-facts'), of),
    speedGoal('threadtime text, bytes to trace', of('text-trace'), of),
    binaryGoal(of('binary-records')),
    reportGoal(of('bugreport-trace')),
    memoryGoal('memory, threadtime text to trace', of('text-trace'), inputs.text),
    memoryGoal('memory, bugreport to trace', of('bugreport-trace'), inputs.bugreport),
    memoryGoal('memory, 2 GB log to trace', of('large-trace'), inputs.large),
  ];
}

const notMeasured = (what, goal) => ({ what, goal, figure: 'not measured', isMet: null, obstacle: '' });

function speedGoal(what, figure, of) {
  const goal = 'at least 700 MB/s';
  if (figure === undefined) return notMeasured(what, goal);
  const isMet = figure.medianMBps >= 700;
  return {
    what,
    goal,
    figure: `${figure.medianMBps.toFixed(0)} MB/s`,
    isMet,
    obstacle: isMet ? '' : whereTimeGoes(figure, of),
  };
}

/** The steps of our road are measured one by one, so their differences tell what each costs. */
function whereTimeGoes({ id, medianMs }, of) {
  const share = (ms) => `${Math.max(0, ms).toFixed(0)} ms (${Math.max(0, (ms / medianMs) * 100).toFixed(0)} %)`;
  const read = of('text-read')?.medianMs ?? 0;
  const scan = of('text-scan')?.medianMs ?? 0;
  const facts = of('text-facts')?.medianMs ?? 0;
  const parts = [`reading the file ${share(read)}`];
  if (id === 'text-scan') return [...parts, `checking the lines ${share(medianMs - read)}`].join(', ');
  parts.push(`checking the lines ${share(scan - read)}`);
  if (id === 'text-facts') return [...parts, `records, recognisers and facts ${share(medianMs - scan)}`].join(', ');
  return [
    ...parts,
    `records, recognisers and facts ${share(facts - scan)}`,
    `clock and assembly ${share(medianMs - facts)}`,
  ].join(', ');
}

function binaryGoal(figure) {
  const what = 'binary log, every record delivered';
  const goal = 'at least 3 M entries/s';
  if (figure === undefined) return notMeasured(what, goal);
  const perSecond = figure.medianItemsPerSecond;
  const isMet = perSecond >= 3e6;
  const obstacle = isMet ? '' : 'three strings (tag, message, proof) and an object are made for each entry';
  return { what, goal, figure: `${(perSecond / 1e6).toFixed(2)} M entries/s`, isMet, obstacle };
}

function reportGoal(figure) {
  const what = 'bugreport of 25 MB of text, zipped, to trace';
  const goal = 'at most 0.5 s';
  if (figure === undefined) return notMeasured(what, goal);
  const isMet = figure.medianMs <= 500;
  const obstacle = isMet ? '' : 'unpacking and reading take their turns on one core';
  return { what, goal, figure: `${(figure.medianMs / 1e3).toFixed(2)} s`, isMet, obstacle };
}

function memoryGoal(what, figure, input) {
  const goal = 'at most 3 × input + 64 MiB';
  if (figure === undefined || input === undefined) return notMeasured(what, goal);
  const limit = 3 * input.bytes + MEMORY_ALLOWANCE_BYTES;
  const mib = (bytes) => `${(bytes / MEBIBYTE).toFixed(0)} MiB`;
  const isMet = figure.peakBytes <= limit;
  const obstacle = isMet ? '' : 'the peak includes Node itself (about 45 MiB) and garbage not yet collected';
  return { what, goal: `${goal} = ${mib(limit)}`, figure: mib(figure.peakBytes), isMet, obstacle };
}
