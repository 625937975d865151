import { describe, expect, it } from 'vitest';
import { isComponent, serviceRecordIn, withoutAutoLinks } from './service-record.js';

describe('a printed service record', () => {
  it('gives hash, user and component, with or without the caller', () => {
    const expected = { hash: '60b6c7d', user: 0, component: 'com.foo/.Sync' };
    expect(serviceRecordIn('FGS: ServiceRecord{60b6c7d u0 com.foo/.Sync c:com.bar}')).toEqual(expected);
    expect(serviceRecordIn('ServiceRecord{60b6c7d u0 com.foo/com.foo.Sync}')).toEqual(expected);
  });

  it('keeps the user of a work profile', () => {
    expect(serviceRecordIn('ServiceRecord{1 u10 com.foo/.Sync}')?.user).toBe(10);
  });

  it('is not read when it was cut in the middle of its component', () => {
    expect(serviceRecordIn('ServiceRecord{60b6c7d u0 com.foo/.Sy')).toBeUndefined();
  });

  it('is not read when it names no component', () => {
    expect(serviceRecordIn('ServiceRecord{60b6c7d u0 com.foo}')).toBeUndefined();
    expect(serviceRecordIn('no record')).toBeUndefined();
  });
});

describe('auto-links', () => {
  it('are undone, in a hash too', () => {
    const damaged = 'ServiceRecord{d0a[4233](tel:4233) u0 [com.foo](http://com.foo)/.Sync}';
    expect(serviceRecordIn(withoutAutoLinks(damaged))).toEqual({
      hash: 'd0a4233',
      user: 0,
      component: 'com.foo/.Sync',
    });
  });

  it('are not seen in ordinary brackets', () => {
    const text = '[BFSL](x) [a](b)';
    expect(withoutAutoLinks(text)).toBe(text);
  });

  it('cost linear time on hostile text', () => {
    const hostile = `${'['.repeat(200_000)}](tel:`;
    const before = performance.now();
    expect(withoutAutoLinks(hostile)).toHaveLength(hostile.length);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('a component', () => {
  it('has a package and a class', () => {
    expect(['a/b', 'a/', '/b', 'a'].map(isComponent)).toEqual([true, false, false, false]);
  });
});
