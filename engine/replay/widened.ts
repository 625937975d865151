/** `to`, a larger array, beginning with what `from` holds: how the flat arrays of a replay grow. */
export function widened<Column extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  from: Column,
  to: Column,
): Column {
  to.set(from);
  return to;
}
