import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryStates, type EntryRecord } from '../change.js';
import { recordOf } from '../testing/records.js';
import { decodeLine, encodeLine } from './journal-line.js';

const schema = JSON.parse(readFileSync(new URL('journal-schema.json', import.meta.url), 'utf8')) as object;
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

const value = fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: null });
const records: fc.Arbitrary<EntryRecord> = fc
  .record({
    entry: fc.integer({ min: 1, max: 1e6 }),
    state: fc.constantFrom(...entryStates),
    run: fc.string({ unit: 'binary', maxLength: 60 }),
    kind: fc.constantFrom('device_config', 'setting', 'a kind of tomorrow'),
    target: fc.dictionary(fc.string({ maxLength: 10 }), fc.string({ maxLength: 30 }), { maxKeys: 5 }),
    before: value,
    want: value,
    found: value,
    note: fc.string({ unit: 'binary', maxLength: 90 }),
  })
  .map((more) => recordOf(more));

describe('a line of the journal', () => {
  it('says the same when it is read again, and is valid by the published schema', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 1e9 }), (record, number) => {
        const text = encodeLine(number, record);
        expect(text).not.toContain('\n');
        const read = decodeLine(text);
        // Lone surrogates are escaped in JSON, so even they come back.
        expect(read).toEqual({
          ok: true,
          value: { line: number, record: { ...record, target: { ...record.target } } },
        });
        expect(isValid(JSON.parse(text)), JSON.stringify(isValid.errors)).toBe(true);
      }),
    );
  });

  it('is refused when it was cut anywhere or when any one byte is another', () => {
    const text = encodeLine(3, recordOf());
    for (let length = 0; length < text.length; length++) expect(decodeLine(text.slice(0, length)).ok).toBe(false);
    for (let at = 0; at < text.length; at++) {
      const turned = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      expect(decodeLine(turned).ok, `${at}`).toBe(false);
    }
  });

  /** A line with a right checksum over something else than we write. */
  const sealed = (json: object): string => {
    const line = encodeLine(1, recordOf());
    const whole = { ...(JSON.parse(line) as object), ...json };
    return resealed(JSON.stringify({ ...whole, sum: undefined }));
  };

  it('of a later format is told apart from a damaged one', () => {
    expect(decodeLine(sealed({ ledger: 'ledger/2' }))).toEqual({
      ok: false,
      error: { what: 'newer', text: 'the line is ledger/2' },
    });
    expect(decodeLine(sealed({ ledger: 'scenario/1' }))).toMatchObject({ error: { what: 'malformed' } });
  });

  it.each([
    [{ state: 'done' }, 'state is unknown'],
    [{ boot: 'x; reboot' }, 'boot is no boot id'],
    [{ entry: 0 }, 'entry is no count'],
    [{ device: null }, 'not an object'],
    [{ target: { key: 7 } }, 'key is no text of at most 400 characters'],
    [{ want: 5 }, 'want is no text of at most 4000 characters'],
  ])('with %j is malformed, and the schema says so too', (json, why) => {
    const line = sealed(json);
    expect(decodeLine(line)).toEqual({ ok: false, error: { what: 'malformed', text: why } });
    expect(isValid(JSON.parse(line))).toBe(false);
  });

  it('made of anything ends in a problem, never in a crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(decodeLine(resealed(text)).ok).toBe(false);
        expect(decodeLine(text).ok).toBe(false);
      }),
    );
  });
});

/** Puts our checksum under any JSON object text. */
function resealed(json: string): string {
  const open = json.slice(0, -1);
  return `${open},"sum":"${hash('sha256', open).slice(0, 16)}"}`;
}
