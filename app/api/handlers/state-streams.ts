/** Streams of states: the present one first, then every change, until nobody listens. */
import { ok, type Result } from '../../../engine/result.js';
import { refused } from '../answers.js';
import type { ApiError } from '../contract.js';
import type { StreamHandlers, StreamSink } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';

type Names = 'fleet.watch' | 'runs.watch' | 'lab.watch';

export function stateStreams({ fleet, status, storeRooms }: LabRooms): Pick<StreamHandlers, Names> {
  return {
    'fleet.watch': (_input, sink) =>
      states(sink, () => {
        sink.put('', fleet.snapshot());
        return fleet.watch((snapshot) => sink.put('', snapshot));
      }),
    'lab.watch': (_input, sink) =>
      states(sink, () => {
        sink.put('', status.status());
        return status.watch((now) => sink.put('', now));
      }),
    'runs.watch': async (_input, sink) => {
      if (!storeRooms.ok) return refused(storeRooms.error.text);
      const { runs } = storeRooms.value;
      return await states(sink, () => {
        for (const run of runs.live()) sink.put(run.id, run);
        return runs.watch((run) => sink.put(run.id, run));
      });
    },
  };
}

/** `begin` answers how to call it off. */
function states<T>({ signal }: StreamSink<T>, begin: () => () => void): Promise<Result<void, ApiError>> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(ok(undefined));
    const callOff = begin();
    signal.addEventListener('abort', () => {
      callOff();
      resolve(ok(undefined));
    });
  });
}
