import { describe, expect, it } from 'vitest';
import { hrefTo, parseRoute, withQuery } from './route.js';

describe('addresses', () => {
  it.each([
    ['#/fleet/abc', 'fleet', ['abc']],
    ['#/traces', 'traces', []],
    ['#/traces/abc', 'timeline', ['abc']],
    ['#/traces/abc/what-if', 'what-if', ['abc']],
    ['#/runs/new', 'plan', []],
    ['#/runs/night', 'runs', ['night']],
    ['#/reports/run/night', 'reports', ['run', 'night']],
    ['', 'fleet', []],
    ['#/nothing/of/this', 'fleet', []],
    ['#token=00ff', 'fleet', []],
  ])('reads %s', (hash, page, path) => {
    expect(parseRoute(hash)).toEqual({ page, path, query: {} });
  });

  it('keeps words with slashes, spaces and signs whole', () => {
    const id = 'run/two services/%2F ä?&#';
    expect(parseRoute(hrefTo('traces', id)).path).toEqual([id]);
  });

  it('carries a query', () => {
    const href = withQuery(hrefTo('runs', 'new'), { devices: 'a,b', scenarios: 'x y&z' });
    expect(parseRoute(href)).toEqual({ page: 'plan', path: [], query: { devices: 'a,b', scenarios: 'x y&z' } });
  });

  it('takes a broken escape as it is', () => {
    expect(parseRoute('#/fleet/%zz').path).toEqual(['%zz']);
  });
});
