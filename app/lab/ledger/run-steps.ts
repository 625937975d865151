/** Carries out the effects of a procedure, one after the other, on a real connection and a real journal. */
import type { AdbPort } from '../devices/adb-port.js';
import type { Result } from '../../../engine/result.js';
import type { EntryRecord } from './change.js';
import type { Answer, Effect, Steps } from './steps/effects.js';

/** Where entries are written down. `ok` means durably. */
export interface Appender {
  readonly append: (record: EntryRecord) => Promise<Result<void, string>>;
}

export async function runSteps<T>(steps: Steps<T>, port: AdbPort, journal: Appender): Promise<T> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await carryOut(step.value, port, journal));
  return step.value;
}

async function carryOut(effect: Effect, port: AdbPort, journal: Appender): Promise<Answer> {
  switch (effect.do) {
    case 'shell':
      return { of: 'shell', result: await port.shell(effect.command) };
    case 'push':
      return { of: 'push', result: await port.push(effect.path, effect.bytes) };
    case 'pull':
      return { of: 'pull', result: await port.pull(effect.path, effect.maxBytes) };
    case 'record':
      return { of: 'record', result: await journal.append(effect.record) };
  }
}
