/**
 * `npm run probe:check`: makes the probe from source again and compares every byte with what is committed, then asks Android's own
 * tools about the committed files: signature, alignment, dex, and whether the manifest says what native-probe-apk/probe.json says.
 *
 * Other tools may make other bytes. Where the bytes differ and the tools are not those that made the committed files, this says so
 * and fails with exit code 3: nothing is known then, and a check that could not be made has not passed.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildProbe } from './probe-apk.mjs';
import { packageOfTarget, probeFolder, readProbe } from './probe-manifest.mjs';
import { ensureTools, run, runProbeEntry, sha256Of, ToolFailure, toolVersions } from './probe-tools.mjs';
import { root, SetUpError } from './set-up.mjs';

const LARGEST_APK = 40 * 1024;
const prebuilt = path.join(probeFolder, 'prebuilt');

/** Which tools are not those that made the committed files. */
function otherTools() {
  const wanted = JSON.parse(readFileSync(path.join(prebuilt, 'made-with.json'), 'utf8'));
  const here = toolVersions();
  const other = Object.keys({ ...wanted, ...here }).filter((tool) => wanted[tool] !== here[tool]);
  return other.map((tool) => `  ${tool}: the committed files were made with ${wanted[tool]}, here is ${here[tool]}`);
}

/** Throws ToolFailure with `what` when it is not so. */
function demand(holds, what) {
  if (!holds) throw new ToolFailure(`probe:check failed: ${what}`);
}

function checkBytes({ name, bytes, sha256 }) {
  const committed = readFileSync(path.join(prebuilt, name));
  demand(committed.length <= LARGEST_APK, `${name} has ${committed.length} bytes, more than ${LARGEST_APK}`);
  if (sha256Of(committed) === sha256) return;
  const made = `committed ${committed.length} bytes, ${sha256Of(committed)}; made ${bytes} bytes, ${sha256}`;
  const other = otherTools();
  if (other.length > 0)
    throw new SetUpError([`${name} comes out different here (${made}), but so are the tools:`, ...other].join('\n'));
  demand(
    false,
    `${name} is not what the sources make (${made}). After a change of the sources run: npm run probe:build`,
  );
}

const valuesOf = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

function checkManifest(file, name, target) {
  const probe = readProbe();
  const badging = run('aapt2', ['dump', 'badging', file]);
  const is = (pattern) => pattern.exec(badging)?.[1];
  demand(is(/^package: name='([^']+)'/m) === packageOfTarget(probe, target), `${name}: package`);
  demand(is(/^targetSdkVersion:'(\d+)'/m) === String(target), `${name}: target SDK`);
  demand(is(/^sdkVersion:'(\d+)'/m) === String(probe.minSdk), `${name}: least SDK`);
  demand(
    is(/^launchable-activity: name='([^']+)'/m) === `${probe.package}.AboutActivity`,
    `${name}: launchable activity`,
  );
  const permissions = valuesOf(badging, /^uses-permission: name='([^']+)'/gm);
  demand(
    permissions.join() === probe.permissions.map((each) => each.name).join(),
    `${name}: permissions ${permissions.join()}`,
  );
  const tree = run('aapt2', ['dump', 'xmltree', file, '--file', 'AndroidManifest.xml']);
  const services = valuesOf(tree, /E: service [^\n]*\n\s+A: [^\n]*:name\([^)]*\)="([^"]+)"/g);
  demand(services.length === probe.services.length + 1, `${name}: services ${services.join()}`);
  const subtypes = valuesOf(tree, /="android\.app\.(PROPERTY_SPECIAL_USE_FGS_SUBTYPE)"/g).length;
  demand(
    subtypes === probe.services.filter(({ types }) => types.includes('specialUse')).length,
    `${name}: special use`,
  );
  // Attribute 0x01010006 is android:permission.
  const guards = valuesOf(tree, /:permission\(0x01010006\)="([^"]+)"/g).filter((each) => each === probe.guard);
  demand(guards.length === probe.services.length + 2, `${name}: ${guards.length} guarded components`);
}

function checkApk({ name, target }) {
  const file = path.join(prebuilt, name);
  const signature = run('apksigner', ['verify', '--verbose', '--min-sdk-version', String(readProbe().minSdk), file]);
  demand(/v2\)?: true/.test(signature) && /v3\)?: true/.test(signature), `${name}: signature\n${signature}`);
  demand(/Number of signers: 1\b/.test(signature), `${name}: signers`);
  run('zipalign', ['-c', '-p', '4', file]);
  // dexdump verifies the structure of the dex before it prints the checksum's verdict.
  demand(run('dexdump', ['-c', file]).includes('Checksum verified'), `${name}: dexdump`);
  checkManifest(file, name, target);
}

await runProbeEntry(async () => {
  ensureTools(['aapt2', 'javac', 'zipalign', 'apksigner', 'dexdump']);
  const made = await buildProbe(path.join(root, 'out', 'probe', 'check'));
  const sums = made.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  for (const apk of made) checkBytes(apk);
  demand(
    readFileSync(path.join(prebuilt, 'SHA256SUMS'), 'utf8') === sums,
    'SHA256SUMS does not name the committed files',
  );
  for (const apk of made) checkApk(apk);
  for (const { name, bytes, sha256 } of made) console.log(`${name}  ${bytes} bytes  ${sha256}  as its sources`);
});
