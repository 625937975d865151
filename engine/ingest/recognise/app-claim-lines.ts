/** Lines that the platform's classes and known plug-ins write inside an app's process. They are claims. */
import type { FactBody } from '../fact.js';
import { foregroundServiceExceptions } from './exception-text.js';
import { nothing, type LineRule } from './line-rules.js';

/** Tag `Service` (`android.app.Service.callOnTimeLimitExceeded`, `callOnTimeout`). */
export const serviceBaseLines: readonly LineRule[] = [
  { prefix: 'Service already destroyed, skipping onTime', read: () => claim('already-destroyed') },
  { prefix: 'Service no longer relevant, skipping onTime', read: () => claim('no-longer-relevant') },
];

/** Tag `ForegroundService` (flutter_foreground_task): `The service(id: N) timed out and was terminated by the system.` */
export const foregroundTaskLines: readonly LineRule[] = [
  {
    prefix: 'The service(id: ',
    read: (message) => (message.includes(') timed out and was terminated by the system') ? claim('called') : nothing),
  },
];

/**
 * Tags under which frameworks print whatever an app throws. Only the exhaustion text is taken from them: everything else
 * is also told by the system.
 */
export const frameworkTags: readonly string[] = [
  'System.err',
  'ReactNative',
  'ReactNativeJS',
  'unknown:ReactNative',
  'flutter',
  'RestartReceiver',
];

export function exhaustedClaim(message: string): readonly FactBody[] {
  if (!message.includes('Time limit already exhausted')) return nothing;
  return foregroundServiceExceptions(message, { where: 'unknown', processName: undefined }).filter(
    ({ kind }) => kind === 'exhausted-exception',
  );
}

type Detail = Extract<FactBody, { kind: 'app-saw-timeout' }>['detail'];

function claim(detail: Detail): readonly FactBody[] {
  return [{ kind: 'app-saw-timeout', detail, types: undefined }];
}
