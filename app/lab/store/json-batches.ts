/** Rows as JSON for `json_each`, in pieces that SQLite and JavaScript can hold. */

const MOST_CHARACTERS = 16 << 20;

export interface Batch {
  readonly rows: number;
  /** A JSON list of the rows. */
  readonly json: string;
}

/** Every row is in exactly one batch, in order; no row, no batch. */
export function* inBatches(rows: readonly unknown[]): Generator<Batch> {
  let pieces: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const piece = JSON.stringify(row);
    if (pieces.length > 0 && characters + piece.length > MOST_CHARACTERS) {
      yield { rows: pieces.length, json: `[${pieces.join(',')}]` };
      pieces = [];
      characters = 0;
    }
    pieces.push(piece);
    characters += piece.length;
  }
  if (pieces.length > 0) yield { rows: pieces.length, json: `[${pieces.join(',')}]` };
}
