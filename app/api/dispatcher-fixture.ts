/** A dispatcher whose handlers a test gives; calling another is a mistake of the test, and told as broken. */
import { openDispatcher, type CallHandlers, type Dispatcher, type StreamHandlers } from './dispatcher.js';
import { schemas } from './schemas.js';

function withAbsent<T extends object>(given: Partial<T>): T {
  const absent = Object.keys(schemas).map((name) => [
    name,
    () => {
      throw new Error(`the test has no handler for ${name}`);
    },
  ]);
  return { ...Object.fromEntries(absent), ...given } as T;
}

const isStream = (name: string): boolean => name.endsWith('.watch') || name === 'traces.import';

function only<T extends object>(handlers: T, keep: (name: string) => boolean): T {
  return Object.fromEntries(Object.entries(handlers).filter(([name]) => keep(name))) as T;
}

export function testDispatcher(
  calls: Partial<CallHandlers>,
  streams: Partial<StreamHandlers> = {},
): { readonly dispatcher: Dispatcher; readonly broken: string[] } {
  const broken: string[] = [];
  const dispatcher = openDispatcher(
    only(withAbsent<CallHandlers>(calls), (name) => !isStream(name)),
    only(withAbsent<StreamHandlers>(streams), isStream),
    (name) => broken.push(name),
  );
  return { dispatcher, broken };
}
