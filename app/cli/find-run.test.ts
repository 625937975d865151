import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nightRun } from '../lab/reports/fixtures-run.js';
import { agreeing } from '../lab/reports/fixtures.js';
import type { CaseLog, Run, RunCase } from '../lab/runs/run.js';
import { storePaths, traceFile } from '../lab/store/data-folder.js';
import { observations, valueOf, withStore } from '../lab/store/store-fixture.js';
import type { Store } from '../lab/store/store.js';
import { keepFile } from '../lab/traces/trace-library.js';
import { reportCommand } from './commands/report.js';
import { ExitCode } from './exit-codes.js';
import { findRun } from './find-run.js';

let folder = '';
let complained = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-find-run-'));
  complained = '';
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const [first] = nightRun.cases;
if (first === undefined) throw new Error('the run has no case');
const agreed: RunCase = { ...first, analysis: agreeing };
const runWith = (changes: Partial<RunCase>): Run => ({
  ...nightRun,
  state: 'done',
  cases: [{ ...agreed, ...changes }],
});

async function keep(store: Store, name: string, text: string): Promise<CaseLog> {
  const content = new TextEncoder().encode(text);
  const kept = valueOf(await keepFile(store, { title: name, content, addedAt: '2026-11-22T20:00:00.000Z' }));
  return { name, sha256: kept.sha256, bytes: kept.bytes };
}

/** A run whose case has two parts of a log, the journal of the probe, and the trace read from them. */
async function keepRun(): Promise<readonly CaseLog[]> {
  return await withStore(folder, async (store) => {
    const logs = [
      await keep(store, 'log, part 1', 'the first line\n'),
      await keep(store, 'log, part 2', 'after the gap\n'),
      await keep(store, 'journal of the probe', '{"v":1}\n'),
    ];
    const { sha256, bytes } = await keep(store, 'trace', 'ARROW1 and so on');
    valueOf(await store.putRun(runWith({ logs, trace: { sha256, bytes } })));
    return logs;
  });
}

interface Bundle {
  readonly code: ExitCode;
  readonly files: Readonly<Record<string, string>>;
  readonly manifest: { readonly evidence: string; readonly missing: readonly object[]; readonly files: object[] };
}

async function bundle(): Promise<Bundle> {
  const out = path.join(folder, 'out');
  const code = await reportCommand([nightRun.id, '--data', folder, '--format', 'bundle', '--out', out], findRun);
  const packed = unzipSync(readFileSync(path.join(out, 'evidence.zip')), {
    filter: ({ name }) => !name.endsWith('.zip'),
  });
  const files = Object.fromEntries(Object.entries(packed).map(([name, bytes]) => [name, strFromU8(bytes)]));
  return { code, files, manifest: JSON.parse(files['manifest.json'] ?? '') as Bundle['manifest'] };
}

const evidenceIn = ({ files }: Bundle): readonly string[] =>
  Object.keys(files).filter((name) => name.startsWith('evidence/'));

describe('the bundle of a run in the store', () => {
  it('holds every raw log under the name by which evidence cites it, and the trace', async () => {
    await keepRun();
    const made = await bundle();
    expect(made.code).toBe(ExitCode.asPredicted);
    expect(evidenceIn(made)).toEqual([
      'evidence/01-a1_log_part_1.log',
      'evidence/02-a1_log_part_2.log',
      'evidence/03-a1_journal_of_the_probe.log',
      'evidence/04-a1_trace.arrow',
    ]);
    expect(made.files['evidence/02-a1_log_part_2.log']).toBe('after the gap\n');
    expect(made.manifest).toMatchObject({ evidence: 'complete: every log that was given', missing: [] });
    expect(made.manifest.files).toContainEqual(
      expect.objectContaining({
        name: 'evidence/01-a1_log_part_1.log',
        what: expect.stringMatching(/^log, part 1 of ".* on .*"$/),
      }),
    );
    expect(complained).toBe('');
  });

  it('says in the manifest, on standard error and by exit code 3 which recordings are altered or missing', async () => {
    const [altered, missing] = await keepRun();
    if (altered === undefined || missing === undefined) throw new Error('no logs');
    const paths = storePaths(folder);
    writeFileSync(traceFile(paths, altered.sha256, 'log'), 'the first lime\n');
    unlinkSync(traceFile(paths, missing.sha256, 'log'));
    const made = await bundle();
    expect(made.code).toBe(ExitCode.unreadable);
    expect(evidenceIn(made)).toHaveLength(2);
    expect(made.manifest).toMatchObject({
      evidence: 'incomplete: 2 recordings missing or altered',
      missing: [
        { sha256: altered.sha256, why: expect.stringContaining('is not what was kept under that name') },
        { sha256: missing.sha256, why: expect.stringContaining('The library has no file') },
      ],
    });
    expect(made.files['README.txt']).toContain('NOT COMPLETE: 2 recordings missing or altered');
    expect(complained).toContain(`curfew report: missing: log, part 1 of`);
    expect(complained).toContain(altered.sha256.slice(0, 12));
  });

  it('takes the raw text of a watched app, and of a run of an earlier version, from what was heard', async () => {
    const device = agreed.device;
    await withStore(folder, async (store) => {
      valueOf(await store.putRun(runWith({ trace: null })));
      const heard = observations(nightRun.id, device, 0, 12_000);
      const remark = { ...heard[0], sequence: 12_000, source: 'run', text: 'attempt 1 done' };
      valueOf(await store.append([...heard, remark as (typeof heard)[number]]));
    });
    const made = await bundle();
    expect(made.code).toBe(ExitCode.asPredicted);
    const [name, ...more] = evidenceIn(made);
    expect(more).toEqual([]);
    const lines = made.files[name ?? '']?.trimEnd().split('\n') ?? [];
    expect([name, lines.length]).toEqual([expect.stringMatching(/^evidence\/01-.*_logcat\.log$/), 12_000]);
    expect(lines.at(-1)).toContain('SyncService,1,11999]');
  });

  it('says so when nothing that was heard is there', async () => {
    await withStore(folder, async (store) => valueOf(await store.putRun(runWith({ trace: null }))));
    const made = await bundle();
    expect([made.code, made.manifest.missing.length]).toEqual([ExitCode.unreadable, 1]);
    expect(complained).toContain('The store has nothing that was heard of it.');
  });
});
