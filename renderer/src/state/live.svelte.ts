/** The fleet, the live runs and the lab's own state, as the lab streams them: watched once for the whole window. */
import type { FleetDevice, FleetSnapshot, LabStatus, LiveRun } from '../../../app/api/contract.js';
import { lab } from './lab-client.svelte.js';

class Live {
  /** `undefined` until the first snapshot. */
  fleet: FleetSnapshot | undefined = $state.raw();
  status: LabStatus | undefined = $state.raw();
  /** Running and interrupted, by id. */
  runs: ReadonlyMap<string, LiveRun> = $state.raw(new Map());
  /** When the fleet was heard of last, milliseconds since 1970. */
  fleetAt = $state(0);
  /** Counts runs that came to an end: lists of runs are read again when it grows. */
  endedRuns = $state(0);
}

export const live = new Live();

export function watchLab(signal: AbortSignal): void {
  lab().watch('fleet.watch', {}, signal, (snapshot) => {
    live.fleet = snapshot;
    live.fleetAt = Date.now();
  });
  lab().watch('lab.watch', {}, signal, (status) => {
    live.status = status;
  });
  lab().watch('runs.watch', {}, signal, takeRun);
}

function takeRun(run: LiveRun): void {
  const before = live.runs.get(run.id)?.state;
  live.runs = new Map(live.runs).set(run.id, run);
  if (before !== run.state) live.endedRuns += 1;
}

export function devices(): readonly FleetDevice[] {
  return live.fleet?.devices ?? [];
}

export function findDevice(id: string): FleetDevice | undefined {
  return devices().find((device) => device.id === id);
}

/** The name of a device, or its id when it is not known. */
export function deviceName(id: string): string {
  return findDevice(id)?.name ?? id;
}

/** In progress, first begun first. */
export function runningRuns(): readonly LiveRun[] {
  return [...live.runs.values()].filter((run) => run.state === 'running');
}
