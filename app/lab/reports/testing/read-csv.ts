/** A strict reader of RFC 4180 for tests, apart from the code that writes it. Throws on the first byte that is out of place. */
export function readCsv(text: string): string[][] {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < source.length) {
    const [cell, end] = source[at] === '"' ? quoted(source, at) : plain(source, at);
    row.push(cell);
    if (source[end] === ',') at = end + 1;
    else if (source.startsWith('\r\n', end)) {
      rows.push(row);
      row = [];
      at = end + 2;
    } else throw new Error(`neither comma nor line end after a cell, at ${end}: ${source.slice(end, end + 40)}`);
  }
  if (row.length > 0) throw new Error('the last line has no end');
  return rows;
}

function quoted(source: string, from: number): readonly [string, number] {
  let cell = '';
  let at = from + 1;
  for (;;) {
    const end = source.indexOf('"', at);
    if (end < 0) throw new Error(`a quoted cell without end, from ${from}`);
    cell += source.slice(at, end);
    if (source[end + 1] !== '"') return [cell, end + 1];
    cell += '"';
    at = end + 2;
  }
}

function plain(source: string, from: number): readonly [string, number] {
  const stop = /[,"\r\n]/g;
  stop.lastIndex = from;
  const end = stop.exec(source)?.index ?? source.length;
  const cell = source.slice(from, end);
  return [cell, end];
}
