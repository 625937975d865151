/** An observation as it lies in a row, with the checksum that tells whether it is still the one that was kept. */
import { toUSVString } from 'node:util';
import { crc32 } from 'node:zlib';
import type { SqlRow } from './sqlite.js';
import type { Observation } from './store.js';

type Content = Pick<Observation, 'sequence' | 'receivedMs' | 'source' | 'text'>;

/** `[device key, sequence, time, source, text, CRC-32 of the five before as a JSON list]` as JSON. */
export function observationRow(deviceKey: number, { sequence, receivedMs, source, text }: Content): string {
  const content = contentOf(deviceKey, sequence, receivedMs, toUSVString(source), toUSVString(text));
  return `${content.slice(0, -1)},${crc32(content)}]`;
}

/** Whether a row of `observations`, with all its columns, is as it was written. */
export function isIntact(row: SqlRow): boolean {
  const { device, sequence, received_ms: time, source, text, crc } = row;
  return crc32(contentOf(device, sequence, time, source, text)) === crc;
}

function contentOf(...content: readonly unknown[]): string {
  return JSON.stringify(content);
}
