/** The probe's manifests and what is committed of it, without any Android tool. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { apkName, manifestOf, packageOfTarget, probeFolder, readProbe } from './probe-manifest.mjs';
import { sha256Of } from './probe-tools.mjs';

const probe = readProbe();
const prebuilt = path.join(probeFolder, 'prebuilt');

/** `<service ...>` and its siblings with their attributes. */
const components = (manifest) =>
  [...manifest.matchAll(/<(activity|receiver|service|provider)\b([^>]*)>/g)].map(([, kind, text]) => ({
    kind,
    ...Object.fromEntries([...text.matchAll(/android:(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
  }));

describe("the probe's manifest", () => {
  it.each(probe.targets)('for target %i lets only the guard in to whatever takes orders', (target) => {
    const open = components(manifestOf(probe, target)).filter(
      ({ exported, permission }) => exported === 'true' && permission !== probe.guard,
    );
    expect(open.map(({ name, permission }) => [name, permission])).toEqual([
      ['dev.curfew.probe.AboutActivity', undefined],
      ['dev.curfew.probe.ProbeJobService', 'android.permission.BIND_JOB_SERVICE'],
    ]);
  });

  it('says of every component whether others may reach it', () => {
    for (const { name, exported } of components(manifestOf(probe, 36)))
      expect([name, exported]).toEqual([name, expect.stringMatching(/^(true|false)$/)]);
  });

  it('differs between targets in package, target and label only', () => {
    const [first, ...others] = probe.targets.map((target) =>
      manifestOf(probe, target).replaceAll(packageOfTarget(probe, target), 'PKG').replaceAll(String(target), 'NN'),
    );
    expect(new Set(others)).toEqual(new Set([first]));
  });

  it('has a class for each service, and the class no more than its name', () => {
    for (const { class: name } of probe.services) {
      const java = readFileSync(path.join(probeFolder, `src/dev/curfew/probe/${name}.java`), 'utf8');
      expect(java).toContain(`public final class ${name} extends ProbeService {}`);
    }
  });

  it('escapes what would end an attribute', () => {
    expect(manifestOf({ ...probe, specialUse: 'a "b" <c> & d' }, 35)).toContain(
      'android:value="a &quot;b&quot; &lt;c> &amp; d"',
    );
  });

  it('explains every permission and never asks for the internet', () => {
    expect(probe.permissions.filter(({ why }) => why.length < 10)).toEqual([]);
    expect(probe.permissions.map(({ name }) => name)).not.toContain('android.permission.INTERNET');
  });
});

describe('the committed APKs', () => {
  const sums = readFileSync(path.join(prebuilt, 'SHA256SUMS'), 'utf8').trim().split('\n');

  it('are those that SHA256SUMS names, one for each target', () => {
    const files = readdirSync(prebuilt).filter((name) => name.endsWith('.apk'));
    expect(files.sort()).toEqual(probe.targets.map(apkName).sort());
    expect(sums).toEqual(
      probe.targets.map(
        (target) => `${sha256Of(readFileSync(path.join(prebuilt, apkName(target))))}  ${apkName(target)}`,
      ),
    );
  });

  it('have at most 40 KB and one and the same code', () => {
    const dexes = probe.targets.map((target) => {
      const bytes = readFileSync(path.join(prebuilt, apkName(target)));
      expect(bytes.length).toBeLessThanOrEqual(40 * 1024);
      const entries = unzipSync(bytes);
      expect(Object.keys(entries).sort()).toEqual(['AndroidManifest.xml', 'classes.dex', 'resources.arsc']);
      return sha256Of(entries['classes.dex']);
    });
    expect(new Set(dexes).size).toBe(1);
  });

  it('name the tools that made them', () => {
    const made = JSON.parse(readFileSync(path.join(prebuilt, 'made-with.json'), 'utf8'));
    expect(Object.keys(made)).toEqual(['aapt2', 'javac', 'dexer', 'apksigner', 'fflate']);
    expect(Object.values(made).every((version) => version.length > 0)).toBe(true);
  });
});
