/** Curfew's engine and its pool, from the built code. What is prepared (reading, compiling where it is named) is not measured. */
import { loadEngine } from './build-engine.mjs';
import { readIntervals } from './intervals.mjs';

const policyName = 'android-15';
/** Outcomes that somebody on the device is told of, as the commands want them. */
const told = (engine) => ({ ...engine.defaultReplayOptions, outcomes: 'told' });

/** The intervals as the rows of a trace: three per interval, startForegroundService, startForeground, stopSelf. */
function traceOfIntervals(engine, { length, apps, app, start, end }) {
  const { allocateCore, emptyMeta, EventKind, StringTableBuilder, Trace } = engine;
  const strings = new StringTableBuilder();
  const names = Array.from({ length: apps }, (_, index) => {
    const name = `com.example.app${index}`;
    return { process: strings.add(name), service: strings.add(`${name}/.SyncService`) };
  });
  // Rows in time order: starts and ends are each in order by themselves.
  const starts = Int32Array.from(start.keys()).sort((a, b) => start[a] - start[b]);
  const core = allocateCore(3 * length, true);
  core.wall.fill(Number.NaN);
  core.argument.fill(Number.NaN);
  let at = 0;
  const put = (kind, interval, time, types) => {
    core.kind[at] = kind;
    core.uptime[at] = time;
    core.elapsed[at] = time;
    core.uid[at] = 10_000 + app[interval];
    core.process[at] = names[app[interval]].process;
    core.service[at] = names[app[interval]].service;
    core.types[at] = types;
    at++;
  };
  for (let from = 0, to = 0; to < length;) {
    const next = starts[from];
    if (next !== undefined && start[next] <= end[to]) {
      put(EventKind.startForegroundService, next, start[next], 0);
      put(EventKind.startForeground, next, start[next], 1);
      from++;
    } else {
      put(EventKind.stopSelf, to, end[to], 0);
      to++;
    }
  }
  return new Trace(at, core, undefined, strings.finish(true), { ...emptyMeta, zero: 'boot', release: 15 });
}

/** How often each outcome that somebody is told of comes, in the words of the object loop. */
function countsOf(engine, { outcome }) {
  const counts = { timeouts: 0, crashes: 0, denied: 0 };
  const names = engine.outcomeNames;
  for (const code of outcome) {
    if (names[code] === 'timeout-callback') counts.timeouts++;
    else if (names[code] === 'crash-did-not-stop') counts.crashes++;
    else if (names[code] === 'start-denied-exhausted') counts.denied++;
  }
  return counts;
}

export async function replayIntervals(file) {
  const engine = await loadEngine();
  const program = engine.compile(traceOfIntervals(engine, readIntervals(file)), 'recording');
  const policy = engine.policyNamed(policyName);
  return () => countsOf(engine, engine.replayColumns(program, policy, told(engine)));
}

export async function compileAndReplayIntervals(file) {
  const engine = await loadEngine();
  const trace = traceOfIntervals(engine, readIntervals(file));
  const policy = engine.policyNamed(policyName);
  return () => countsOf(engine, engine.replayColumns(engine.compile(trace, 'recording'), policy, told(engine)));
}

const devicePolicies = (engine) => [engine.policyNamed(policyName)];

export async function readDevice(file) {
  const engine = await loadEngine();
  return () => ({ events: engine.traceOfFile(file).length });
}

export async function compileDevice(file) {
  const engine = await loadEngine();
  const trace = engine.traceOfFile(file);
  return () => ({ events: engine.compile(trace, 'recording').trace.length });
}

export async function replayDevice(file) {
  const engine = await loadEngine();
  const trace = engine.traceOfFile(file);
  const program = engine.compile(trace, 'recording');
  const policy = engine.policyNamed(policyName);
  return () => ({ events: trace.length, outcomes: engine.replayColumns(program, policy, told(engine)).length });
}

/** One trace, a hundred limits; `workers` threads. The first answer is a policy by itself. */
export async function whatIf(file, workers) {
  const engine = await loadEngine();
  const trace = engine.traceOfFile(file);
  const policies = Array.from({ length: 100 }, (_, index) =>
    engine.withConfigValue(engine.policyNamed(policyName), 'data_sync_fgs_timeout_duration', (index + 1) * 216_000),
  );
  const pool = engine.openPool(workers);
  await pool.replayTrace(trace, policies.slice(0, 2), { silent: false });
  return async () => {
    const { value } = await pool.replayTrace(trace, policies, { silent: false });
    return { events: trace.length, outcomes: value.outcomes.length };
  };
}

export async function firstAnswer(file) {
  const engine = await loadEngine();
  const trace = engine.traceOfFile(file);
  const pool = engine.openPool(2);
  const policies = devicePolicies(engine);
  await pool.replayTrace(trace, policies);
  return async () => {
    const { value } = await pool.replayTrace(trace, policies, { silent: false });
    return { events: trace.length, outcomes: value.outcomes.length };
  };
}

/** Trace files to outcomes: reading, checking, compiling, replaying, joining. */
export async function fleet(folder, workers) {
  const engine = await loadEngine();
  const files = engine.filesOf(folder);
  const pool = engine.openPool(workers);
  const policies = devicePolicies(engine);
  // The workers load their code.
  await pool.replayFiles(files.slice(0, workers), policies);
  return async () => {
    const { value } = await pool.replayFiles(files, policies, { silent: false });
    if (value.failures.length > 0) throw new Error(value.failures[0].message);
    return { events: value.events.reduce((all, each) => all + each, 0), outcomes: value.outcomes.length };
  };
}
