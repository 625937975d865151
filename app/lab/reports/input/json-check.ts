/**
 * Checks a value against the published schemas (the part of JSON Schema draft 2020-12 that they use), so that there is one
 * truth about the shape of our documents: what other programs validate with is what we refuse by. Fields that the schema
 * does not name are let through, as the schemas promise. An unknown keyword throws: the schemas cannot outgrow this check.
 */
import analysisSchema from '../schema/analysis-1.schema.json' with { type: 'json' };
import reportSchema from '../schema/report-1.schema.json' with { type: 'json' };
import runSchema from '../schema/run-1.schema.json' with { type: 'json' };

export interface Problem {
  /** `/cases/3/state`: a JSON pointer. */
  readonly path: string;
  /** The rest of a sentence: `is not a number`. */
  readonly message: string;
}

type Schema = Readonly<Record<string, unknown>>;

interface Walk {
  readonly root: Schema;
  readonly problems: Problem[];
}

/** Nobody reads more; a document of another kind would give thousands. */
const MAX_PROBLEMS = 5;

const schemas: ReadonlyMap<string, Schema> = new Map(
  [analysisSchema, runSchema, reportSchema].map((schema) => [schema.$id, schema as Schema]),
);

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  // `1e999` is well-formed JSON and no number that anybody can count with.
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

function typeNames(argument: unknown): readonly string[] {
  return Array.isArray(argument) ? argument.map(String) : [String(argument)];
}

/** What is wrong with the value itself, by one keyword; `null` when nothing is, `undefined` when the keyword is another kind. */
function ownFault(keyword: string, argument: unknown, value: unknown): string | null | undefined {
  switch (keyword) {
    case 'type': {
      const names = typeNames(argument);
      return names.some((name) => typeChecks[name]?.(value) === true) ? null : `is not ${names.join(' or ')}`;
    }
    case 'const':
      return value === argument ? null : `is not ${JSON.stringify(argument)}`;
    case 'enum':
      return (argument as readonly unknown[]).includes(value)
        ? null
        : `is none of ${(argument as readonly unknown[]).join(', ')}`;
    case 'minimum':
      return typeof value !== 'number' || value >= Number(argument) ? null : `is less than ${Number(argument)}`;
    case 'exclusiveMinimum':
      return typeof value !== 'number' || value > Number(argument) ? null : `is not more than ${Number(argument)}`;
    case 'maximum':
      return typeof value !== 'number' || value <= Number(argument) ? null : `is more than ${Number(argument)}`;
    case 'pattern':
      return typeof value !== 'string' || new RegExp(String(argument), 'u').test(value)
        ? null
        : `is not of the form ${String(argument)}`;
    default:
      return undefined;
  }
}

const annotations: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'title', 'description']);
const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function resolve(place: string, root: Schema): { readonly schema: Schema; readonly root: Schema } {
  const [id = '', path = ''] = place.split('#');
  const target = id === '' ? root : schemas.get(id);
  const found = path
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), target);
  if (target === undefined || !isObject(found)) throw new Error(`the schemas have no ${place}`);
  return { schema: found, root: target };
}

function required(keys: unknown, value: unknown, path: string, walk: Walk): void {
  if (!isObject(value)) return;
  const missing = (keys as readonly string[]).filter((key) => !Object.hasOwn(value, key));
  if (missing.length > 0) walk.problems.push({ path, message: `has no ${missing.join(', ')}` });
}

function properties(argument: unknown, value: unknown, path: string, walk: Walk): void {
  if (!isObject(value)) return;
  for (const [key, schema] of Object.entries(argument as Readonly<Record<string, Schema>>)) {
    if (Object.hasOwn(value, key)) check(schema, value[key], `${path}/${pointer(key)}`, walk);
  }
}

/** Tells the faults of the first choice: the other is `null` by our custom, and says nothing about what is wrong. */
function anyOf(choices: readonly Schema[], value: unknown, path: string, walk: Walk): void {
  const tried = choices.map((schema) => {
    const problems: Problem[] = [];
    check(schema, value, path, { ...walk, problems });
    return problems;
  });
  if (tried.every((problems) => problems.length > 0)) walk.problems.push(...(tried[0] ?? []));
}

function check(schema: Schema, value: unknown, path: string, walk: Walk): void {
  for (const [keyword, argument] of Object.entries(schema)) {
    if (walk.problems.length >= MAX_PROBLEMS) return;
    if (annotations.has(keyword)) continue;
    const fault = ownFault(keyword, argument, value);
    if (fault === null) continue;
    if (fault !== undefined) walk.problems.push({ path, message: fault });
    else if (keyword === '$ref') {
      const target = resolve(String(argument), walk.root);
      check(target.schema, value, path, { ...walk, root: target.root });
    } else if (keyword === 'anyOf') anyOf(argument as readonly Schema[], value, path, walk);
    else if (keyword === 'required') required(argument, value, path, walk);
    else if (keyword === 'properties') properties(argument, value, path, walk);
    else if (keyword === 'items') {
      if (!Array.isArray(value)) continue;
      value.forEach((item, index) => {
        if (walk.problems.length < MAX_PROBLEMS) check(argument as Schema, item, `${path}/${index}`, walk);
      });
    } else throw new Error(`this check does not know the keyword ${keyword}`);
  }
}

/** The kinds of document that have a schema. */
export type DocumentKind = 'analysis' | 'run' | 'report';

/** What is wrong with a value that claims to be such a document; empty: nothing. */
export function problemsOf(kind: DocumentKind, value: unknown): readonly Problem[] {
  const root = schemas.get(`urn:curfew:${kind}:1`);
  if (root === undefined) throw new Error(`there is no schema of ${kind}`);
  const problems: Problem[] = [];
  check(root, value, '', { root, problems });
  return problems;
}
