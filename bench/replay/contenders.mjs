/**
 * Who is measured, on what. `input` names a file of `inputs.mjs`; `load` prepares (not measured) and resolves to the function
 * that is measured and returns its answers. `question` tells who must agree with whom.
 */
const scripts = () => import('./script-contenders.mjs');
const engine = () => import('./engine-contenders.mjs');

const SCRIPT = "script author's sum";
const RULE = "Android 15's rule";

const onIntervals = (input) => [
  {
    id: `${input}-bare`,
    input,
    question: SCRIPT,
    title: 'typed arrays, bare loop (upper limit)',
    load: async (file) => (await scripts()).bareLoop(file),
  },
  {
    id: `${input}-objects`,
    input,
    question: SCRIPT,
    title: 'JS objects, running sum',
    load: async (file) => (await scripts()).objectLoop(file),
  },
  {
    id: `${input}-duckdb`,
    input,
    question: SCRIPT,
    title: 'DuckDB window query, 2 threads',
    load: async (file) => (await scripts()).duckDb(file),
  },
  {
    id: `${input}-polars`,
    input,
    question: SCRIPT,
    title: 'nodejs-polars rolling group',
    load: async (file) => (await scripts()).polars(file),
  },
  {
    id: `${input}-rule-objects`,
    input,
    question: RULE,
    title: 'JS objects, one service per app, never on screen',
    load: async (file) => (await import('./object-rule.mjs')).objectRule(file),
  },
  {
    id: `${input}-rule-engine`,
    input,
    question: RULE,
    title: 'Curfew engine, every rule; program compiled before',
    load: async (file) => (await engine()).replayIntervals(file),
  },
  {
    id: `${input}-rule-compiled`,
    input,
    question: RULE,
    title: 'Curfew engine, every rule; compiled and replayed',
    load: async (file) => (await engine()).compileAndReplayIntervals(file),
  },
];

const onDevice = [
  {
    id: 'device-read',
    input: 'device',
    title: 'read and check the trace file',
    load: async (file) => (await engine()).readDevice(file),
  },
  {
    id: 'device-compile',
    input: 'device',
    title: 'compile',
    load: async (file) => (await engine()).compileDevice(file),
  },
  {
    id: 'device-replay',
    input: 'device',
    title: 'replay, one policy',
    load: async (file) => (await engine()).replayDevice(file),
  },
  {
    id: 'what-if-first',
    input: 'device',
    title: 'what-if: first answer',
    load: async (file) => (await engine()).firstAnswer(file),
  },
  {
    id: 'what-if-1',
    input: 'device',
    title: 'what-if: 100 policies, 1 worker',
    load: async (file) => (await engine()).whatIf(file, 1),
  },
  {
    id: 'what-if-2',
    input: 'device',
    title: 'what-if: 100 policies, 2 workers',
    load: async (file) => (await engine()).whatIf(file, 2),
  },
];

const onFleet = [1, 2].map((workers) => ({
  id: `fleet-${workers}`,
  input: 'fleet',
  title: `50 trace files to outcomes, ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
  load: async (file) => (await engine()).fleet(file, workers),
}));

export function contenders(withLarge) {
  const always = [...onIntervals('intervals'), ...onDevice];
  return withLarge ? [...always, ...onIntervals('many-intervals'), ...onFleet] : always;
}
