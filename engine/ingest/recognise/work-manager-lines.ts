/** Lines that WorkManager writes inside an app. They are claims: any app can write the same. */
import type { FactBody } from '../fact.js';
import { foregroundServiceExceptions } from './exception-text.js';
import { nothing, type LineRule } from './line-rules.js';

type WorkerResult = Extract<FactBody, { kind: 'worker-result' }>['result'];

/** `WM-WorkerWrapper` */
export const workerWrapperLines: readonly LineRule[] = [
  { prefix: 'Worker result SUCCESS for Work ', read: (message) => workerResult('success', message) },
  { prefix: 'Worker result RETRY for Work ', read: (message) => workerResult('retry', message) },
  { prefix: 'Worker result FAILURE for Work ', read: (message) => workerResult('failure', message) },
  { prefix: 'Work [ id=', read: interrupted },
];

/** `Work [ id=<uuid>, tags={..} ] was cancelled` and `... failed because it threw an exception/error` */
function interrupted(message: string): readonly FactBody[] {
  if (message.includes('] was cancelled')) return workerResult('cancelled', message);
  if (message.includes('] failed because it threw')) return workerResult('threw', message);
  return nothing;
}

function workerResult(result: WorkerResult, message: string): readonly FactBody[] {
  const workId = /\[ id=([0-9a-fA-F-]{8,40})/.exec(message)?.[1];
  const tags = /tags=\{ ?([^{}]{0,2000})/.exec(message)?.[1]?.split(',') ?? [];
  // The class name is one of the tags, as a rule the first; the others are words that the app chose.
  const worker = tags.map((tag) => tag.trim()).find((tag) => /^[\w$]{1,100}(?:\.[\w$]{1,100}){1,20}$/.test(tag));
  return [{ kind: 'worker-result', result, workId, worker }];
}

/** `WM-SystemFgDispatcher` */
export const foregroundDispatcherLines: readonly LineRule[] = [
  { prefix: 'Started foreground service ', read: () => [{ kind: 'worker-foreground', change: 'started' }] },
  { prefix: 'Stopping foreground service', read: () => [{ kind: 'worker-foreground', change: 'stopped' }] },
  { prefix: 'Foreground service timed out, FGS type: ', read: timedOut },
];

/** Since WorkManager 2.10; the type is the number that `onTimeout` was given. */
function timedOut(message: string): readonly FactBody[] {
  const types = /FGS type: (-?\d{1,10})/.exec(message)?.[1];
  const mask = types === undefined ? undefined : Number(types);
  return [{ kind: 'app-saw-timeout', detail: 'called', types: mask }];
}

/** The service that WorkManager puts into every app. */
const WORK_MANAGER_SERVICE = 'androidx.work.impl.foreground.SystemForegroundService';

/** `WM-SystemFgService`: the exception is caught and logged, the app goes on. */
export function caughtByForegroundService(message: string): readonly FactBody[] {
  return foregroundServiceExceptions(message, { where: 'handled', processName: undefined }).map((body) =>
    body.kind === 'exhausted-exception' ? { ...body, serviceClass: WORK_MANAGER_SERVICE } : body,
  );
}
