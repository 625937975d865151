/** Numbers of apps, services and processes, where a quick answer could be the wrong one. */
import { describe, expect, it } from 'vitest';
import { Numbering } from './numbering.js';

const texts = ['', 'com.x/.A', 'com.x/.B', 'com.x', 'com.x:remote', 'com.y/.A', 'com.y', 'android:ui'];
const numbering = (): Numbering => new Numbering((string) => texts[string]!, texts.length);
const string = (text: string): number => texts.indexOf(text);

/** `[app, service, process]` of a row. */
function placed(numbers: Numbering, uid: number, service: string, process = ''): number[] {
  expect(numbers.place(uid, string(service), string(process))).toBe(true);
  return [numbers.app, numbers.service, numbers.process];
}

describe('numbers', () => {
  it('begin at 0 in the order of coming, and stay', () => {
    const numbers = numbering();
    expect(placed(numbers, 10_001, 'com.x/.A')).toEqual([0, 0, 0]);
    expect(placed(numbers, 10_001, 'com.x/.B', 'com.x:remote')).toEqual([0, 1, 1]);
    expect(placed(numbers, 10_002, 'com.y/.A')).toEqual([1, 2, 2]);
    expect(placed(numbers, 10_001, 'com.x/.A')).toEqual([0, 0, 0]);
    expect(numbers.apps).toEqual([
      { uid: 10_001, packageName: 'com.x' },
      { uid: 10_002, packageName: 'com.y' },
    ]);
    expect(numbers.services).toEqual([
      { component: 'com.x/.A', app: 0 },
      { component: 'com.x/.B', app: 0 },
      { component: 'com.y/.A', app: 1 },
    ]);
    expect(numbers.processes.map(({ name }) => name)).toEqual(['com.x', 'com.x:remote', 'com.y']);
  });

  it('are not given to a row that names nobody, and forget whom the row before named', () => {
    const numbers = numbering();
    placed(numbers, 10_001, 'com.x/.A');
    expect(numbers.place(-1, 0, 0)).toBe(false);
    expect([numbers.app, numbers.service, numbers.process]).toEqual([-1, -1, -1]);
  });

  it('are given to a row that names only a process, or only a service, of a uid that nobody knows', () => {
    expect(placed(numbering(), -1, '', 'com.x')).toEqual([0, -1, 0]);
    expect(placed(numbering(), -1, 'com.x/.A')).toEqual([0, 0, 0]);
  });

  it('of a row without a service or a process are only those it names', () => {
    const numbers = numbering();
    expect(placed(numbers, 10_001, '')).toEqual([0, -1, -1]);
    expect(placed(numbers, 10_001, '', 'com.x:remote')).toEqual([0, -1, 0]);
    // A service that names no process lives in the main one, which is named like the package.
    expect(placed(numbers, 10_001, 'com.x/.A')).toEqual([0, 0, 1]);
    expect(placed(numbers, 10_001, '', 'com.x')).toEqual([0, -1, 1]);
    expect(numbers.processes.map(({ name }) => name)).toEqual(['com.x:remote', 'com.x']);
  });

  it('of a service that is named with a process and without are the same service', () => {
    const numbers = numbering();
    expect(placed(numbers, 10_001, 'com.x/.A', 'com.x:remote')).toEqual([0, 0, 0]);
    expect(placed(numbers, 10_001, 'com.x/.A')).toEqual([0, 0, 1]);
    expect(placed(numbers, 10_001, 'com.x/.A')).toEqual([0, 0, 1]);
  });

  it('tell apart the same names of two users', () => {
    const numbers = numbering();
    for (const round of [1, 2]) {
      expect([round, ...placed(numbers, 10_001, 'com.x/.A')]).toEqual([round, 0, 0, 0]);
      expect([round, ...placed(numbers, 1_010_001, 'com.x/.A')]).toEqual([round, 1, 1, 1]);
    }
    expect(placed(numbers, 10_001, '', 'com.x:remote')).toEqual([0, -1, 2]);
    expect(placed(numbers, 1_010_001, '', 'com.x:remote')).toEqual([1, -1, 3]);
    expect(placed(numbers, 10_001, '', 'com.x:remote')).toEqual([0, -1, 2]);
    expect(numbers.processes).toHaveLength(4);
  });

  it.each([1_024, 65_536, 2 ** 20])('tell apart uids that are %i apart', (distance) => {
    const numbers = numbering();
    expect(placed(numbers, 10_001, '')[0]).toBe(0);
    expect(placed(numbers, 10_001 + distance, '')[0]).toBe(1);
    expect(placed(numbers, 10_001, '')[0]).toBe(0);
    expect(numbers.apps.map(({ uid }) => uid)).toEqual([10_001, 10_001 + distance]);
  });

  it('take a uid that nobody knows (-1) for an app of its own', () => {
    const numbers = numbering();
    expect(placed(numbers, 10_001, 'com.x/.A')[0]).toBe(0);
    expect(placed(numbers, -1, 'com.x/.A')).toEqual([1, 1, 1]);
  });
});

describe('the package of an app', () => {
  it('is found at its first row that names a service or a process', () => {
    const numbers = numbering();
    placed(numbers, 10_001, '');
    expect(numbers.apps[0]?.packageName).toBe('');
    placed(numbers, 10_001, '', 'com.x:remote');
    expect(numbers.apps[0]).toEqual({ uid: 10_001, packageName: 'com.x' });
  });

  it('is that of the service where a row names both, and does not change after that', () => {
    const numbers = numbering();
    placed(numbers, 1_000, 'com.x/.A', 'android:ui');
    expect(numbers.apps[0]?.packageName).toBe('com.x');
    placed(numbers, 1_000, 'com.y/.A');
    expect(numbers.apps[0]?.packageName).toBe('com.x');
  });
});
