import type { PowerSaveBlocker } from 'electron';
import { describe, expect, it } from 'vitest';
import type { LiveRun } from '../api/contract.js';
import { menuTemplate } from './menu.js';
import { observationsOf } from './observations.js';
import { Wakefulness } from './power.js';

const run = (name: string, state: LiveRun['state'], leftMs: number | null = null): LiveRun => ({
  id: name,
  name,
  state,
  isPaused: false,
  isEnding: false,
  begunAt: null,
  leftMs,
  observations: 0,
  cases: [],
});

describe('what the tray says', () => {
  it.each([
    [[], 'Curfew: nothing is running'],
    [[run('a', 'interrupted')], 'Curfew: nothing is running'],
    [[run('night', 'running', 5_400_000)], 'Curfew: night, 1 h 30 min left'],
    [[run('a', 'running'), run('b', 'running', 1)], 'Curfew: 2 runs'],
  ])('of its runs', (runs, text) => {
    expect(observationsOf(runs).text).toBe(text);
  });
});

describe('the computer', () => {
  it('is kept awake once while runs are played, and let go after', () => {
    const asked: string[] = [];
    // Typed by Electron's own declarations: another signature does not compile.
    const blocker = {
      start: (kind: 'prevent-app-suspension' | 'prevent-display-sleep') => asked.push(kind),
      stop: (id: number) => {
        asked.push(`stop ${id}`);
        return true;
      },
    } satisfies Pick<PowerSaveBlocker, 'start' | 'stop'>;
    const wakefulness = new Wakefulness(blocker);
    for (const isNeeded of [false, true, true, false, false]) wakefulness.set(isNeeded);
    expect(asked).toEqual(['prevent-app-suspension', 'stop 1']);
  });
});

describe('the menu', () => {
  it('has a key for every page, and no key twice', () => {
    const acts = {
      openLog: () => undefined,
      find: () => undefined,
      go: () => undefined,
      openDataFolder: () => undefined,
    };
    const items = menuTemplate(acts, 'linux').flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    const keys = items.flatMap(({ accelerator }) => (typeof accelerator === 'string' ? [accelerator] : []));
    expect(keys).toHaveLength(9 - 1);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
