/** `curfew what-if FILE`: one recording or scenario under many policies, and when each outcome moves, comes or goes. */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { ReplayPool } from '../../../engine/pool/replay-pool.js';
import { asShipped } from '../../../engine/policy/resolved-policy.js';
import type { Policy } from '../../../engine/policy/policy.js';
import { settingNamed, withSetting } from '../../../engine/policy/settings.js';
import { parseAxis, type Axis } from '../../../engine/what-if/axis.js';
import { nothingChanged, type ChangedInputs } from '../../../engine/what-if/changed-inputs.js';
import { questionOf, type Question } from '../../../engine/what-if/columns.js';
import { inProcess, WhatIf, type ReplayPolicies, type Wanted } from '../../../engine/what-if/what-if.js';
import type { World } from '../../../engine/what-if/world.js';
import { parseCommandLine } from '../arguments.js';
import {
  deviceOptionHelp,
  deviceOptionNames,
  overridden,
  readDeviceOptions,
  warn,
  type Overridden,
} from '../device-options.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { whatIfCsv, whatIfJson } from '../format/what-if-data.js';
import { formatBase, formatChanges, type WhatIfHead } from '../format/what-if-text.js';
import { listenForInterruption } from '../interruption.js';
import { logReadingOptionHelp, logReadingOptionNames } from '../log-options.js';
import { terminalStyle, writeResult } from '../output.js';
import { policyNames, resolvedPolicyFrom } from '../policy-option.js';
import { terminalProgress } from '../progress.js';
import { inWorkers, isWorthWorkers, openWorkers } from '../what-if-pool.js';
import { whatIfSubject, type WhatIfSubject } from '../what-if-subject.js';

const MOST_WORKERS = 8;

export const whatIfHelp = `curfew what-if FILE... --vary NAME=VALUES [options]
curfew what-if FILE... --policy NAME,NAME [options]

Replays a trace file, logs or a scenario under many policies and tells when each outcome moves, comes or
goes, against the first policy as it is. Several --vary make a grid; docs/policies.md names the values.

  --vary NAME=VALUES   dataSyncLimit=1h..8h:30m, crashGrace=5s,10s, targetSdk=34,35, release=14..17:1
  --policy NAMES       ${policyNames.join(', ')},
                       policy files; several with commas (default: the release of the input)
${deviceOptionHelp}
${logReadingOptionHelp}
  --silent             also outcomes that nobody is told on a device
  --format F           text (default), csv, json
  --out FILE           write there instead of to standard output

Exit code: 0 answered, 2 usage, 3 unreadable input.`;

const formats = ['text', 'csv', 'json'] as const;
type Format = (typeof formats)[number];

export async function whatIfCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    ...deviceOptionNames,
    ...logReadingOptionNames,
    policy: { type: 'string' },
    vary: { type: 'string', multiple: true },
    silent: { type: 'boolean' },
    format: { type: 'string' },
    out: { type: 'string' },
  });
  const format = parseFormat(values.format ?? 'text');
  const axes = (values.vary ?? []).map(parseVary);
  const asked = values.policy?.split(',').map(resolvedPolicyFrom);
  const overrides = readDeviceOptions(values);
  if (axes.length === 0 && (asked?.length ?? 0) < 2)
    throw usageError('what-if wants something to vary: --vary NAME=VALUES, or several policies in --policy.');
  const subject = whatIfSubject(files, values, terminalProgress(process.stderr));
  const bases = asked ?? [asShipped(subject.policy)];
  const told = basesOf(
    bases.map((base) => overridden(base, overrides, values.package)),
    axes,
    subject,
  );
  warn('what-if', [...subject.warnings, ...told.warnings]);
  const question = questionFor(told.policies, axes);
  const whatIf = new WhatIf(
    question,
    subject.worldOf,
    told.change,
    ({ packageName }) => (values.package ?? packageName) === packageName,
  );
  const head = {
    name: subject.name,
    policyFrom: asked === undefined ? subject.policyFrom : 'As asked for',
    momentText: subject.momentText,
    notes: told.notes,
  };
  return await answer({
    whatIf,
    subject,
    head,
    format,
    out: values.out,
    wanted: values.silent === true ? 'all' : 'told',
  });
}

function parseFormat(text: string): Format {
  const format = formats.find((known) => known === text);
  if (format === undefined) throw usageError(`--format wants one of ${formats.join(', ')}, not "${text}".`);
  return format;
}

function parseVary(text: string): Axis {
  const axis = parseAxis(text);
  if (!axis.ok) throw usageError(`--vary ${axis.error}.`);
  return axis.value;
}

function questionFor(policies: readonly Policy[], axes: readonly Axis[]): Question {
  const question = questionOf(policies, axes);
  if (!question.ok) throw usageError(`${question.error}.`);
  return question.value;
}

interface Bases {
  readonly policies: readonly Policy[];
  readonly change: ChangedInputs;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The base policies with what holds under all columns. A value that the input says of its device and that is varied goes
 * into the base: the first column stays what was recorded, and the input does not overrule the others.
 */
function basesOf(overrides: readonly Overridden[], axes: readonly Axis[], subject: WhatIfSubject): Bases {
  const [first] = overrides;
  const saidKeys = new Set(overrides.flatMap(({ change }) => [...change.saidKeys]));
  const variedKeys = new Set(
    axes.flatMap(({ subject: varied }) => (varied.kind === 'setting' ? [varied.setting.key] : [])),
  );
  const recorded = [...subject.settings(variedKeys)].filter(([key]) => !saidKeys.has(key));
  const change = first?.change ?? nothingChanged;
  const changes = first?.changes ?? [];
  return {
    policies: overrides.map(({ resolved }) =>
      recorded.reduce((policy, [key, value]) => withValue(policy, key, value), resolved.policy),
    ),
    change: { ...change, saidKeys: new Set([...saidKeys, ...variedKeys]) },
    notes: [
      ...(changes.length === 0 ? [] : [`Changed: ${changes.join('; ')}.`]),
      ...recorded.map(([key, value]) => `The input says ${key} = ${value}; the base has it.`),
    ],
    warnings: [...new Set(overrides.flatMap(({ warnings }) => warnings))],
  };
}

function withValue(policy: Policy, key: string, value: number): Policy {
  const setting = settingNamed(key);
  return setting === undefined ? policy : (withSetting(policy, setting, value) ?? policy);
}

interface Asked {
  readonly whatIf: WhatIf;
  readonly subject: WhatIfSubject;
  readonly head: WhatIfHead;
  readonly format: Format;
  readonly out: string | undefined;
  readonly wanted: Wanted;
}

/** The base is printed as soon as it is known; the rest when everything is. */
async function answer({ whatIf, subject, head, format, out, wanted }: Asked): Promise<ExitCode> {
  const style = out === undefined ? terminalStyle() : { colour: false, width: 120 };
  const base = await whatIf.base((world) => inThisThread(world, wanted));
  const beginning = format === 'text' ? formatBase(whatIf, base, head, style) : '';
  if (format === 'text' && out === undefined) writeResult(beginning, undefined);
  const isWhole = await replayRest(whatIf, wanted);
  if (!isWhole) return ExitCode.asPredicted;
  switch (format) {
    case 'text': {
      const changes = formatChanges(whatIf, head, style);
      writeResult(out === undefined ? changes : beginning + changes, out);
      break;
    }
    case 'csv':
      writeResult(whatIfCsv(whatIf, subject.wallOf), out);
      break;
    case 'json':
      writeResult(JSON.stringify(whatIfJson(whatIf, subject.name, subject.wallOf), null, 2), out);
  }
  return ExitCode.asPredicted;
}

const inThisThread = (world: World, wanted: Wanted): ReplayPolicies => inProcess(world, wanted, () => setImmediate());

/** False when it was interrupted; then nothing more is written, and the program ends as one that was. */
async function replayRest(whatIf: WhatIf, wanted: Wanted): Promise<boolean> {
  const progress = terminalProgress(process.stderr);
  const interruption = listenForInterruption();
  let pool: ReplayPool | undefined;
  const replayIn = (world: World): ReplayPolicies => {
    if (!isWorthWorkers(world, whatIf.answers - whatIf.done)) return inThisThread(world, wanted);
    pool ??= openWorkers(Math.min(availableParallelism(), MOST_WORKERS));
    const before = whatIf.done;
    const onProgress = (done: number): void => progress.show('replaying', before + done, whatIf.answers);
    return inWorkers(pool, world, wanted, interruption.signal, onProgress);
  };
  try {
    for await (const done of whatIf.run(replayIn)) {
      progress.show('replaying', done, whatIf.answers);
      if (interruption.isAsked) break;
    }
    progress.done();
    if (interruption.isAsked)
      process.stderr.write(`curfew what-if: interrupted after ${whatIf.done} of ${whatIf.answers} replays.\n`);
    return !interruption.isAsked;
  } finally {
    await pool?.close();
    interruption.end();
  }
}
