/**
 * Checks a value against the part of JSON Schema that scenario-schema.json uses (draft 2020-12), for tests alone. An unknown
 * keyword throws, so that the schema cannot outgrow this check unseen.
 */
type Schema = Readonly<Record<string, unknown>>;
type Check = (argument: unknown, value: unknown, schema: Schema, root: Schema) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeChecks: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
};

const list = (argument: unknown): readonly Schema[] => argument as readonly Schema[];

const checks: Readonly<Record<string, Check>> = {
  type: (name, value) => typeChecks[String(name)]!(value),
  const: (wanted, value) => value === wanted,
  enum: (words, value) => (words as readonly unknown[]).includes(value),
  minimum: (least, value) => typeof value !== 'number' || value >= Number(least),
  maximum: (most, value) => typeof value !== 'number' || value <= Number(most),
  maxLength: (most, value) => typeof value !== 'string' || value.length <= Number(most),
  pattern: (source, value) => typeof value !== 'string' || new RegExp(String(source), 'u').test(value),
  minItems: (least, value) => !Array.isArray(value) || value.length >= Number(least),
  maxItems: (most, value) => !Array.isArray(value) || value.length <= Number(most),
  items: (schema, value, _own, root) =>
    !Array.isArray(value) || value.every((item) => isValid(schema as Schema, item, root)),
  required: (keys, value) => !isObject(value) || (keys as readonly string[]).every((key) => Object.hasOwn(value, key)),
  properties: (properties, value, _own, root) =>
    !isObject(value) ||
    Object.entries(properties as Readonly<Record<string, Schema>>).every(
      ([key, schema]) => !Object.hasOwn(value, key) || isValid(schema, value[key], root),
    ),
  additionalProperties: (rest, value, own, root) => {
    if (!isObject(value)) return true;
    const known = isObject(own['properties']) ? own['properties'] : {};
    const others = Object.keys(value).filter((key) => !Object.hasOwn(known, key));
    return rest === false ? others.length === 0 : others.every((key) => isValid(rest as Schema, value[key], root));
  },
  propertyNames: (schema, value, _own, root) =>
    !isObject(value) || Object.keys(value).every((key) => isValid(schema as Schema, key, root)),
  anyOf: (schemas, value, _own, root) => list(schemas).some((schema) => isValid(schema, value, root)),
  allOf: (schemas, value, _own, root) => list(schemas).every((schema) => isValid(schema, value, root)),
  oneOf: (schemas, value, _own, root) => list(schemas).filter((schema) => isValid(schema, value, root)).length === 1,
  $ref: (place, value, _own, root) => {
    const name = String(place).replace('#/$defs/', '');
    const found = (root['$defs'] as Readonly<Record<string, Schema>>)[name];
    if (found === undefined) throw new Error(`the schema has no ${String(place)}`);
    return isValid(found, value, root);
  },
};

const annotations: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'title', 'description', 'default']);

export function isValid(schema: Schema, value: unknown, root: Schema = schema): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    if (annotations.has(keyword)) return true;
    const check = checks[keyword];
    if (check === undefined) throw new Error(`this check does not know the keyword ${keyword}`);
    return check(argument, value, schema, root);
  });
}
