/** scenario-schema.json is for editors; the parser decides. Here both are asked about the same documents. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { outcomeNames } from '../android/outcomes.js';
import { compatChanges } from '../android/compat-changes.js';
import { numericConfigKeys } from '../android/config-keys.js';
import { featureFlags } from '../android/feature-flags.js';
import { interpret } from './interpret.js';
import { isValid } from './json-schema-fixture.js';
import { scenarioDocument } from './scenario-fixture.js';
import { stepFields } from './step-fields.js';

type Document = Record<string, unknown>;
const schema = JSON.parse(readFileSync(new URL('scenario-schema.json', import.meta.url), 'utf8')) as Document & {
  $defs: Record<string, { enum?: string[]; properties?: Document; required?: string[] }>;
};

const step = { at: '0s', do: 'reboot' };
const base: Document = { curfew: 'scenario/1', services: [{ name: 'A' }], steps: [step] };
const withSteps = (...steps: unknown[]): Document => ({ ...base, steps });

function verdicts(document: unknown): { schema: boolean; parser: boolean } {
  return { schema: isValid(schema, document), parser: interpret(document, '').ok };
}

describe('the JSON Schema of scenarios', () => {
  it('accepts every example, as the parser does', () => {
    const folder = new URL('../../examples/scenarios/', import.meta.url);
    const files = readdirSync(folder).filter((name) => /\.(?:yaml|json)$/.test(name));
    expect(files.length).toBeGreaterThan(40);
    for (const file of files) {
      const document: unknown = parse(readFileSync(new URL(file, folder), 'utf8'));
      expect({ file, ...verdicts(document) }).toEqual({ file, schema: true, parser: true });
    }
  });

  it('accepts random valid scenarios, as the parser does', () => {
    fc.assert(
      fc.property(scenarioDocument, (document) => {
        expect(verdicts(document)).toEqual({ schema: true, parser: true });
      }),
    );
  });

  it('refuses what the parser refuses, one key or value of a valid scenario changed', () => {
    const junk = fc.constantFrom<unknown>(null, 'x', -1, 1.5, [], {}, true, '5', 'manifest', '99999999999999s', [
      'dataSync',
      'manifest',
    ]);
    const at = fc.array(fc.nat(12), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(scenarioDocument, at, junk, fc.boolean(), (document, path, value, asKey) => {
        const changed = changedAt(structuredClone(document), path, value, asKey);
        // What the schema refuses is wrong; the parser also knows names, order and sums.
        if (!isValid(schema, changed)) expect(interpret(changed, '').ok).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['no mark', { services: [], steps: [] }],
    ['another mark', { ...base, curfew: 'scenario/2' }],
    ['no steps', { curfew: 'scenario/1', services: [] }],
    ['no services', { curfew: 'scenario/1', steps: [] }],
    ['an unknown key', { ...base, extra: 1 }],
    ['a name that is no text', { ...base, name: 5 }],
    ['an unknown release', { ...base, device: { release: 18 } }],
    ['an unknown variant', { ...base, device: { variant: 'V7' } }],
    ['an unknown setting', { ...base, device: { config: { no_such_key: 1 } } }],
    ['a setting that is no number', { ...base, device: { config: { data_sync_fgs_timeout_duration: true } } }],
    ['an unknown flag', { ...base, device: { flags: { other: true } } }],
    ['a package without letters', { ...base, app: { package: '9.a' } }],
    ['an SDK of nothing', { ...base, app: { targetSdk: 0 } }],
    ['a service without a name', { ...base, services: [{}] }],
    ['a service with a space', { ...base, services: [{ name: 'a b' }] }],
    ['a service that declares manifest', { ...base, services: [{ name: 'A', declared: ['manifest'] }] }],
    ['an unknown type', withSteps({ at: '0s', do: 'startForeground', service: 'A', types: ['sync'] })],
    [
      'manifest with another type',
      withSteps({ at: '0s', do: 'startForeground', service: 'A', types: ['manifest', 'camera'] }),
    ],
    ['a step without a time', withSteps({ do: 'reboot' })],
    ['a step with two times', withSteps({ at: '0s', after: '0s', do: 'reboot' })],
    ['a time without a unit', withSteps({ at: '5', do: 'reboot' })],
    ['a time that is a number', withSteps({ at: 0, do: 'reboot' })],
    ['units out of order', withSteps({ at: '1m1h', do: 'reboot' })],
    ['a fraction before the last unit', withSteps({ at: '1.5h1m', do: 'reboot' })],
    ['an unknown step', withSteps({ at: '0s', do: 'restart' })],
    ['a step with a key of another', withSteps({ at: '0s', do: 'reboot', service: 'A' })],
    ['a start without a service', withSteps({ at: '0s', do: 'startService' })],
    ['a sleep without a length', withSteps({ at: '0s', do: 'sleep' })],
    ['a setting without a value', withSteps({ at: '0s', do: 'setConfig', key: 'background_settle_time' })],
    ['an unknown word for backgroundStart', withSteps({ at: '0s', do: 'bind', service: 'A', backgroundStart: 'yes' })],
    ['an unknown reaction', { ...base, onTimeout: { A: 'die' } }],
    ['types for a reaction that takes none', { ...base, onTimeout: { A: { do: 'hang', types: ['camera'] } } }],
    ['an unknown outcome', { ...base, expect: [{ outcome: 'boom' }] }],
    ['an expectation of nothing', { ...base, expect: [{}] }],
    ['a process with a colon', { ...base, processes: ['a:b'] }],
  ])('refuses %s, as the parser does', (_what, document) => {
    expect(verdicts(document)).toEqual({ schema: false, parser: false });
  });

  it('has the same words as the engine', () => {
    expect(schema.$defs['configKey']?.enum).toEqual([...numericConfigKeys]);
    const text = JSON.stringify(schema);
    const words = [...outcomeNames, ...compatChanges.keys(), ...Object.keys(featureFlags), ...Object.keys(stepFields)];
    expect(words.filter((word) => !text.includes(`"${word}"`))).toEqual([]);
  });
});

/** Sets or adds a value somewhere below `document`; the numbers of `path` choose keys and items. */
function changedAt(document: Document, path: readonly number[], value: unknown, asKey: boolean): Document {
  let place: Record<string, unknown> = document;
  const [first = 0, ...rest] = path;
  let choice = first;
  for (const next of rest) {
    const keys = Object.keys(place);
    const below = place[keys[choice % Math.max(1, keys.length)] ?? ''];
    if (typeof below !== 'object' || below === null) break;
    place = below as Record<string, unknown>;
    choice = next;
  }
  const keys = Object.keys(place);
  if (asKey && !Array.isArray(place)) place['unheardOf'] = value;
  else if (keys.length > 0) place[keys[choice % keys.length]!] = value;
  return document;
}
