/** All handlers, area by area. The types say that every name of the contract has one. */
import type { CallHandlers, StreamHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';
import { emulatorHandlers } from './emulators.js';
import { fleetHandlers } from './fleet.js';
import { importStream } from './import-traces.js';
import { labHandlers } from './lab.js';
import { reportHandlers } from './reports.js';
import { runHandlers } from './runs.js';
import { scenarioHandlers } from './scenarios.js';
import { stateStreams } from './state-streams.js';
import { traceHandlers } from './traces.js';
import { whatIfHandlers } from './what-if.js';

export function callHandlers(rooms: LabRooms): CallHandlers {
  return {
    ...labHandlers(rooms),
    ...fleetHandlers(rooms),
    ...emulatorHandlers(rooms),
    ...traceHandlers(rooms),
    ...whatIfHandlers(rooms),
    ...scenarioHandlers(rooms),
    ...runHandlers(rooms),
    ...reportHandlers(rooms),
  };
}

export function streamHandlers(rooms: LabRooms): StreamHandlers {
  return { ...stateStreams(rooms), ...importStream(rooms) };
}
