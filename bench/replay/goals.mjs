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
    within('what-if, 1 M events: first answer', of('what-if-first'), 50),
    within('what-if, 1 M events × 100 policies, 2 workers', of('what-if-2'), 1_000),
    within('20 M events end to end, 2 workers', of('fleet-2'), 1_000),
    memory(of('fleet-2')),
  ];
  return goals.filter((goal) => goal !== undefined);
}

const millions = (perSecond) => `${(perSecond / 1e6).toFixed(1)} M events/s`;

function judged(what, goal, figure, isMet) {
  return { what, goal, figure, isMet, obstacle: '' };
}

function replaySpeed(figure) {
  if (figure === undefined) return undefined;
  const speed = figure.eventsPerSecond;
  return judged(
    'full engine on the trace of a device, one core',
    'at least 60 M events/s',
    millions(speed),
    speed >= 60e6,
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
  );
}

function againstDuckDb(of, input) {
  const engine = of(`${input}-rule-engine`);
  const duckDb = of(`${input}-duckdb`);
  if (engine === undefined || duckDb === undefined) return undefined;
  const ratio = duckDb.medianMs / engine.medianMs;
  const title = input === 'intervals' ? '1 M intervals' : '10 M intervals';
  return judged(`${title}: one core of ours, DuckDB on two`, 'at least 10 ×', `${ratio.toFixed(1)} ×`, ratio >= 10);
}

function twoWorkers(one, two) {
  if (one === undefined || two === undefined) return undefined;
  const ratio = one.medianMs / two.medianMs;
  return judged('two workers against one', 'at least 1.8 ×', `${ratio.toFixed(2)} ×`, ratio >= 1.8);
}

function within(what, figure, limitMs) {
  if (figure === undefined) return undefined;
  const { medianMs } = figure;
  return judged(what, `at most ${limitMs} ms`, `${medianMs.toFixed(0)} ms`, medianMs <= limitMs);
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
