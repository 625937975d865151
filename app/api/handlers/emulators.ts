/** Virtual devices. */
import { ok } from '../../../engine/result.js';
import { done, orRefused } from '../answers.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';

type Names = 'emulators.list' | 'emulators.start' | 'emulators.stop';

export function emulatorHandlers({ emulators }: LabRooms): Pick<CallHandlers, Names> {
  return {
    'emulators.list': async () => ok(await emulators.list()),
    'emulators.start': async ({ name }, signal) => orRefused(await emulators.start(name, signal)),
    'emulators.stop': async ({ name }) => done(orRefused(await emulators.stop(name))),
  };
}
