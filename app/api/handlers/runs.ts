/** Runs: planned, begun, watched over, read again. */
import { ok } from '../../../engine/result.js';
import { done, orRefused, orStoreRefused } from '../answers.js';
import type { Commands, Queries } from '../contract.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { compareRuns } from './compare-runs.js';
import { soon, withRuns, withStore } from './with-store.js';

type Names = Extract<keyof Queries | keyof Commands, `runs.${string}`>;

export function runHandlers(rooms: LabRooms): Pick<CallHandlers, Names> {
  return {
    'runs.list': () => withStore(rooms, async (store) => orStoreRefused(await store.runs())),
    'runs.read': ({ run }) => withStore(rooms, async (store) => orStoreRefused(await store.run(run))),
    'runs.compare': ({ before, after }) =>
      withStore(rooms, async (store) => {
        const [first, second] = [orStoreRefused(await store.run(before)), orStoreRefused(await store.run(after))];
        if (!first.ok) return first;
        return second.ok ? ok(compareRuns(first.value, second.value)) : second;
      }),
    'runs.plan': (request) => withRuns(rooms, async (runs) => orRefused(await runs.plan(request))),
    'runs.start': (request) =>
      withRuns(rooms, async (runs) => {
        const begun = orRefused(await runs.start(request));
        return begun.ok ? ok({ run: begun.value }) : begun;
      }),
    'runs.observe': (request) =>
      withRuns(rooms, async (runs) => {
        const begun = orRefused(await runs.observe(request));
        return begun.ok ? ok({ run: begun.value }) : begun;
      }),
    'runs.pause': ({ run }) => withRuns(rooms, (runs) => soon(done(orRefused(runs.pause(run))))),
    'runs.unpause': ({ run }) => withRuns(rooms, (runs) => soon(done(orRefused(runs.unpause(run))))),
    'runs.cancel': ({ run }) => withRuns(rooms, async (runs) => done(orRefused(await runs.cancel(run)))),
    'runs.resume': ({ run }) => withRuns(rooms, async (runs) => done(orRefused(await runs.resume(run)))),
    'runs.change': ({ run, ...changes }) =>
      withStore(rooms, async (store) => done(orStoreRefused(await store.updateRun(run, changes)))),
  };
}
