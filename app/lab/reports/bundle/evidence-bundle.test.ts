import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { hostile } from '../fixtures-extreme.js';
import { nightRun } from '../fixtures-run.js';
import { late } from '../fixtures.js';
import { subjectOfAnalyses, subjectOfRun, type ReportSubject } from '../subject.js';
import { bundleTrouble, writeBundle, type EvidenceFile } from './evidence-bundle.js';

const generated = { at: '2026-11-22T10:00:00.000Z', version: '0.1.0' };
const log = (name: string, content: Uint8Array): EvidenceFile => ({
  name,
  bytes: content.length,
  open: () => [content],
});

async function bundle(subject: ReportSubject, evidence: readonly EvidenceFile[], at = generated): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writeBundle(subject, evidence, at, (piece) => pieces.push(piece));
  return Buffer.concat(pieces);
}

const night = new Uint8Array(3_000_000).map((_, index) => (index * 31) % 251);
const evidence = [
  log('/home/ann/logs/night.log', night),
  log('C:\\logs\\bug report.zip', new Uint8Array([0x50, 0x4b])),
];

describe('the evidence bundle', () => {
  it('holds the report, the raw logs byte for byte, and a right hash of every file', async () => {
    const files = unzipSync(await bundle(subjectOfAnalyses([late]), evidence));
    expect(Object.keys(files)).toEqual([
      'README.txt',
      'index.html',
      'report.json',
      'report.csv',
      'junit.xml',
      'ctrf.json',
      'trace.json',
      'perfetto.zip',
      'ledger.json',
      'evidence/01-night.log',
      'evidence/02-bug_report.zip',
      'manifest.json',
      'SHA256SUMS',
      'generated.json',
    ]);
    expect(Buffer.from(files['evidence/01-night.log'] ?? []).equals(night)).toBe(true);
    const sums = strFromU8(files['SHA256SUMS'] ?? new Uint8Array())
      .trim()
      .split('\n');
    expect(sums).toHaveLength(Object.keys(files).length - 2);
    for (const line of sums) {
      const [hash = '', name = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(files[name] ?? '')
          .digest('hex'),
        name,
      ).toBe(hash);
    }
    expect(strFromU8(files['manifest.json'] ?? new Uint8Array())).toContain('raw log \\"night.log\\"');
    expect(strFromU8(files['manifest.json'] ?? new Uint8Array())).not.toContain('/home/ann');
  });

  it('is the same, byte for byte, but for generated.json', async () => {
    const subject = subjectOfRun(nightRun);
    const once = unzipSync(await bundle(subject, evidence));
    const again = unzipSync(await bundle(subject, evidence, { at: '2031-01-01T00:00:00Z', version: '9.9.9' }));
    const differing = Object.keys(once).filter(
      (name) => !Buffer.from(once[name] ?? []).equals(again[name] ?? new Uint8Array()),
    );
    expect(differing).toEqual(['generated.json']);
    expect(Buffer.from(await bundle(subject, evidence)).equals(await bundle(subject, evidence))).toBe(true);
  });

  it('holds scenarios and ledger of a run, and for Perfetto one machine a device and nothing but traces', async () => {
    const files = unzipSync(await bundle(subjectOfRun(nightRun), []));
    expect(strFromU8(files['scenarios/01-c01-timeout.json'] ?? new Uint8Array())).toBe(nightRun.scenarios[0]?.document);
    const ledger = JSON.parse(strFromU8(files['ledger.json'] ?? new Uint8Array())) as {
      devices: { changes: object[] }[];
    };
    expect(ledger.devices.map(({ changes }) => changes.length)).toEqual([2, 2, 0, 1]);
    const archive = unzipSync(files['perfetto.zip'] ?? new Uint8Array());
    const manifest = strFromU8(archive['perfetto_manifest.json'] ?? new Uint8Array());
    expect(manifest.replace(/\s/g, '')).toMatch(/^\{"perfetto_manifest":\{"version":1,/);
    const { perfetto_manifest: about } = JSON.parse(manifest) as { perfetto_manifest: { files: { path: string }[] } };
    expect(about.files.map(({ path }) => path)).toEqual(
      Object.keys(archive).filter((name) => name !== 'perfetto_manifest.json'),
    );
    for (const { path } of about.files)
      expect(strFromU8(archive[path] ?? new Uint8Array())).toMatch(/^\{"traceEvents":\[/);
    expect(about.files).toHaveLength(4);
  });

  it('says in its manifest that there are no logs when it was made without them', async () => {
    const files = unzipSync(await bundle(subjectOfAnalyses([late]), []));
    expect(strFromU8(files['manifest.json'] ?? new Uint8Array())).toContain(
      '"evidence": "none: the analysis was given without the logs that it was made from"',
    );
  });

  it('never lets a name lead out of its folder', async () => {
    const names = ['../../etc/passwd', '/abs', '..\\..\\x', '\u202egnp\u0000', '', '.', '..', 'a'.repeat(500)];
    const subject = subjectOfAnalyses([hostile]);
    const files = unzipSync(
      await bundle(
        subject,
        names.map((name) => log(name, new Uint8Array([1]))),
      ),
    );
    for (const name of Object.keys(files)) expect(name).toMatch(/^(?:[a-z]+\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/);
  });

  it('refuses more than a ZIP of this form holds, before it writes anything', () => {
    expect(bundleTrouble([{ ...log('a', night), bytes: 5 * 2 ** 30 }])).toContain('more than a ZIP of 4 GiB');
    expect(bundleTrouble(evidence)).toBeNull();
  });
});
