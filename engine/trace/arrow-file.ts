/** The trace file: what other floors use of it. The format is described in trace-file-format.ts. */
export { readTrace } from './read-trace.js';
export { writeTrace } from './write-trace.js';
export type { TraceFileErrorCode } from './trace-file-error.js';
