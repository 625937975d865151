/** What a thread does with a task. The same object does them all, so that what was read once is kept for the next. */
import { ok, type Result } from '../../../engine/result.js';
import type { TaskInput, TaskMessage, TaskName, TaskOutput, TaskProgress } from './analysis-task.js';
import { checkScenario } from './check-scenario.js';
import { importLog } from './import-log.js';
import { rawLines } from './raw-lines.js';
import { WhatIf } from './what-if.js';

type Work = {
  readonly [N in TaskName]: (
    input: TaskInput<N>,
    tell: (progress: TaskProgress) => void,
  ) => Result<TaskOutput<N>, string>;
};

export type RunTask = (task: TaskMessage, tell: (progress: TaskProgress) => void) => Result<unknown, string>;

/** Throws for what is a mistake of ours, or when memory or disk give out. */
export function taskRunner(): RunTask {
  const whatIf = new WhatIf();
  const work: Work = {
    import: importLog,
    'what-if': (input) => whatIf.answer(input),
    lines: rawLines,
    'check-scenario': (input) => ok(checkScenario(input)),
  };
  return ({ name, input }, tell) => {
    // Name and input were put together by `TaskThread.run`, whose types keep them together.
    const act = work[name] as (
      input: TaskInput<TaskName>,
      tell: (progress: TaskProgress) => void,
    ) => Result<unknown, string>;
    return act(input, tell);
  };
}
