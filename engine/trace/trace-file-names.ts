/** Numbers of a trace that have fixed names; trace files hold the names. */
import { bufferNames, trustNames } from './columns.js';
import { eventKindName, eventKindNames } from './event-kind.js';

export type NamedColumn = 'kind' | 'buffer' | 'trust';

/** The name of a number; a kind without a name is `kind-<n>`, an unknown buffer or trust is `unknown`. */
export function nameOf(column: NamedColumn, number: number): string {
  switch (column) {
    case 'kind':
      return eventKindName(number);
    case 'buffer':
      return bufferNames[number] ?? 'unknown';
    case 'trust':
      return trustNames[number] ?? 'unknown';
  }
}

const kindByName = new Map([...eventKindNames()].map(([kind, name]) => [name, kind]));

/** The number behind a name, or `undefined` when this version has no such name. */
export function numberOf(column: NamedColumn, name: string): number | undefined {
  if (column === 'kind') return kindByName.get(name) ?? unnamedKind(name);
  const index = (column === 'buffer' ? bufferNames : trustNames).findIndex((known) => known === name);
  return index < 0 ? undefined : index;
}

function unnamedKind(name: string): number | undefined {
  const number = Number(/^kind-(\d{1,3})$/.exec(name)?.[1] ?? NaN);
  return number <= 255 ? number : undefined;
}
