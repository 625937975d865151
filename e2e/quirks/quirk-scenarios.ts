/** Small scenarios that quirks of a device show in. Limits of a minute, unless the name says otherwise. */
import { probePackage } from '../../app/lab/probe/probe-app.js';
import { scenarioOf } from '../../app/lab/runs/case/case-fixture.js';
import type { Scenario } from '../../engine/scenario/scenario.js';

const start = (at: string, type: string): string =>
  `  - { at: ${at}, do: startForegroundService, service: A }
  - { at: ${at}, do: startForeground, service: A, types: [${type}] }
`;

const app = (type: string, steps: string, more = ''): string =>
  `services: [ { name: A, declared: [${type}] } ]\nsteps:\n${steps}${more}`;

const bodies = {
  ignores: app('dataSync', `${start('0s', 'dataSync')}  - { at: 100s, do: end }\n`),
  stops: app(
    'mediaProcessing',
    `${start('0s', 'mediaProcessing')}  - { at: 100s, do: end }\n`,
    'onTimeout: { A: { do: stopSelf, after: 2s } }\n',
  ),
  twice: app(
    'dataSync',
    `${start('0s', 'dataSync')}  - { at: 40s, do: stopService, service: A }
${start('60s', 'dataSync')}  - { at: 120s, do: end }\n`,
  ),
  short: app('shortService', `${start('0s', 'shortService')}  - { at: 220s, do: end }\n`),
  screen: app(
    'dataSync',
    `  - { at: 0s, do: appToTop }
${start('0s', 'dataSync')}  - { at: 80s, do: appToHome }
  - { at: 170s, do: end }\n`,
  ),
  /** The limits as shipped. */
  hours: app('dataSync', `${start('0s', 'dataSync')}  - { at: 6h1m, do: end }\n`),
  /** Watched for longer than a device sleeps by itself. */
  watched: app('dataSync', `${start('0s', 'dataSync')}  - { at: 16m, do: end }\n`),
  /** The same, and over before a service that ten minutes of sleep held up is crashed. */
  called: app('dataSync', `${start('0s', 'dataSync')}  - { at: 11m5s, do: end }\n`),
  /** Started when the server's values have come. */
  later: app('dataSync', `${start('4m', 'dataSync')}  - { at: 6m, do: end }\n`),
  laterMedia: app('mediaProcessing', `${start('4m', 'mediaProcessing')}  - { at: 6m, do: end }\n`),
};

export type QuirkScenario = keyof typeof bodies;

const minute = ', config: { data_sync_fgs_timeout_duration: 60s, media_processing_fgs_timeout_duration: 60s }';

export function quirkScenario(name: QuirkScenario, release: number): Scenario {
  const config = name === 'hours' || release < 15 ? '' : minute;
  const scenario = scenarioOf(`app: { targetSdk: 35 }
device: { release: ${release}${config} }
${bodies[name]}`);
  return { ...scenario, packageName: probePackage(scenario.targetSdk) };
}
