/**
 * `npm run probe:build`: makes the four probe APKs from source and lays them into native-probe-apk/prebuilt/, with their hashes and
 * with the versions of the tools that made them.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildProbe } from './probe-apk.mjs';
import { probeFolder } from './probe-manifest.mjs';
import { runProbeEntry, toolVersions } from './probe-tools.mjs';
import { root } from './set-up.mjs';

await runProbeEntry(async () => {
  const made = await buildProbe(path.join(root, 'out', 'probe', 'build'));
  const prebuilt = path.join(probeFolder, 'prebuilt');
  mkdirSync(prebuilt, { recursive: true });
  for (const { name, file } of made) copyFileSync(file, path.join(prebuilt, name));
  const sums = made.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
  writeFileSync(path.join(prebuilt, 'SHA256SUMS'), sums.join(''));
  writeFileSync(path.join(prebuilt, 'made-with.json'), `${JSON.stringify(toolVersions(), null, 2)}\n`);
  for (const { name, bytes, sha256 } of made) console.log(`${name}  ${bytes} bytes  ${sha256}`);
});
