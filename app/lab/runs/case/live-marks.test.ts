import { describe, expect, it } from 'vitest';
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import { castServices } from '../../probe/cast-services.js';
import type { LiveMark } from '../live-run.js';
import { exampleScenario } from './case-fixture.js';
import { LiveMarks } from './live-marks.js';

const P = 'dev.curfew.probe.t35';
const zeroMs = Date.UTC(2026, 10, 22);
const log = (afterMs: number, tag: string, message: string, uid = '1000'): string => {
  const stamp = new Date(zeroMs + afterMs).toISOString().replace('T', ' ').replace('Z', '');
  return `${stamp} +0000 ${uid.padStart(5)}  1612  1650 E ${tag}: ${message}`;
};
const record = `ServiceRecord{b622334 u0 ${P}/dev.curfew.probe.MediaProcessing c:com.android.shell}`;

function begun(): { readonly marks: LiveMarks; readonly told: (readonly LiveMark[])[] } {
  const told: (readonly LiveMark[])[] = [];
  const marks = new LiveMarks(({ marks: all }) => {
    if (all !== undefined) told.push(all);
  });
  const scenario = exampleScenario('c05-crash');
  const cast = castServices(scenario);
  if (!cast.ok) throw new Error(cast.error);
  marks.predicted(predictScenario(scenario));
  marks.begin({ packageName: P, cast: cast.value, zeroMs });
  return { marks, told };
}

describe('live marks', () => {
  it('are those predicted first, then what the log shows, one for all lines about it', () => {
    const { marks, told } = begun();
    expect(told.at(-1)?.map(({ voice, outcome, atMs }) => `${voice} ${outcome} ${atMs}`)).toEqual([
      'predicted timeout-callback 5000',
      'predicted crash-did-not-stop 10000',
    ]);
    marks.observed([log(5_004, 'ActivityManager', `FGS (mediaProcessing) timed out: ${record}`)]);
    marks.observed([
      log(
        5_004,
        'am_foreground_service_timed_out',
        `[0,${P}/dev.curfew.probe.MediaProcessing,1,SYSTEM_UID,35,35,0,1,5000,1,UNKNOWN,8192]`,
      ),
    ]);
    marks.observed([log(10_004, 'ActivityManager', `FGS Crashed: ${record}`)]);
    expect(told).toHaveLength(3);
    expect(told.at(-1)?.slice(2)).toEqual([
      { voice: 'observed', outcome: 'timeout-callback', service: 'A', atMs: 5_004 },
      { voice: 'observed', outcome: 'crash-did-not-stop', service: 'A', atMs: 10_004 },
    ]);
  });

  it('are of the probe alone', () => {
    const { marks, told } = begun();
    marks.observed([
      log(5_004, 'ActivityManager', 'FGS (dataSync) timed out: ServiceRecord{b u0 com.example/.Sync}'),
      log(5_004, 'ActivityManager', `unrelated words about ${P}`),
      'no line at all',
    ]);
    expect(told).toHaveLength(1);
  });

  it('stay when the time of the scenario was stopped', () => {
    const { marks, told } = begun();
    marks.observed([log(5_004, 'ActivityManager', `FGS (mediaProcessing) timed out: ${record}`)]);
    marks.begin({ packageName: P, cast: new Map(), zeroMs: zeroMs + 60_000 });
    marks.observed([log(70_004, 'ActivityManager', `FGS Crashed: ${record}`)]);
    expect(
      told
        .at(-1)
        ?.slice(2)
        .map(({ atMs }) => atMs),
    ).toEqual([5_004, 10_004]);
  });
});
