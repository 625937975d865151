import { describe, expect, it } from 'vitest';
import { ok } from '../../../../engine/result.js';
import type { LimitInForce } from '../run.js';
import { exampleScenario } from './case-fixture.js';
import type { CaseStage } from './case-stage.js';
import { confirmGround } from './confirm-ground.js';
import { Interruption } from './interruption.js';
import type { PreparedCase } from './prepare-case.js';

const key = 'data_sync_fgs_timeout_duration';
const limit: LimitInForce = { name: key, value: '60000', reading: '1 min', origin: 'set for this run' };
const packageName = 'dev.curfew.probe.t35';

/** What is told of a device that answers like this at the end of a case. */
async function confirmed(answers: Readonly<Record<string, string>>, name = 'c01-timeout'): Promise<readonly string[]> {
  const notObserved: string[] = [];
  const ask = (line: string): ReturnType<CaseStage['device']['ask']> =>
    Promise.resolve(ok({ stdout: answers[line] ?? '', stderr: '', exitCode: 0 }));
  const stage = { ground: { scenario: exampleScenario(name) }, device: { ask }, notObserved };
  const environment = { limits: [limit] };
  await confirmGround(stage as unknown as CaseStage, { packageName, environment } as unknown as PreparedCase);
  return notObserved;
}

const there = { [`pm path ${packageName}`]: `package:/data/app/${packageName}/base.apk\n` };
const dump = (value: number): Readonly<Record<string, string>> => ({
  ...there,
  'dumpsys activity settings': `ACTIVITY MANAGER SETTINGS\n  ${key}=${value}\n`,
});

describe('the ground of a case, at its end', () => {
  it('is as it was made ready', async () => {
    expect(await confirmed(dump(60_000))).toEqual([]);
    // A device that does not print the limit says nothing of it.
    expect(await confirmed(there)).toEqual([]);
  });

  it('interrupts the case when the probe is gone: its silence is nobody’s agreement', async () => {
    const error: unknown = await confirmed({}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Interruption);
    expect(String(error)).toContain('The probe was removed while the case was played');
  });

  it('tells of a limit that somebody else has changed', async () => {
    expect(await confirmed(dump(21_600_000))).toEqual([
      `${key} was 60000 at the beginning and 21600000 at the end: somebody else has changed it.`,
    ]);
  });

  it('knows what the scenario itself changes', async () => {
    expect(await confirmed(dump(20_000), 'c43-device-config')).toEqual([]);
  });
});
