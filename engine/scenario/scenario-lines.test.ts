import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { android16 } from '../policy/shipped.js';
import { predictScenario } from './predict-scenario.js';
import { readScenario } from './read-scenario.js';
import { scenarioDocument } from './scenario-fixture.js';
import { answerLine, answerLongLine, readScenarioLine } from './scenario-lines.js';

describe('scenarios as JSON Lines', () => {
  it('are read as the same scenario as by the reader of files', () => {
    fc.assert(
      fc.property(scenarioDocument, (document) => {
        const text = JSON.stringify(document);
        const read = readScenario(text, '');
        expect(readScenarioLine(text, 1)).toEqual(read);
      }),
    );
  });

  it('are answered with the prediction on one line', () => {
    const text = JSON.stringify({
      curfew: 'scenario/1',
      services: [{ name: 'A' }],
      steps: [
        { at: '0s', do: 'startForegroundService', service: 'A' },
        { at: '0s', do: 'startForeground', service: 'A', types: ['dataSync'] },
      ],
    });
    const answer = answerLine(text, 7, android16);
    const scenario = readScenarioLine(text, 7);
    expect(answer.isError).toBe(false);
    expect(answer.text).not.toContain('\n');
    expect(scenario.ok && JSON.parse(answer.text)).toEqual(scenario.ok && predictScenario(scenario.value, android16));
  });

  it('that are wrong are answered with every mistake and the number of the line', () => {
    const { text, isError } = answerLine('{"curfew":"scenario/1","services":[{}],"steps":5}', 12, undefined);
    expect(isError).toBe(true);
    expect(JSON.parse(text)).toEqual({
      curfew: 'error/1',
      line: 12,
      errors: [
        { path: 'services[0]', message: 'a service needs "name"' },
        { path: 'steps', message: 'steps is written as a list, not as 5' },
      ],
    });
  });

  it('that are no JSON, or too long, are answered too', () => {
    expect(JSON.parse(answerLine('', 1, undefined).text)).toMatchObject({ curfew: 'error/1', line: 1 });
    expect(JSON.parse(answerLine('curfew: scenario/1', 2, undefined).text)).toMatchObject({
      curfew: 'error/1',
      line: 2,
    });
    expect(JSON.parse(answerLongLine(3).text)).toMatchObject({ curfew: 'error/1', line: 3 });
  });

  it('are always answered with one line of JSON, whatever they hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        const answer = answerLine(text, 1, undefined);
        expect(answer.text).not.toMatch(/[\n\r]/);
        expect(JSON.parse(answer.text)).toHaveProperty('curfew');
      }),
    );
  });
});
