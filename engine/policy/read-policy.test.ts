import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isValid } from '../scenario/json-schema-fixture.js';
import { policies } from './policies.js';
import { maxPolicyLength, readPolicy } from './read-policy.js';
import { valuesOf, type ResolvedPolicy } from './resolved-policy.js';
import { policySettings } from './settings.js';
import { android15, android15v2, android16 } from './shipped.js';

const schema = JSON.parse(readFileSync(new URL('policy-schema.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, unknown>
>;
const examples = new URL('../../examples/policies/', import.meta.url);

const head = 'curfew: policy/1\nname: mine\n';

function read(text: string): ResolvedPolicy {
  const result = readPolicy(text, 'mine.yaml');
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
}

/** `line:column path: message` of each mistake. */
function mistakesOf(text: string): string[] {
  const result = readPolicy(text, 'mine.yaml');
  if (result.ok) throw new Error('the policy was read');
  return result.error.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

function originsOf(resolved: ResolvedPolicy): Record<string, string> {
  return Object.fromEntries(valuesOf(resolved).map(({ setting, origin }) => [setting.name, origin]));
}

describe('a policy file', () => {
  it('is its base with another name where it says nothing else', () => {
    for (const base of policies) {
      const { policy } = read(`${head}basedOn: ${base.name}\ntitle: T\n`);
      expect(policy).toEqual({ ...base, name: 'mine', title: 'T' });
    }
    expect(read(`${head}basedOn: android-16\n`).policy.title).toBe('Android 16, changed');
  });

  it('sets limits, flags and constants, and says from which line each comes', () => {
    const resolved = read(
      `${head}basedOn: android-15\nlimits:\n  dataSyncLimit: 1h30m\n  window: 12h\nflags:\n  gate_fgs_timeout_anr_behavior: true\nconfig:\n  short_fgs_timeout_duration: 60s\n  fgs_crash_extra_wait_duration: 2500\n  service_restart_duration_factor: 2\n`,
    );
    expect(resolved.policy.timeLimitedTypes).toEqual({
      ...android15.timeLimitedTypes,
      dataSyncLimit: 5_400_000,
      window: 43_200_000,
      crashGrace: 2_500,
      flags: { ...android15.timeLimitedTypes?.flags, gateFgsTimeoutAnrBehavior: true },
    });
    expect(resolved.policy.constants).toEqual({
      short_fgs_timeout_duration: 60_000,
      service_restart_duration_factor: 2,
    });
    expect(originsOf(resolved)).toMatchObject({
      dataSyncLimit: 'mine.yaml:5',
      window: 'mine.yaml:6',
      gate_fgs_timeout_anr_behavior: 'mine.yaml:8',
      short_fgs_timeout_duration: 'mine.yaml:10',
      crashGrace: 'mine.yaml:11',
      mediaProcessingLimit: 'android-15',
      background_settle_time: 'android-15',
    });
  });

  it('takes the code of a variant of its release', () => {
    const { policy } = read(`${head}basedOn: android-15\nvariant: V2\n`);
    expect(policy).toMatchObject({
      variant: 'V2',
      timeLimitedTypes: android15v2.timeLimitedTypes,
      sources: android15v2.sources,
    });
    expect(read(`${head}basedOn: android-15-v2\nvariant: V2\n`).policy.variant).toBe('V2');
  });

  it('puts its own sources before those of the base', () => {
    const { sources } = read(`${head}basedOn: android-16\nsources:\n  - { what: W, where: X }\n`).policy;
    expect(sources).toEqual([{ what: 'W', where: 'X' }, ...android16.sources]);
  });

  it.each<[string, string, string]>([
    [
      'an unknown key',
      `${head}basedOn: android-15\nlimit: {}\n`,
      '4:1 limit: a policy has no key "limit"; did you mean "limits"?',
    ],
    [
      'an unknown limit',
      `${head}basedOn: android-15\nlimits: { dataSyncLimt: 1h }\n`,
      '4:11 limits.dataSyncLimt: limits has no key "dataSyncLimt"; did you mean "dataSyncLimit"?',
    ],
    [
      'an unknown base',
      `${head}basedOn: android-51\n`,
      '3:10 basedOn: there is no policy that comes with Curfew "android-51"; did you mean "android-14"?',
    ],
    [
      'an unknown setting',
      `${head}basedOn: android-15\nconfig:\n  short_fgs_timeout: 1s\n`,
      '5:3 config.short_fgs_timeout: config has no key "short_fgs_timeout"; did you mean "short_fgs_timeout_duration"?',
    ],
    [
      'an unknown flag',
      `${head}basedOn: android-15\nflags: { enable_fgs_timeout_crash: true }\n`,
      '4:10 flags.enable_fgs_timeout_crash: flags has no key "enable_fgs_timeout_crash"; did you mean "enable_fgs_timeout_crash_behavior"?',
    ],
    [
      'a variant of another release',
      `${head}basedOn: android-16\nvariant: V2\n`,
      '4:10 variant: android-16 has no variant V2; it has V3',
    ],
    [
      'a variant beside a base that is one',
      `${head}basedOn: android-15-v1\nvariant: V2\n`,
      '4:10 variant: android-15-v1 has no variant V2; it has V1',
    ],
    [
      'a variant of a reading',
      `${head}basedOn: documented\nvariant: V3\n`,
      '4:10 variant: documented is a reading of the guide and has no code variant',
    ],
    [
      'limits where there are none',
      `${head}basedOn: android-14\nlimits: { dataSyncLimit: 1h }\n`,
      '4:11 limits.dataSyncLimit: has no effect: android-14 has no time-limited types',
    ],
    [
      'flags where they are gone',
      `${head}basedOn: android-17\nflags: { enable_fgs_timeout_crash_behavior: false }\n`,
      '4:10 flags.enable_fgs_timeout_crash_behavior: has no effect: android-17 has no feature flags: they are always on',
    ],
    [
      'the flag of Android 15 on 16',
      `${head}basedOn: android-16\nflags: { gate_fgs_timeout_anr_behavior: true }\n`,
      '4:10 flags.gate_fgs_timeout_anr_behavior: has no effect: android-16 does not know gate_fgs_timeout_anr_behavior',
    ],
    [
      'constants under the guide',
      `${head}basedOn: documented\nconfig: { short_fgs_timeout_duration: 1s }\n`,
      '4:11 config.short_fgs_timeout_duration: has no effect: the guide says nothing of short_fgs_timeout_duration',
    ],
    [
      'one value by two names',
      `${head}basedOn: android-15\nlimits: { dataSyncLimit: 1h }\nconfig: { data_sync_fgs_timeout_duration: 1h }\n`,
      '5:11 config.data_sync_fgs_timeout_duration: is limits.dataSyncLimit by another name; write one of them',
    ],
    [
      'a duration without a unit',
      `${head}basedOn: android-15\nlimits: { dataSyncLimit: 60000 }\n`,
      '4:26 limits.dataSyncLimit: wants a duration such as 250ms, 90s, 6h or 1h30m, not 60000',
    ],
    [
      'a negative setting',
      `${head}basedOn: android-15\nconfig: { short_fgs_timeout_duration: -1 }\n`,
      '4:39 config.short_fgs_timeout_duration: wants 0 to 315360000000 milliseconds, not -1',
    ],
    [
      'an SDK out of range',
      `${head}basedOn: android-15\nlimits: { enabledSinceTargetSdk: 0 }\n`,
      '4:34 limits.enabledSinceTargetSdk: wants a whole number from 1 to 1000, not 0',
    ],
    [
      'a flag that is no flag',
      `${head}basedOn: android-15\nflags: { gate_fgs_timeout_anr_behavior: 1 }\n`,
      '4:41 flags.gate_fgs_timeout_anr_behavior: wants true or false, not 1',
    ],
    [
      'a name that is taken',
      'curfew: policy/1\nname: android-15\nbasedOn: android-15\n',
      '2:7 name: "android-15" comes with Curfew; take another name',
    ],
    [
      'a name of two words',
      'curfew: policy/1\nname: my own\nbasedOn: android-15\n',
      '2:7 name: "my own" is no name for a policy: letters, digits, . _ and -',
    ],
    [
      'another format',
      'curfew: scenario/1\nname: mine\nbasedOn: android-15\n',
      '1:9 curfew: wants "policy/1": the format that this version reads',
    ],
    ['no base', head, '1:1 : a policy needs "basedOn"'],
    [
      'a source without a place',
      `${head}basedOn: android-15\nsources:\n  - { what: W }\n`,
      '5:5 sources[0]: a source needs "where"',
    ],
    ['a list', '- 1\n', '1:1 : a policy is written as a mapping of keys to values, not as a list'],
    [
      'broken YAML',
      `${head}basedOn: [\n`,
      '4:1 : Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['nothing', '', '1:1 : a policy is written as a mapping of keys to values, not as nothing'],
  ])('with %s is refused with line and column', (_what, text, mistake) => {
    expect(mistakesOf(text)).toContain(mistake);
  });

  it('tells every mistake at once, in the order of the file', () => {
    const mistakes = mistakesOf('curfew: x\nname: ""\nbasedOn: y\nlimits: { a: 1 }\nflags: 5\n');
    expect(mistakes.map((mistake) => mistake.split(' ')[0])).toEqual(['1:9', '2:7', '3:10', '4:11', '5:8']);
  });

  it('that is too long is not looked at', () => {
    expect(mistakesOf(' '.repeat(maxPolicyLength + 1))).toEqual([
      `1:1 : longer than ${maxPolicyLength} characters: that is no policy`,
    ]);
  });
});

describe('docs/policies.md', () => {
  const text = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');

  it('names every policy, every value and its key', () => {
    for (const { name } of policies) expect(text).toContain(`| \`${name}\` |`);
    for (const { name, key, keptIn } of policySettings) {
      expect(text).toContain(`| \`${name}\` |`);
      if (keptIn !== null) expect(text).toContain(`\`${key}\``);
    }
  });

  it('shows a policy file that can be used', () => {
    const file = /```yaml\n(.*?)```/s.exec(text)?.[1] ?? '';
    expect(read(file).policy).toMatchObject({ name: 'lab-minutes', timeLimitedTypes: { dataSyncLimit: 120_000 } });
  });
});

describe('the JSON Schema of policies', () => {
  const base = { curfew: 'policy/1', name: 'mine', basedOn: 'android-15' };
  const verdicts = (document: unknown): { schema: boolean; parser: boolean } => ({
    schema: isValid(schema, document),
    parser: readPolicy(JSON.stringify(document), 'x.json').ok,
  });

  it('accepts every example, as the parser does', () => {
    const files = readdirSync(examples);
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const document: unknown = parse(readFileSync(new URL(file, examples), 'utf8'));
      expect({ file, ...verdicts(document) }).toEqual({ file, schema: true, parser: true });
    }
  });

  it('knows every setting, and no other', () => {
    const wordsOf = (section: string): string[] => {
      const properties = schema['properties'] as Record<string, { properties: object }>;
      return Object.keys(properties[section]?.properties ?? {}).sort();
    };
    const names = (isMeant: (setting: (typeof policySettings)[number]) => boolean, word: 'name' | 'key'): string[] =>
      policySettings
        .filter(isMeant)
        .map((setting) => setting[word])
        .sort();
    expect(wordsOf('limits')).toEqual(names(({ place }) => place.at === 'limits', 'name'));
    expect(wordsOf('flags')).toEqual(names(({ place }) => place.at === 'flags', 'name'));
    expect(wordsOf('config')).toEqual(names(({ keptIn, unit }) => keptIn !== null && unit !== 'flag', 'key'));
    const properties = schema['properties'] as { basedOn: { enum: string[] } };
    expect(properties.basedOn.enum).toEqual(policies.map(({ name }) => name));
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['no base', { curfew: 'policy/1', name: 'mine' }],
    ['another mark', { ...base, curfew: 'policy/2' }],
    ['an unknown key', { ...base, extra: 1 }],
    ['a name with a space', { ...base, name: 'a b' }],
    ['an unknown variant', { ...base, variant: 'V9' }],
    ['a limit without a unit', { ...base, limits: { dataSyncLimit: 5 } }],
    ['an unknown limit', { ...base, limits: { other: '5s' } }],
    ['a threshold that is no SDK', { ...base, limits: { enabledSinceTargetSdk: 1.5 } }],
    ['an unknown setting', { ...base, config: { other: 5 } }],
    ['a negative setting', { ...base, config: { short_fgs_timeout_duration: -5 } }],
    ['a factor that is a duration', { ...base, config: { service_restart_duration_factor: '5s' } }],
    ['a flag that is a number', { ...base, flags: { enable_fgs_timeout_crash_behavior: 1 } }],
    ['a source that says nothing', { ...base, sources: [{ what: '', where: 'x' }] }],
  ])('refuses %s, as the parser does', (_what, document) => {
    expect(verdicts(document)).toEqual({ schema: false, parser: false });
  });
});
