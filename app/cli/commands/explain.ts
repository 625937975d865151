/** `curfew explain FILE --service C`: the budget of one service type, interval by interval, with the lines that prove it. */
import { packageOf, shortComponent } from '../../../engine/android/components.js';
import { WallClock } from '../../../engine/compare/wall-clock.js';
import { explainBudget } from '../../../engine/replay/budget-story.js';
import { compile } from '../../../engine/replay/compile.js';
import { replay } from '../../../engine/replay/replay.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { formatLedger, type LedgerRow } from '../format/explain-text.js';
import { warn } from '../device-options.js';
import { loadLogs, logOptionHelp, logOptionNames, type LoadedLogs } from '../log-options.js';
import { terminalStyle, writeResult } from '../output.js';
import { terminalProgress } from '../progress.js';

export const explainHelp = `curfew explain FILE... --service C [options]

Prints how the budget of a service's type was used: every charge, deadline, move and reset, with the
line of the log behind it. C is a component such as com.example/.SyncService; its end is enough.

${logOptionHelp}
  --format F           text (default), json
  --out FILE           write there instead of to standard output`;

export function explainCommand(args: readonly string[]): ExitCode {
  const { values, files } = parseCommandLine(args, {
    ...logOptionNames,
    service: { type: 'string', short: 's' },
    format: { type: 'string' },
    out: { type: 'string' },
  });
  if (values.service === undefined) throw usageError('explain wants --service COMPONENT.');
  if (values.format !== undefined && values.format !== 'text' && values.format !== 'json')
    throw usageError(`--format wants text or json, not "${values.format}".`);
  const loaded = loadLogs(files, values, terminalProgress(process.stderr));
  warn('explain', loaded.warnings);
  const component = findComponent(loaded, values.service);
  const prediction = replay(compile(loaded.assembly.trace), loaded.policy);
  const stories = explainBudget(prediction, component);
  const clock = new WallClock(loaded.assembly.trace);
  if (stories.length === 0) {
    writeResult(
      `${component} was never charged to a budget under ${loaded.policy.name}: its types are not time-limited, or no source says them.`,
      values.out,
    );
    return ExitCode.asPredicted;
  }
  const explained = stories.map((story) => ({
    component,
    policy: loaded.policy.name,
    packageName: packageOf(component),
    type: story.type,
    limitMs: story.limitMs,
    rows: story.steps.map((step): LedgerRow => {
      const proof = step.row < 0 ? undefined : loaded.assembly.trace.provenance(step.row);
      return {
        wall: clock.at(step.elapsed),
        elapsedMs: step.elapsed,
        uptimeMs: step.uptime,
        what: step.what((moment) => clock.words(moment.elapsed)),
        chargedMs: step.chargedMs,
        leftMs: step.leftMs,
        line:
          proof === undefined
            ? null
            : { file: loaded.sources[proof.source]?.name ?? '', line: proof.line, text: proof.rawText },
      };
    }),
  }));
  const text =
    values.format === 'json'
      ? JSON.stringify(explained, null, 2)
      : explained
          .map((story) =>
            formatLedger(story, story.rows, values.out === undefined ? terminalStyle() : { colour: false, width: 120 }),
          )
          .join('\n');
  writeResult(text, values.out);
  return ExitCode.asPredicted;
}

/** A whole component, or the end of exactly one that the log has in the foreground. */
function findComponent({ assembly }: LoadedLogs, asked: string): string {
  const known = [...new Set(assembly.sessions.map((session) => session.component))].sort();
  const exact = known.find((component) => component === shortComponent(asked));
  if (exact !== undefined) return exact;
  const ending = known.filter((component) => component.endsWith(asked));
  if (ending.length === 1) return ending[0]!;
  const list =
    known.length === 0 ? 'The log shows no foreground service.' : `The log shows: ${known.slice(0, 20).join(', ')}.`;
  throw usageError(`${ending.length === 0 ? 'No service' : 'More than one service'} ends with "${asked}". ${list}`);
}
