/** The journal's one format, as three sides see it: the schema, the Java's own lines (journal-sample.jsonl), and the engine's reader. */
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { fieldRule, journalEvents, journalHead } from '../engine/ingest/probe-journal/journal-events.js';
import { parseJournalLine } from '../engine/ingest/probe-journal/parse-journal-line.js';
import { probeTag } from '../engine/ingest/probe-journal/journal-entry.js';
import { ProbeJournalReader } from '../engine/ingest/probe-journal/probe-journal-reader.js';
import { journalSchema, sampleFile, sampleOf } from './probe-journal-sample.mjs';
import { readProbe } from './probe-manifest.mjs';

const schema = journalSchema();
const isValid = new Ajv().compile(schema);
const sample = readFileSync(sampleFile, 'utf8').trim().split('\n');

/** JSON Schema's word for what a member holds. */
function typeOf(property) {
  const value = property.const ?? property.enum?.[0];
  if (value === undefined) return property.type === 'integer' ? 'number' : property.type;
  return typeof value;
}

/** A table of the engine as members of a schema: name → type, with a question mark where it may be absent. */
const ofTable = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([name, kind]) => {
      const { type, optional } = fieldRule(kind);
      return [name, `${type}${optional ? '?' : ''}`];
    }),
  );

const ofSchema = ({ properties, required }) =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => name !== 'event')
      .map(([name, property]) => [name, `${typeOf(property)}${required.includes(name) ? '' : '?'}`]),
  );

describe("the journal's schema and the engine's table", () => {
  it('name the same events', () => {
    expect(Object.keys(journalEvents).sort()).toEqual(Object.keys(schema.$defs).sort());
    expect(schema.oneOf.map(({ $ref }) => $ref)).toEqual(Object.keys(schema.$defs).map((event) => `#/$defs/${event}`));
  });

  it.each(Object.keys(schema.$defs))('give %s the same members', (event) => {
    expect(ofTable(journalEvents[event])).toEqual(ofSchema(schema.$defs[event]));
    expect(schema.$defs[event].properties.event).toEqual({ const: event });
  });

  it('give every line the same head', () => {
    expect(ofTable(journalHead)).toEqual(ofSchema(schema));
  });

  it('know the tag that the Java uses', () => {
    const java = readFileSync(
      new URL('../native-probe-apk/src/dev/curfew/probe/Journal.java', import.meta.url),
      'utf8',
    );
    expect([readProbe().logTag, /TAG = "([^"]+)"/.exec(java)?.[1]]).toEqual([probeTag, probeTag]);
  });
});

describe('the lines that the Java wrote', () => {
  it('are one of every event', () => {
    expect(sample.map((line) => JSON.parse(line).event)).toEqual(Object.keys(schema.$defs));
    expect(sampleOf(sample.map((line) => JSON.parse(line)))).toBe(`${sample.join('\n')}\n`);
  });

  it.each(sample.map((line) => [JSON.parse(line).event, line]))(
    'fit the schema, and are read whole: %s',
    (_event, line) => {
      const written = JSON.parse(line);
      expect(isValid(written), JSON.stringify(isValid.errors)).toBe(true);
      expect(parseJournalLine(line)).toEqual({ ok: true, value: written });
    },
  );

  it('are refused by both when a member that must be there is missing', () => {
    for (const line of sample) {
      const written = JSON.parse(line);
      const required = [...schema.required, ...schema.$defs[written.event].required];
      for (const name of new Set(required)) {
        const rest = Object.fromEntries(Object.entries(written).filter(([key]) => key !== name));
        expect([name, isValid(rest), parseJournalLine(JSON.stringify(rest)).ok]).toEqual([name, false, false]);
      }
    }
  });

  it('are a journal without anything odd', () => {
    const reader = new ProbeJournalReader('sample', 0);
    reader.push(readFileSync(sampleFile));
    const { entries, source } = reader.finish();
    expect(entries).toHaveLength(sample.length);
    expect(source.diagnostics).toEqual([]);
  });
});
