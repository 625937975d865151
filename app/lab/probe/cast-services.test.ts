import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../engine/scenario/read-scenario.js';
import type { Scenario } from '../../../engine/scenario/scenario.js';
import { castServices } from './cast-services.js';

function scenarioWith(services: string): Scenario {
  const read = readScenario(
    `curfew: scenario/1\nname: cast\nservices:\n${services}\nsteps:\n  - { at: 1s, do: end }\n`,
    'cast.yaml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const castOf = (services: string): readonly string[] | string => {
  const cast = castServices(scenarioWith(services));
  return cast.ok ? [...cast.value].map(([name, { name: played }]) => `${name} by ${played}`) : cast.error;
};

describe('casting the services of a scenario', () => {
  it('takes services that declare exactly the same first, then the one that declares all types', () => {
    expect(
      castOf(`  - { name: A, declared: [dataSync] }
  - { name: B, declared: [dataSync, location] }
  - { name: C, declared: [dataSync] }
  - { name: D, declared: [shortService] }
  - { name: E, process: other, declared: [dataSync] }`),
    ).toEqual(['A by DataSync', 'C by DataSync2', 'D by ShortService', 'E by DataSyncAlone', 'B by AnyType']);
  });

  it.each([
    [
      `  - { name: A, declared: [specialUse] }
  - { name: B, declared: [specialUse] }
  - { name: C, declared: [specialUse] }`,
      'the probe has no service left that could play "C" with specialUse',
    ],
    [
      '  - { name: A, process: other, declared: [mediaProcessing] }',
      'the probe has no service left in a process of its own that could play "A" with mediaProcessing',
    ],
    [
      `  - { name: A, process: one, declared: [dataSync] }
  - { name: B, process: two, declared: [dataSync] }`,
      'the probe has one process beside its main one, and not one, two',
    ],
  ])('says what is missing', (services, why) => {
    expect(castOf(services)).toBe(why);
  });
});
