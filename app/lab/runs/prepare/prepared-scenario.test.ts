import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { predictScenario } from '../../../../engine/scenario/predict-scenario.js';
import { preparedFrom, prepareScenarios, type PreparedScenario } from './prepared-scenario.js';

const example = (name: string) => ({
  title: `examples/scenarios/${name}.yaml`,
  text: readFileSync(new URL(`../../../../examples/scenarios/${name}.yaml`, import.meta.url), 'utf8'),
});

function prepare(name: string, compression: number, targets: readonly number[] = []): readonly PreparedScenario[] {
  const prepared = prepareScenarios({ scenarios: [example(name)], compression, targets });
  if (!prepared.ok) throw new Error(prepared.error);
  return prepared.value;
}

const outcomesOf = ({ scenario }: PreparedScenario): readonly string[] =>
  predictScenario(scenario).outcomes.map(({ outcome, elapsedMs }) => `${outcome} ${elapsedMs}`);

describe('a scenario that is made ready for a run', () => {
  it('is made for every target, with the package of its probe and an id of its own', () => {
    const prepared = prepare('e1-background-start', 1, [34, 35]);
    expect(prepared.map(({ record }) => [record.id, record.packageName, record.targetSdk])).toEqual([
      ['e1-background-start-t34', 'dev.curfew.probe.t34', 34],
      ['e1-background-start-t35', 'dev.curfew.probe.t35', 35],
    ]);
    expect(prepared[0]?.notes).toEqual(["Written for target SDK 35; played with the probe's variant for 34."]);
  });

  it('keeps the crash that comes after a fixed wait, however short the rest becomes', () => {
    const [prepared] = prepare('e1-background-start', 7200);
    if (prepared === undefined) throw new Error('nothing was prepared');
    expect(outcomesOf(prepared)).toEqual(['timeout-callback 3000', 'crash-did-not-stop 13000']);
    expect(prepared.notes).toEqual([]);
  });

  it('moves the end that a scenario names, too, when what it waits for cannot be shortened', () => {
    const [prepared] = prepare('c05-crash', 3600);
    if (prepared === undefined) throw new Error('nothing was prepared');
    const crash = predictScenario(prepared.scenario).outcomes.find(({ outcome }) => outcome === 'crash-did-not-stop');
    expect(crash?.elapsedMs).toBeGreaterThan(5_000);
    expect(prepared.scenario.steps.at(-1)?.atMs).toBe(prepared.scenario.endMs);
    expect(prepared.scenario.endMs).toBeGreaterThan(crash?.elapsedMs ?? 0);
  });

  it.each(['e1-background-start', 'e7-opened-after-exhaustion', 'c37-combo', 'c24-short-anr'])(
    '%s is read back from the run as it was written into it',
    (name) => {
      for (const prepared of prepare(name, 60)) {
        const again = preparedFrom(prepared.record);
        expect(again).toMatchObject({ ok: true });
        if (again.ok) expect(outcomesOf(again.value)).toEqual(outcomesOf(prepared));
      }
    },
  );
});
