/** The example scenarios at full length on faithful devices, in virtual time: what was predicted is what is seen. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { castServices } from '../../app/lab/probe/cast-services.js';
import { probePackage } from '../../app/lab/probe/probe-app.js';
import { drivable } from '../../app/lab/runs/case/plan-case.js';
import { policyOfRelease } from '../../engine/policy/policies.js';
import { predictScenario } from '../../engine/scenario/predict-scenario.js';
import { readScenario } from '../../engine/scenario/read-scenario.js';
import { playVirtually } from './virtual-bench.js';
const folder = new URL('../../examples/scenarios/', import.meta.url);
for (const name of readdirSync(folder).filter((n) => n.endsWith('.yaml'))) {
  it(name, async () => {
    const read = readScenario(readFileSync(new URL(name, folder), 'utf8'), name);
    if (!read.ok) throw new Error('x');
    const scenario = { ...read.value, packageName: probePackage(read.value.targetSdk) };
    const why = drivable(scenario, { sdk: 36 } as never);
    if (why !== null) { console.log('SKIP', name, why); return; }
    const release = scenario.device.release as 15;
    const { analysis, zeroWallMs } = await playVirtually({ scenario, release });
    const { outcomes } = predictScenario(scenario, policyOfRelease(release).policy);
    const predicted = outcomes.filter(({ silent }) => silent !== true);
    console.log(name, release, predicted.map((o) => `${o.outcome} ${o.service} ${o.elapsedMs}`), analysis.verdicts.map((v) => `${v.verdict} ${v.outcome} ${v.deltaMs} ${v.cause?.cause} ${v.cause?.explanation}`), analysis.observed.map(o => `${o.outcome} ${Date.parse(o.at.wall ?? '') - zeroWallMs} ${o.trust}`));
  });
}
