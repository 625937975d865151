/**
 * Reads a policy file, `policy/1` in YAML or JSON: the policy, or every mistake in it with line and column.
 *
 *     basedOn ──► policy that ships ──► values of the file set one by one ──► ResolvedPolicy, each value with its line
 *
 * policy-schema.json says the same to editors; docs/policies.md says it to people.
 */
import { fail, ok, type Result } from '../result.js';
import { pathText, Reading, shown, type Fields, type PathStep } from '../scenario/reading.js';
import { maxErrors, maxNameLength } from '../scenario/scenario-limits.js';
import type { ScenarioError } from '../scenario/scenario.js';
import { YamlDocument } from '../scenario/yaml-document.js';
import { policies, policyNamed } from './policies.js';
import type { Citation, Policy, Variant } from './policy.js';
import { asShipped, withOrigin, type ResolvedPolicy } from './resolved-policy.js';
import { policySettings, settingNamed, settingOf, whyMissing, type PolicySetting } from './settings.js';

const POLICY_MARK = 'policy/1';
/** Characters of a policy file. */
export const maxPolicyLength = 1 << 16;
const MAX_SOURCES = 100;
/** A name stands in tables and files of results: one word. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const documentKeys = new Set(['curfew', 'name', 'title', 'basedOn', 'variant', 'flags', 'limits', 'config', 'sources']);
const sourceKeys = new Set(['what', 'where']);
const variants: ReadonlySet<Variant> = new Set<Variant>(['V0', 'V1', 'V2', 'V3', 'V4']);
const bases: ReadonlyMap<string, Policy> = new Map(policies.map((policy) => [policy.name, policy]));

/** Sections of the file that hold values, and the words that each takes. */
const sections = {
  limits: new Set(policySettings.filter(({ place }) => place.at === 'limits').map(({ name }) => name)),
  flags: new Set(policySettings.filter(({ place }) => place.at === 'flags').map(({ name }) => name)),
  config: new Set(policySettings.filter(isKeptAsNumber).map(({ key }) => key)),
} as const;
type Section = keyof typeof sections;

function isKeptAsNumber({ keptIn, unit }: PolicySetting): boolean {
  return keptIn !== null && unit !== 'flag';
}

/** A mistake in a policy file; `line` and `column` count from 1. */
export type PolicyError = ScenarioError;

/** `fileName`: for the origins of the values. The errors come in the order of the file. */
export function readPolicy(text: string, fileName: string): Result<ResolvedPolicy, readonly PolicyError[]> {
  if (text.length > maxPolicyLength)
    return fail([
      { line: 1, column: 1, path: '', message: `longer than ${maxPolicyLength} characters: that is no policy` },
    ]);
  const document = new YamlDocument(text);
  if (document.mistakes.length > 0)
    return fail(inOrder(document.mistakes.map((mistake) => ({ ...mistake, path: '' }))).slice(0, maxErrors));
  const reader = new PolicyReader(
    (path) => `${fileName}:${document.placeOf({ path: [...path], isAboutKey: false }).line}`,
  );
  const resolved = reader.read(document.value);
  const { problems, untold } = reader.reading;
  if (problems.length === 0 && resolved !== undefined) return ok(resolved);
  const errors = inOrder(
    problems.map((problem) => ({
      ...document.placeOf(problem),
      path: pathText(problem.path),
      message: problem.message,
    })),
  );
  if (untold > 0) errors.push({ line: 1, column: 1, path: '', message: `${untold} more mistakes are not shown` });
  return fail(errors);
}

function inOrder(errors: readonly PolicyError[]): PolicyError[] {
  return [...errors].sort((a, b) => a.line - b.line || a.column - b.column);
}

class PolicyReader {
  readonly reading = new Reading();

  constructor(readonly originOf: (path: readonly PathStep[]) => string) {}

  read(document: unknown): ResolvedPolicy | undefined {
    const { reading } = this;
    const fields = reading.fields(document, documentKeys, 'a policy');
    if (fields === undefined) return undefined;
    reading.required(fields, 'curfew', 'a policy', (mark) => {
      if (mark !== POLICY_MARK) reading.report(`wants "${POLICY_MARK}": the format that this version reads`);
    });
    const name = reading.required(fields, 'name', 'a policy', this.#name);
    const title = reading.optional(fields, 'title', reading.text);
    const named = reading.required(fields, 'basedOn', 'a policy', (word) => this.#base(word));
    const base = named === undefined ? undefined : this.#withVariant(fields, named);
    const sources = reading.optional(fields, 'sources', (value) => this.#sources(value)) ?? [];
    const resolved = this.#withValues(fields, base);
    if (resolved === undefined || name === undefined) return undefined;
    const { policy, origins } = resolved;
    return {
      policy: {
        ...policy,
        name,
        title: title ?? `${policy.title}, changed`,
        sources: [...sources, ...policy.sources],
      },
      // Whoever reads the values of the file must not take it for the source of those that it leaves alone.
      origins: new Map([...shippedOrigins(policy), ...origins]),
    };
  }

  readonly #name = (value: unknown): string | undefined => {
    const name = this.reading.text(value);
    if (name === undefined) return undefined;
    if (!NAME.test(name)) this.reading.report(`${shown(name)} is no name for a policy: letters, digits, . _ and -`);
    else if (policyNamed(name) !== undefined) this.reading.report(`"${name}" comes with Curfew; take another name`);
    else if (name === 'auto') this.reading.report('"auto" stands for the release of a log; take another name');
    else return name;
    return undefined;
  };

  #base(value: unknown): Policy | undefined {
    const name = this.reading.word(value, bases, 'policy that comes with Curfew');
    return name === undefined ? undefined : bases.get(name);
  }

  /** The policy that ships with the base's release and the variant of the file. */
  #withVariant(fields: Fields, base: Policy): Policy | undefined {
    if (!Object.hasOwn(fields, 'variant')) return base;
    const { reading } = this;
    return reading.at('variant', fields['variant'], (value) => {
      const variant = reading.word(value, variants, 'code variant');
      if (variant === undefined || variant === base.variant) return base;
      const possible = variantsOf(base);
      const found = possible.find((policy) => policy.variant === variant);
      if (found !== undefined) return found;
      const words = possible.map((policy) => policy.variant).join(', ');
      reading.report(
        base.variant === null
          ? `${base.name} is a reading of the guide and has no code variant`
          : `${base.name} has no variant ${variant}; it has ${words}`,
      );
      return base;
    });
  }

  #withValues(fields: Fields, base: Policy | undefined): ResolvedPolicy | undefined {
    let resolved = base === undefined ? undefined : asShipped(base);
    /** By setting: where the file has its value already. */
    const said = new Map<string, string>();
    for (const section of Object.keys(sections) as Section[]) {
      const values = this.reading.optional(fields, section, (value) => this.#section(value, section)) ?? [];
      for (const { key, setting, value } of values) {
        const path = [section, key];
        const before = said.get(setting.name);
        said.set(setting.name, pathText(path));
        if (before !== undefined) {
          this.#reportAt(path, `is ${before} by another name; write one of them`);
          continue;
        }
        if (resolved === undefined) continue;
        const changed = withOrigin(resolved, setting, value, this.originOf(path));
        if (changed === undefined) this.#reportAt(path, `has no effect: ${whyMissing(resolved.policy, setting)}`);
        else resolved = changed;
      }
    }
    return resolved;
  }

  #reportAt([section, key]: readonly string[], message: string): void {
    if (section === undefined || key === undefined) return;
    this.reading.at(section, undefined, () => {
      this.reading.report(message, key);
    });
  }

  #section(
    value: unknown,
    section: Section,
  ): { readonly key: string; readonly setting: PolicySetting; readonly value: number }[] {
    const { reading } = this;
    const fields = reading.fields(value, sections[section], section) ?? {};
    return Object.keys(fields).flatMap((key) => {
      const setting = sections[section].has(key) ? settingNamed(key) : undefined;
      if (setting === undefined) return [];
      const read = reading.optional(fields, key, (one) => this.#value(one, setting, section));
      return read === undefined ? [] : [{ key, setting, value: read }];
    });
  }

  #value(value: unknown, { unit, least, most }: PolicySetting, section: Section): number | undefined {
    const { reading } = this;
    if (unit === 'flag') {
      const flag = reading.yesOrNo(value);
      return flag === undefined ? undefined : Number(flag);
    }
    if (unit === 'number') return reading.whole(value, least, most);
    const read = section === 'config' ? reading.settingValue(value) : reading.duration(value);
    if (read === undefined || (read >= least && read <= most)) return read;
    reading.report(`wants ${least} to ${most} milliseconds, not ${read}`);
    return undefined;
  }

  #sources(value: unknown): Citation[] {
    const { reading } = this;
    const list = reading.list(value, 'sources', Number.POSITIVE_INFINITY) ?? [];
    if (list.length > MAX_SOURCES) {
      reading.report(`a policy has at most ${MAX_SOURCES} sources, not ${list.length}`);
      return [];
    }
    return list.flatMap(
      (one, index) =>
        reading.at(index, one, (source) => {
          const fields = reading.fields(source, sourceKeys, 'a source');
          if (fields === undefined) return [];
          const what = reading.required(fields, 'what', 'a source', this.#words);
          const where = reading.required(fields, 'where', 'a source', this.#words);
          return what === undefined || where === undefined ? [] : [{ what, where }];
        }) ?? [],
    );
  }

  readonly #words = (value: unknown): string | undefined => {
    const text = this.reading.text(value);
    if (text !== '') return text;
    this.reading.report(`wants a text of 1 to ${maxNameLength} characters`);
    return undefined;
  };
}

/** Policies of the base's release; a base that names a variant itself has that one alone. */
function variantsOf(base: Policy): readonly Policy[] {
  const ofRelease = policies.filter(({ release }) => release !== null && release === base.release);
  return ofRelease[0] === base ? ofRelease : [base];
}

/** The values that the file leaves as they ship, under the base's name. */
function shippedOrigins(policy: Policy): [string, string][] {
  return policySettings
    .filter((setting) => settingOf(policy, setting) !== undefined)
    .map((setting): [string, string] => [setting.name, policy.name]);
}
