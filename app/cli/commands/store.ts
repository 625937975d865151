/** `curfew store`: whether everything is there, a copy of it, and what may go. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { interrupt, isUnderWay } from '../../lab/runs/interrupted-runs.js';
import type { StoreCheck } from '../../lab/store/check.js';
import type { OpenedStore } from '../../lab/store/open-store.js';
import type { RetentionPlan, RetentionRule } from '../../lab/store/retention.js';
import { holderOfStore } from '../../lab/store/store-lock.js';
import type { Store } from '../../lab/store/store.js';
import { visibleText } from '../../lab/reports/visible-text.js';
import { countWords } from '../../lab/reports/words.js';
import { parseCommandLine } from '../arguments.js';
import { ExitCode, usageError } from '../exit-codes.js';
import { writeResult } from '../output.js';
import { changingStore, dataHelp, openingNotes, orRefuse, readingStore } from '../store-option.js';

export const storeHelp = `curfew store check|backup|prune [options]

check    reads everything in the store and says what is lost or altered; sets a damaged
         database aside and rescues what can be read
backup   writes a complete, checked copy of the database
prune    lists what a rule would remove; removes it with --apply

${dataHelp}
  --format text|json   default: text
  --out FILE           (backup) where to; default: the folder "backups" of the store
  --older-than DAYS    (prune) remove runs and files that are older
  --max-size SIZE      (prune) remove the oldest until the rest has at most SIZE: 500MB, 2GB
  --apply              (prune) remove what would be listed

Pinned runs and files are never removed. Exit code: 0 fine, 1 something is lost or altered,
2 usage, 3 the store cannot be opened.`;

export async function storeCommand(args: readonly string[]): Promise<ExitCode> {
  const { values, files } = parseCommandLine(args, {
    data: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    'older-than': { type: 'string' },
    'max-size': { type: 'string' },
    apply: { type: 'boolean' },
  });
  const [what, more] = files;
  if (more !== undefined) throw usageError(`store takes one word, but got "${more}" too.`);
  const { data, format = 'text' } = values;
  if (format !== 'text' && format !== 'json') throw usageError(`--format wants text or json, not "${format}".`);
  switch (what) {
    case 'check':
      return await changingStore(data, 'curfew store check', (opened) => check(opened, format));
    case 'backup':
      return await changingStore(data, 'curfew store backup', (opened) => backup(opened, values.out, format));
    case 'prune': {
      const rule = ruleOf(values['older-than'], values['max-size']);
      return await prune(data, rule, { format, isApplied: values.apply === true });
    }
    default:
      throw usageError(`store wants check, backup or prune${what === undefined ? '' : `, not "${what}"`}.`);
  }
}

async function check(opened: OpenedStore, format: string): Promise<ExitCode> {
  const found = orRefuse(await opened.store.check());
  const losses = opened.rescues.flatMap((rescue) => rescue.losses);
  const isSound = found.problems.length === 0 && losses.length === 0;
  if (format === 'json') {
    const opening = openingNotes(opened);
    writeResult(JSON.stringify({ folder: opened.store.folder, isSound, opening, ...found }, null, 2), undefined);
  } else writeResult(checkText(opened.store.folder, found), undefined);
  return isSound ? ExitCode.asPredicted : ExitCode.divergence;
}

function checkText(folder: string, { problems, notes, runs, observations, traces, bytes }: StoreCheck): string {
  const lines = [
    `${folder}: ${countWords(runs, 'run')}, ${countWords(observations, 'observation')}, ${countWords(traces, 'file')}, ${sizeText(bytes)}.`,
    problems.length === 0 ? 'Nothing is lost or altered.' : `${countWords(problems.length, 'problem')}:`,
    ...problems.map((problem) => `  ${problem}`),
    ...notes.map((note) => `Note: ${note}`),
  ];
  return lines.map(visibleText).join('\n');
}

async function backup({ store }: OpenedStore, out: string | undefined, format: string): Promise<ExitCode> {
  const target = out === undefined ? undefined : path.resolve(out);
  if (target !== undefined && existsSync(target)) throw usageError(`${target} exists already; name another file.`);
  const written = orRefuse(await store.backUp(target));
  const text = `${visibleText(written)} is a complete copy of the database. The files in "traces" are not in it.`;
  writeResult(format === 'json' ? JSON.stringify({ file: written, holds: 'database' }, null, 2) : text, undefined);
  return ExitCode.asPredicted;
}

async function prune(
  data: string | undefined,
  rule: RetentionRule,
  { format, isApplied }: { readonly format: string; readonly isApplied: boolean },
): Promise<ExitCode> {
  const plan = isApplied
    ? await changingStore(data, 'curfew store prune', async ({ store }) => await pruned(store, rule))
    : await readingStore(data, async (store) => {
        const isStoreFree = (await holderOfStore(store.folder)) === null;
        return orRefuse(await store.planRetention({ ...rule, isStoreFree }));
      });
  writeResult(
    format === 'json' ? JSON.stringify({ isApplied, ...plan }, null, 2) : planText(plan, isApplied),
    undefined,
  );
  return ExitCode.asPredicted;
}

/** Whoever has the store for writing knows that no lab has it: what it calls running was cut off. */
async function pruned(store: Store, rule: RetentionRule): Promise<RetentionPlan> {
  for (const { id } of orRefuse(await store.runs()).filter(isUnderWay)) {
    const run = await store.run(id);
    // A damaged run is one for `store check`; it stays.
    if (run.ok) orRefuse(await interrupt(store, run.value));
  }
  const planned = orRefuse(await store.planRetention(rule));
  orRefuse(await store.prune(planned));
  return planned;
}

function planText(plan: RetentionPlan, isApplied: boolean): string {
  const { runs, traces, kept, bytesBefore, bytesAfter } = plan;
  const verb = isApplied ? 'Removed' : 'Would remove';
  const lines = [
    `${verb} ${countWords(runs.length, 'run')} and ${countWords(traces.length, 'file')}: ${sizeText(bytesBefore)} become ${sizeText(bytesAfter)}.`,
    ...runs.map(
      ({ id, name, createdAt, bytes }) => `  run  ${createdAt.slice(0, 10)}  ${id}  ${sizeText(bytes)}  ${name}`,
    ),
    ...traces.map(
      ({ sha256, title, addedAt, bytes }) =>
        `  file ${addedAt.slice(0, 10)}  ${sha256.slice(0, 12)}  ${sizeText(bytes)}  ${title}`,
    ),
    ...kept,
  ];
  if (!isApplied && runs.length + traces.length > 0) lines.push('Nothing is removed yet: --apply does it.');
  return lines.map(visibleText).join('\n');
}

function ruleOf(olderThan: string | undefined, maxSize: string | undefined): RetentionRule {
  if (olderThan === undefined && maxSize === undefined)
    throw usageError('prune wants a rule: --older-than DAYS, --max-size SIZE, or both.');
  return {
    now: new Date(),
    maxAgeDays: olderThan === undefined ? null : parseDays(olderThan),
    maxBytes: maxSize === undefined ? null : parseSize(maxSize),
  };
}

const MOST_DAYS = 36_500;

function parseDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days <= MOST_DAYS) return days;
  throw usageError(`--older-than wants a number of days from 0 to ${MOST_DAYS}, not "${text}".`);
}

const units: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

function parseSize(text: string): number {
  const [, number = '', unit = 'B'] = /^(\d{1,9}(?:\.\d{1,3})?) ?([KMGT]?B)?$/i.exec(text) ?? [];
  const factor = units[unit.toUpperCase()];
  if (number !== '' && factor !== undefined) return Math.round(Number(number) * factor);
  throw usageError(`--max-size wants a size like 500MB or 2GB, not "${text}".`);
}

/** `1.2 GB`, in powers of 1000. */
function sizeText(bytes: number): string {
  const [unit, factor] = Object.entries(units).findLast(([, each]) => bytes >= each) ?? ['B', 1];
  return `${unit === 'B' ? bytes : (bytes / factor).toFixed(1)} ${unit}`;
}
