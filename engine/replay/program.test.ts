/** What a row means to the limits: process states that count as on screen, types as the platform goes on with them, order in time. */
import { describe, expect, it } from 'vitest';
import { ProcessState } from '../android/process-states.js';
import { ServiceType } from '../android/service-types.js';
import { Script, traceOf } from '../testing/script.js';
import { compile } from './compile.js';
import { acceptedTypes, inTimeOrder, isTop } from './program.js';

describe('a process state', () => {
  it.each([
    ['persistent', ProcessState.PERSISTENT, true],
    ['persistent with UI', ProcessState.PERSISTENT_UI, true],
    ['TOP', ProcessState.TOP, true],
    ['bound to TOP', ProcessState.BOUND_TOP, false],
    ['foreground service', ProcessState.FOREGROUND_SERVICE, false],
    ['cached', ProcessState.CACHED_EMPTY, false],
    ['unknown', -1, false],
    ['not said', Number.NaN, false],
    ['of a process that is no more', Number.POSITIVE_INFINITY, false],
  ])('%s', (_name, state, expected) => {
    expect(isTop(state)).toBe(expected);
  });
});

describe('types that are accepted', () => {
  const { dataSync, shortService, location, manifest, none } = ServiceType;

  it.each([
    ['one type', dataSync, dataSync],
    ['shortService alone', shortService, shortService],
    ['shortService with another, which is dropped', shortService | dataSync, dataSync],
    ['shortService with two others', shortService | dataSync | location, dataSync | location],
    ['two types', dataSync | location, dataSync | location],
    ['those of the manifest, which nobody resolved', manifest, none],
    ['none', none, none],
  ])('%s', (_name, types, expected) => {
    expect(acceptedTypes(types)).toBe(expected);
  });
});

describe('the order of a program in time', () => {
  const { events } = new Script()
    .start(0)
    .app({ uid: 10200, packageName: 'com.example.other' })
    .start(1)
    .app({ uid: 10123, packageName: 'com.example.sync' })
    .stop(2);

  it('is that of the trace, also where the rows stand app by app', () => {
    for (const nature of ['plan', 'recording'] as const) {
      const program = compile(traceOf(events), nature);
      const rows = [...inTimeOrder(program)].map((at) => program.row[at]!);
      expect(rows).toEqual([...rows].sort((a, b) => a - b));
      expect(new Set(rows).size).toBe(program.length);
    }
  });

  it('is not the order in which an app by app program stands', () => {
    const { row, length } = compile(traceOf(events), 'recording');
    const stored = [...row].slice(0, length);
    expect(stored).not.toEqual([...stored].sort((a, b) => a - b));
  });
});
