/** The rival's package, resolved from this folder, and the question in its words. */
import pl from 'nodejs-polars';

export const frameOf = (columns) =>
  pl
    .DataFrame({
      app: pl.Series('app', Array.from(columns.app), pl.Int32),
      end: pl.Series('end', Array.from(columns.end), pl.Int64),
      used: pl.Series('used', Array.from(columns.used), pl.Float64),
    })
    .sort(['app', 'end']);

export function countOver(frame, windowMs, leastMs) {
  const summed = frame
    .groupByRolling({ indexColumn: 'end', by: 'app', period: `${windowMs}i`, closed: 'both' })
    .agg(pl.col('used').sum());
  return summed.filter(pl.col('used').gtEq(leastMs)).height;
}
