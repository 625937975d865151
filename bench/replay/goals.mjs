/** What is aimed at, and how far it is reached: judged by medians. */
const MEBIBYTE = 2 ** 20;

export function judgeGoals(figures) {
  const of = (id) => figures.find((figure) => figure.id === id && figure.problem === undefined);
  const goals = [
    replaySpeed(of('device-replay')),
    intervalSpeed(of('many-intervals-rule-engine') ?? of('intervals-rule-engine')),
    againstDuckDb(of, 'intervals'),
    againstDuckDb(of, 'many-intervals'),
    twoWorkers(of('what-if-1'), of('what-if-2')),
    within('what-if, 1 M events: first answer', of('what-if-first'), 50, obstacles.device),
    within('what-if, 1 M events × 100 policies, 2 workers', of('what-if-2'), 1_000, obstacles.whatIf),
    within('20 M events end to end, 2 workers', of('fleet-2'), 1_000, obstacles.fleet),
    memory(of('fleet-2')),
  ];
  return goals.filter((goal) => goal !== undefined);
}

const millions = (perSecond) => `${(perSecond / 1e6).toFixed(1)} M events/s`;

/** What a profile says of the time, where a goal is missed (profiles of 2026-11-23, in shares of the measured work). */
const obstacles = {
  device:
    'the first rounds are played before V8 has compiled the code; later ones: rows played one by one (processes, and runs with another row between) 60 %, whole runs 30 %',
  intervals:
    'fetching the rows of a run from memory 30 %, its budget 25 %, half a million outcomes written to columns that grow 25 %, limits that are reached, row by row, 15 %',
  workers: 'both share the memory, and on a busy machine the cores',
  whatIf: 'low limits are reached by most runs, which are then played row by row: 60 % of the time',
  fleet:
    'reading the columns from disk cache 15 %, numbering and choosing the rows 30 %, placing them app by app 20 %, replay 15 %',
};

function judged(what, goal, figure, isMet, obstacle = '') {
  return { what, goal, figure, isMet, obstacle: isMet ? '' : obstacle };
}

function replaySpeed(figure) {
  if (figure === undefined) return undefined;
  const speed = figure.eventsPerSecond;
  return judged(
    'full engine on the trace of a device, one core',
    'at least 60 M events/s',
    millions(speed),
    speed >= 60e6,
    obstacles.device,
  );
}

function intervalSpeed(figure) {
  if (figure === undefined) return undefined;
  const speed = figure.eventsPerSecond;
  return judged(
    'full engine where every event starts or stops a limited service',
    'at least 60 M events/s',
    millions(speed),
    speed >= 60e6,
    obstacles.intervals,
  );
}

function againstDuckDb(of, input) {
  const engine = of(`${input}-rule-engine`);
  const duckDb = of(`${input}-duckdb`);
  if (engine === undefined || duckDb === undefined) return undefined;
  const ratio = duckDb.medianMs / engine.medianMs;
  const title = input === 'intervals' ? '1 M intervals' : '10 M intervals';
  const figure = `${ratio.toFixed(1)} ×`;
  return judged(`${title}: one core of ours, DuckDB on two`, 'at least 10 ×', figure, ratio >= 10, obstacles.intervals);
}

function twoWorkers(one, two) {
  if (one === undefined || two === undefined) return undefined;
  const ratio = one.medianMs / two.medianMs;
  return judged('two workers against one', 'at least 1.8 ×', `${ratio.toFixed(2)} ×`, ratio >= 1.8, obstacles.workers);
}

function within(what, figure, limitMs, obstacle) {
  if (figure === undefined) return undefined;
  const { medianMs } = figure;
  return judged(what, `at most ${limitMs} ms`, `${medianMs.toFixed(0)} ms`, medianMs <= limitMs, obstacle);
}

function memory(figure) {
  if (figure === undefined) return undefined;
  const mebibytes = figure.peakBytes / MEBIBYTE;
  return judged(
    '20 M events: peak memory of the process',
    'at most 512 MiB',
    `${mebibytes.toFixed(0)} MiB`,
    mebibytes <= 512,
  );
}
