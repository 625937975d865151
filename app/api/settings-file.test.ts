import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings, openSettings } from './settings-file.js';

describe('the settings', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (): string => path.join(folder, 'settings.json');

  it('are those of a fresh lab where there is no file', async () => {
    const settings = await openSettings(folder);
    expect(settings.read()).toEqual(defaultSettings);
    expect(settings.trouble()).toBeNull();
  });

  it('keep a change over a restart, and everything else as it was', async () => {
    await (await openSettings(folder)).change({ toleranceMs: 250 });
    expect((await openSettings(folder)).read()).toEqual({ ...defaultSettings, toleranceMs: 250 });
  });

  it('keep two changes that come at once', async () => {
    const settings = await openSettings(folder);
    await Promise.all([settings.change({ toleranceMs: 1 }), settings.change({ theme: 'dark' })]);
    expect((await openSettings(folder)).read()).toMatchObject({ toleranceMs: 1, theme: 'dark' });
  });

  it.each(['{', '[]', '{"toleranceMs":"much"}', '{"retention":{"maxBytes":-1,"maxAgeDays":null}}'])(
    'say what is wrong with %s, and put it aside at the next change',
    async (text) => {
      writeFileSync(file(), text);
      const settings = await openSettings(folder);
      expect(settings.read()).toEqual(defaultSettings);
      expect(settings.trouble()).toContain('settings.json');
      expect(readFileSync(file(), 'utf8')).toBe(text);
      await settings.change({ theme: 'light' });
      expect(settings.trouble()).toBeNull();
      expect(readFileSync(`${file()}.old`, 'utf8')).toBe(text);
    },
  );

  it('leave out what another version wrote', async () => {
    writeFileSync(file(), '{"theme":"dark","fromTheFuture":1}');
    const settings = await openSettings(folder);
    expect(settings.read()).toEqual({ ...defaultSettings, theme: 'dark' });
    expect(existsSync(`${file()}.old`)).toBe(false);
  });
});
