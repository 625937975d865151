import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

describe('a lock between processes', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lets one body run at a time', async () => {
    const file = path.join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const body = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
    };
    await Promise.all([withLock(file, body), withLock(file, body), withLock(file, body)]);
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it('is given back when the body throws', async () => {
    const file = path.join(folder, 'lock');
    const fails = withLock(file, () => {
      throw new Error('body');
    });
    await expect(fails).rejects.toThrow('body');
    expect(existsSync(file)).toBe(false);
  });

  it('is taken over from a process that has died', async () => {
    const file = path.join(folder, 'lock');
    // Linux process ids end at 2^22, so nobody has this one.
    writeFileSync(file, '99999999');
    expect(await withLock(file, () => 'mine')).toBe('mine');
  });
});
