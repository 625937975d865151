import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { probePackage } from '../../app/lab/probe/probe-app.js';
import { readScenario } from '../../engine/scenario/read-scenario.js';
import { playVirtually } from './virtual-bench.js';
it('dump', async () => {
  for (const name of (process.env['NAMES'] ?? '').split(',')) {
    const read = readScenario(readFileSync(new URL(`../../examples/scenarios/${name}.yaml`, import.meta.url), 'utf8'), name);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const s = { ...read.value, packageName: probePackage(read.value.targetSdk) };
    const { analysis, zeroWallMs } = await playVirtually({ scenario: s, release: s.device.release as 16 });
    console.log(name, JSON.stringify({ p: analysis.predicted.map((x) => [x.outcome, Date.parse(x.at.wall ?? '') - zeroWallMs, x.because]), o: analysis.observed.map((x) => [x.outcome, Date.parse(x.at.wall ?? '') - zeroWallMs, x.trust, x.evidence.map((e) => e.text)]), v: analysis.verdicts }, null, 1));
  }
}, 60000);
