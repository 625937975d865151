import { describe, expect, it } from 'vitest';
import { readRun } from './read-run.js';
import type { Run } from './run.js';
import { doneCase, sampleCase, sampleDevice, sampleRun } from './run-fixture.js';

/** A run with one field, named by its path, replaced. */
function spoilt(path: string, value: unknown): unknown {
  const run = structuredClone(sampleRun('one')) as unknown as Record<string, unknown>;
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  let place = run;
  for (const step of steps.slice(0, -1)) place = place[step] as Record<string, unknown>;
  place[steps.at(-1) ?? ''] = value;
  return run;
}

describe('run/1', () => {
  it('is read back from its JSON', () => {
    const run = sampleRun('one');
    expect(readRun(JSON.parse(JSON.stringify(run)))).toEqual({ ok: true, value: run });
  });

  it.each<[string, unknown, string]>([
    ['curfew', 'run/2', 'is none of run/1'],
    ['id', '../x', 'is not an id of lower case letters, digits and -'],
    ['id', '', 'is not an id of lower case letters, digits and -'],
    ['name', '\ud800', 'is not a text of whole characters'],
    ['state', 'failed', 'is none of planned, running, done, interrupted'],
    ['createdAt', '2026-11-22 20:00', 'is not a moment with milliseconds and zone'],
    ['toleranceMs', null, 'is not a number'],
    ['pinned', 1, 'is not true or false'],
    ['cases', {}, 'is not a list'],
    ['cases[2]', null, 'is not an object'],
    ['cases[0].attempts', 1.5, 'is not a whole number from 0'],
    ['cases[0].analysis.verdicts[1].deltaMs', '12', 'is not a number'],
    ['cases[0].analysis.curfew', 'analysis/9', 'is none of analysis/1'],
    ['cases[0].trace.sha256', 'A'.repeat(64), 'is not a SHA-256 of 64 hexadecimal digits'],
    ['cases[0].environment.limits[0].origin', 'guessed', 'is none of release default'],
    ['devices[1].changes[0].state', 'undone', 'is none of restored'],
    ['devices[1].id', '\udc00', 'is not a text of whole characters'],
  ])('is refused where %s is %j', (path, value, message) => {
    const read = readRun(spoilt(path, value));
    expect(read).toMatchObject({ ok: false, error: { path } });
    expect(read.ok ? '' : read.error.message).toContain(message);
  });

  it.each<[string, Partial<Run>, string]>([
    ['a device twice', { devices: [sampleDevice('a'), sampleDevice('a')] }, 'devices has an id twice'],
    ['a case of no device', { cases: [sampleCase('budget', 'nobody')] }, 'cases[0] names a device'],
    ['a case of no scenario', { cases: [doneCase, sampleCase('x', 'emulator-5554')] }, 'cases[1] names a scenario'],
    ['a case twice', { cases: [doneCase, doneCase] }, 'cases[1] is the second'],
  ])('is refused with %s', (_, changes, message) => {
    const read = readRun(sampleRun('one', changes));
    expect(read.ok ? '' : `${read.error.path} ${read.error.message}`).toContain(message);
  });

  it.each([null, [], 'run', 1, undefined])('is not %j', (value) => {
    expect(readRun(value)).toMatchObject({ ok: false, error: { path: '' } });
  });
});
