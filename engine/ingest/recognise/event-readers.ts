/** How events are read: one reader for each event name, given the fields of the payload. */
import type { FactBody } from '../fact.js';
import type { LogRecord } from '../record.js';
import { parseEventTuple } from './event-tuple.js';

export type EventReader = (fields: readonly string[], record: LogRecord) => readonly FactBody[];

/** A recogniser for the records of one event name. Whoever wrote the record is judged later, not here. */
export function recogniserOfEvent(read: EventReader): (record: LogRecord) => readonly FactBody[] {
  return (record) => read(parseEventTuple(record.message), record);
}
