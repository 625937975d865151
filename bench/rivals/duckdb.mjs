/** The rival's package, resolved from this folder. */
export { BIGINT, DuckDBDataChunk, DuckDBInstance, INTEGER } from '@duckdb/node-api';
