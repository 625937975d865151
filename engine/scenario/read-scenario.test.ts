import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ServiceType } from '../android/service-types.js';
import { readScenario } from './read-scenario.js';
import { scenarioDocument } from './scenario-fixture.js';
import { maxErrors, maxScenarioLength } from './scenario-limits.js';
import type { Scenario } from './scenario.js';
import { writeScenario } from './write-scenario.js';

function scenarioOf(text: string): Scenario {
  const read = readScenario(text, 'folder/test.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error, null, 2));
  return read.value;
}

/** `line:column path: message`, as a person is told. */
function errorsOf(text: string): string[] {
  const read = readScenario(text, 'test.yaml');
  return read.ok
    ? []
    : read.error.map(
        ({ line, column, path, message }) => `${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
      );
}

const smallest = `
curfew: scenario/1
services: [{ name: A }]
steps:
  - { at: 0s, do: startForegroundService, service: A }
  - { after: 0.2s, do: startForeground, service: A, types: [dataSync, location] }
`;

describe('reading a scenario', () => {
  it('fills in every default', () => {
    expect(scenarioOf(smallest)).toEqual({
      name: 'test',
      packageName: 'dev.curfew.probe.t35',
      targetSdk: 35,
      device: { release: 15, variant: 'V3', bootUptimeMs: 360_000_000, config: [], flags: {} },
      processes: ['main'],
      services: [
        {
          name: 'A',
          process: 'main',
          declared: ServiceType.dataSync | ServiceType.location,
          sticky: false,
          onTimeout: { do: 'ignore', afterMs: 0, types: 0 },
        },
      ],
      steps: [
        { atMs: 0, do: 'startForegroundService', service: 'A', backgroundStart: null },
        { atMs: 200, do: 'startForeground', service: 'A', types: 9, backgroundStart: null },
      ],
      expect: [],
      endMs: 86_400_200,
    });
  });

  it('takes the declared types where a start names none, and manifest for them', () => {
    const { steps } = scenarioOf(`
curfew: scenario/1
services: [{ name: A, declared: [dataSync, camera] }]
steps:
  - { at: 0s, do: startForeground, service: A }
  - { at: 0s, do: startForeground, service: A, types: [manifest] }
  - { at: 0s, do: startForeground, service: A, types: [] }`);
    expect(steps.map((step) => (step.do === 'startForeground' ? step.types : -1))).toEqual([65, 65, 0]);
  });

  it('ends with its end step, and otherwise 24 h after its last step, a sleep included', () => {
    expect(scenarioOf(`${smallest}  - { at: 9h, do: end }`).endMs).toBe(32_400_000);
    expect(scenarioOf(`${smallest}  - { at: 1h, do: sleep, for: 2h }`).endMs).toBe(27 * 3_600_000);
  });

  it('reads the default variant of each release', () => {
    const variants = [14, 15, 16, 17].map(
      (release) => scenarioOf(`${smallest}device: { release: ${release} }`).device.variant,
    );
    expect(variants).toEqual(['V0', 'V3', 'V3', 'V4']);
  });

  it('reads anchors and aliases, as YAML has them', () => {
    const { services } = scenarioOf(`
curfew: scenario/1
services:
  - { name: A, declared: &limited [dataSync] }
  - { name: B, declared: *limited }
steps: []`);
    expect(services.map(({ declared }) => declared)).toEqual([1, 1]);
  });

  it('reads JSON with tabs and escapes', () => {
    const text =
      '{\n\t"curfew": "scenario\\/1",\n\t"name": "\\u00e4 \\ud83d\\ude00",\n\t"services": [],\n\t"steps": []\n}\n';
    expect(scenarioOf(text).name).toBe('ä 😀');
  });
});

describe('mistakes in a scenario', () => {
  it('are all told, each with its line and column, in the order of the file', () => {
    const text = `curfew: scenario/2
app: { targetSdk: "35" }
device:
  release: 13
  variant: V9
  config:
    data_sync_fgs_timeout_durations: 6h
processes: [main, 5]
services:
  - { name: A, declared: [dataSynch], sticky: yes }
  - { name: A }
  - { proces: main }
steps:
  - { at: 1h, do: startForegroundServise, service: A }
  - { at: 30m, do: startForeground, service: Z, types: [dataSync] }
  - { do: stopService, service: A }
  - { at: 2h, after: 1s, do: sleep }
  - { at: 2h, do: stopSelf, service: A, types: [dataSync] }
onTimeout: { B: stopSelf, A: { do: stop } }
expect: [ { outcome: timeout, at: 8 } ]
`;
    expect(errorsOf(text)).toMatchInlineSnapshot(`
      [
        "1:9 curfew: wants "scenario/1": the format that this version reads",
        "2:19 app.targetSdk: wants a whole number from 1 to 1000, not "35"",
        "4:12 device.release: wants a whole number from 14 to 17, not 13",
        "5:12 device.variant: there is no code variant "V9"; known: V0, V1, V2, V3, V4",
        "7:5 device.config.data_sync_fgs_timeout_durations: device.config has no key "data_sync_fgs_timeout_durations"; did you mean "data_sync_fgs_timeout_duration"?",
        "8:19 processes[1]: wants a text, not 5; put it in quotes",
        "10:27 services[0].declared[0]: there is no foreground-service type "dataSynch"; did you mean "dataSync"?",
        "10:47 services[0].sticky: wants true or false, not "yes"",
        "11:13 services[1].name: there is a service "A" already",
        "12:5 services[2]: a service needs "name"",
        "12:7 services[2].proces: a service has no key "proces"; did you mean "process"?",
        "14:19 steps[0].do: there is no step "startForegroundServise"; did you mean "startForegroundService"?",
        "15:7 steps[1].at: comes before the step above it, which is at 1h",
        "15:46 steps[1].service: there is no service "Z"; known: A",
        "16:5 steps[2]: a step needs "at" (since the beginning) or "after" (since the last)",
        "17:5 steps[3]: "sleep" needs "for"",
        "17:15 steps[3].after: a step has either "at" or "after", not both",
        "18:41 steps[4].types: "stopSelf" takes no "types"",
        "19:17 onTimeout.B: there is no service "B"; known: A",
        "19:36 onTimeout.A.do: there is no reaction "stop"; known: ignore, stopSelf, stopForeground, startForegroundAgain, switchType, hang",
        "20:22 expect[0].outcome: there is no outcome "timeout"; did you mean "timeout-callback"?",
        "20:35 expect[0].at: wants a duration such as 250ms, 90s, 6h or 1h30m, not 8",
      ]
    `);
  });

  it('of syntax are told with their place', () => {
    expect(errorsOf('curfew: scenario/1\nservices: [\n')[0]).toMatch(/^\d+:\d+ /);
    expect(errorsOf('curfew: scenario/1\nname: a\nname: b\n')).toEqual([
      '3:1 the key "name" stands here a second time',
    ]);
    expect(errorsOf('a: *nowhere')[0]).toMatch(/^1:4 /);
    expect(errorsOf('curfew: scenario/1\n---\ncurfew: scenario/1\n')).toContain(
      '3:1 a file holds one document; a second one begins here',
    );
    expect(errorsOf('x: !secret y')[0]).toMatch(/^1:4 /);
  });

  it.each([
    ['', '1:1 a scenario is written as a mapping of keys to values, not as nothing'],
    ['just words', '1:1 a scenario is written as a mapping of keys to values, not as "just words"'],
    ['[]', '1:1 a scenario is written as a mapping of keys to values, not as a list'],
  ])('%j is no scenario', (text, message) => {
    expect(errorsOf(text)).toEqual([message]);
  });

  it.each([
    [
      'a step inside a sleep',
      '  - { at: 1h, do: sleep, for: 2h }\n  - { at: 2h, do: reboot }',
      '8:7 steps[3].at: lies in the sleep that ends at 3h; nothing is done in deep sleep',
    ],
    [
      'a step after the end',
      '  - { at: 1h, do: end }\n  - { at: 2h, do: reboot }',
      '8:15 steps[3].do: nothing happens after the end of the scenario',
    ],
    [
      'a step that goes back in time',
      '  - { at: 0.1s, do: reboot }',
      '7:7 steps[2].at: comes before the step above it, which is at 200ms',
    ],
    [
      'a sleep without length',
      '  - { at: 1h, do: sleep, for: 0s }',
      '7:31 steps[2].for: a sleep lasts longer than nothing',
    ],
    [
      'an unknown setting',
      '  - { at: 1h, do: setConfig, key: data_sync_timeout, value: 1h }',
      '7:35 steps[2].key: there is no key of the activity manager "data_sync_timeout"; known: data_sync_fgs_timeout_duration, media_processing_fgs_timeout_duration',
    ],
    [
      'a compat change by a wrong name',
      '  - { at: 1h, do: setCompat, change: FGS_INTRODUCE_TIME_LIMIT, enabled: true }',
      '7:38 steps[2].change: there is no compat change "FGS_INTRODUCE_TIME_LIMIT"; did you mean "FGS_INTRODUCE_TIME_LIMITS"?',
    ],
    [
      'a process that is not listed',
      '  - { at: 1h, do: processDies, process: man }',
      '7:41 steps[2].process: there is no process "man"; did you mean "main"?',
    ],
    [
      'a reaction to types that are not declared',
      'onTimeout: { A: { do: hang, types: [camera] } }',
      '7:29 onTimeout.A.types: "hang" takes no "types"',
    ],
  ])('%s is told', (_what, line, message) => {
    // The line stands as the seventh, after the empty first one.
    const errors = errorsOf(`${smallest}${line}`);
    expect(errors[0]?.slice(0, message.length)).toBe(message);
  });

  it('a type that the service does not declare is told at the types', () => {
    const text =
      'curfew: scenario/1\nservices: [{ name: A, declared: [camera] }]\nsteps:\n  - { at: 0s, do: startForeground, service: A, types: [dataSync] }';
    expect(errorsOf(text)).toEqual(['4:55 steps[0].types: service "A" does not declare dataSync']);
  });

  it('a variant that the release does not have is told', () => {
    expect(errorsOf(`${smallest}device: { release: 16, variant: V2 }`)).toEqual([
      '7:33 device.variant: Android 16 has no variant V2; it has V3',
    ]);
  });

  it('beyond a hundred are counted', () => {
    const steps = Array.from({ length: 150 }, () => '  - { at: 0s, do: nothing }').join('\n');
    const errors = errorsOf(`curfew: scenario/1\nservices: []\nsteps:\n${steps}\n`);
    expect(errors).toHaveLength(maxErrors + 1);
    expect(errors.at(-1)).toContain('50 more mistakes are not shown');
  });
});

describe('hostile files', () => {
  it('that nest without end are refused before anything recurses', () => {
    for (const bracket of ['[', '{a: ', '- ', '? ', '[[{x: '])
      expect(errorsOf(bracket.repeat(100_000))[0]).toContain('nested more than 32 levels deep');
  });

  it('with multiplying aliases cost no more than their length', () => {
    const levels = Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`);
    expect(errorsOf(`a0: &a0 [x]\n${levels.join('\n')}`).length).toBeGreaterThan(0);
    expect(errorsOf('a: &a [*a]')[0]).toContain('stands before its anchor');
  });

  it('with very many keys or a very long text are refused quickly', () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(errorsOf(keys).length).toBe(maxErrors + 1);
    expect(errorsOf(' '.repeat(maxScenarioLength + 1))).toEqual([
      `1:1 longer than ${maxScenarioLength} characters: that is no scenario`,
    ]);
  });

  it('with keys of the language itself are read as what they are', () => {
    const errors = errorsOf('{"__proto__": {"curfew": "scenario/1"}, "constructor": 1, "toString": 2}');
    expect(errors.filter((error) => error.includes('has no key'))).toHaveLength(3);
    const service = readScenario(
      '{"curfew":"scenario/1","services":[],"steps":[{"at":"0s","do":"stopService","service":"__proto__"}]}',
      '',
    );
    expect(service.ok ? [] : service.error.map(({ message }) => message)).toEqual([
      'there is no service "__proto__"; there are none',
    ]);
  });

  it('never make it throw, whatever they hold', () => {
    const soup = fc.array(
      fc.constantFrom(
        'curfew: scenario/1',
        'steps:',
        '  - ',
        '{',
        '}',
        '[',
        ']',
        'at: ',
        '1h',
        '\n',
        '"',
        "'",
        '&a ',
        '*a',
        '|',
        '>',
        '#',
        '\t',
        '\u0000',
        '!!binary ',
        '%YAML 1.1\n---\n',
        '? ',
        ': ',
        '\ud800',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          soup.map((pieces) => pieces.join('')),
        ),
        (text) => {
          const read = readScenario(text, 'x');
          if (!read.ok) for (const { line, column } of read.error) expect(line >= 1 && column >= 1).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.json({ maxDepth: 6 }), (text) => !readScenario(text, 'x').ok));
  });
});

describe('one language, two ways to write it', () => {
  it('YAML and JSON of one document are the same scenario', () => {
    fc.assert(
      fc.property(scenarioDocument, (document) => {
        const fromJson = scenarioOf(JSON.stringify(document));
        expect(scenarioOf(JSON.stringify(document, null, '\t'))).toEqual(fromJson);
        expect(scenarioOf(stringify(document))).toEqual(fromJson);
      }),
    );
  });

  it('a scenario that is written out is read back the same', () => {
    fc.assert(
      fc.property(scenarioDocument, (document) => {
        const scenario = scenarioOf(JSON.stringify(document));
        const again = scenarioOf(JSON.stringify(writeScenario(scenario)));
        // Without an end step the end is written as one.
        const steps = again.steps.slice(0, scenario.steps.length);
        expect({ ...again, steps }).toEqual(scenario);
      }),
    );
  });
});
