/** The trace file: what other floors use of it. The format is described in trace-file-format.ts. */
export { readTrace, readTraceFrom } from './read-trace.js';
export type { ByteSource } from './arrow/byte-source.js';
export { writeTrace } from './write-trace.js';
export type { TraceFileErrorCode } from './trace-file-error.js';
