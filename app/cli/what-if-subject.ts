/** What `curfew what-if` asks about: a trace file, a scenario file, or logs; told apart by what stands in them. */
import { readFileSync } from 'node:fs';
import { WallClock } from '../../engine/compare/wall-clock.js';
import type { Policy } from '../../engine/policy/policy.js';
import { sinceZero } from '../../engine/replay/reasons.js';
import { policyOfScenario } from '../../engine/scenario/policy-of-scenario.js';
import { readTrace } from '../../engine/trace/read-trace.js';
import type { Trace } from '../../engine/trace/trace.js';
import { settingsOfScenario, settingsOfTrace } from '../../engine/what-if/changed-inputs.js';
import { worldOfScenario, worldOfTrace, type WorldOf } from '../../engine/what-if/world.js';
import { unreadable, usageError } from './exit-codes.js';
import { beginningOf, kindOf } from './file-kind.js';
import { fileProblem } from './file-problems.js';
import { loadScenario } from './load-scenario.js';
import { policyOfTrace, readLogs } from './log-options.js';
import type { Progress } from './progress.js';

export interface WhatIfSubject {
  readonly name: string;
  readonly worldOf: WorldOf;
  /** Values of these keys with which the device begins, where the subject tells them. */
  readonly settings: (keys: ReadonlySet<string>) => ReadonlyMap<string, number>;
  readonly policy: Policy;
  /** Why this policy, in words. */
  readonly policyFrom: string;
  /** A moment as people write it. */
  readonly momentText: (elapsedMs: number) => string;
  /** ISO 8601; `null` where no clock tells it. */
  readonly wallOf: (elapsedMs: number) => string | null;
  readonly events: number;
  /** What its dates hang on, one sentence each. */
  readonly warnings: readonly string[];
}

interface SubjectOptions {
  readonly package?: string | undefined;
  readonly year?: string | undefined;
  readonly zone?: string | undefined;
  readonly types?: readonly string[] | undefined;
}

/** Throws a `CommandError` that names the file when nothing of the kind is in it. */
export function whatIfSubject(files: readonly string[], options: SubjectOptions, progress: Progress): WhatIfSubject {
  const [file, second] = files;
  if (file === undefined) throw usageError('what-if wants a trace file, a log or a scenario.');
  const kind = kindOf(beginningOf(file));
  const isScenario = kind === 'scenario' || /\.ya?ml$/i.test(file);
  if (!isScenario && kind !== 'trace file') {
    const { assembly, warnings } = readLogs(files, options, progress);
    if (assembly.clock.span === undefined)
      throw unreadable(`${file} prints no times, so that nothing can be predicted from it.`);
    return { ...subjectOfTrace(files.join(', '), assembly.trace, assembly.deviceFrom), warnings };
  }
  if (second !== undefined)
    throw usageError(`what-if takes one ${isScenario ? 'scenario' : 'trace file'}, but got "${second}" too.`);
  return isScenario ? subjectOfScenario(file) : subjectOfTrace(file, loadTrace(file), 'the trace file');
}

function subjectOfTrace(name: string, trace: Trace, from: string | null): WhatIfSubject {
  const clock = new WallClock(trace);
  return {
    name,
    worldOf: worldOfTrace(trace),
    settings: (keys) => settingsOfTrace(trace, keys),
    ...policyOfTrace(trace, from),
    momentText: (elapsedMs) => clock.words(elapsedMs),
    wallOf: (elapsedMs) => clock.at(elapsedMs),
    events: trace.length,
    warnings: [],
  };
}

function subjectOfScenario(file: string): WhatIfSubject {
  const scenario = loadScenario(file);
  return {
    name: file,
    worldOf: worldOfScenario(scenario),
    settings: (keys) => settingsOfScenario(scenario, keys),
    policy: policyOfScenario(scenario),
    policyFrom: `Android ${scenario.device.release}, the device of the scenario`,
    momentText: (elapsedMs) => sinceZero({ uptime: elapsedMs, elapsed: elapsedMs }),
    wallOf: () => null,
    events: scenario.steps.length,
    warnings: [],
  };
}

function loadTrace(file: string): Trace {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${fileProblem(error)}`);
  }
  const trace = readTrace(bytes);
  if (trace.ok) return trace.value;
  throw unreadable(`${file}: ${trace.error.message} ${trace.error.whatToDo}`);
}
