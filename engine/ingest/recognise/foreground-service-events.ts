/**
 * Events 30100 to 30103 `am_foreground_service_start|denied|stop|timed_out` (`ActiveServices.logFGSStateChangeLocked`):
 * user, component, allowWhileInUse, startReasonCode, targetSdk, callerTargetSdk, notificationWasDeferred,
 * notificationShown, durationMs (uptime), startForegroundCount, stopReason and, from Android 14 on, the type mask.
 */
import { shortComponent } from '../../android/components.js';
import { durationMs } from '../../time.js';
import type { FactBody } from '../fact.js';
import type { EventReader } from './event-readers.js';
import { integerAt, textAt } from './event-tuple.js';
import { nothing } from './line-rules.js';
import { isComponent } from './service-record.js';

type Transition = Extract<FactBody, { kind: 'fgs-event' }>['transition'];

export const foregroundServiceEvents: readonly (readonly [string, EventReader])[] = [
  ['am_foreground_service_start', (fields) => foregroundServiceEvent('start', fields)],
  ['am_foreground_service_denied', (fields) => foregroundServiceEvent('denied', fields)],
  ['am_foreground_service_stop', (fields) => foregroundServiceEvent('stop', fields)],
  ['am_foreground_service_timed_out', (fields) => foregroundServiceEvent('timed-out', fields)],
];

function foregroundServiceEvent(transition: Transition, fields: readonly string[]): readonly FactBody[] {
  const user = integerAt(fields, 0);
  const component = textAt(fields, 1);
  const targetSdk = integerAt(fields, 4);
  const callerTargetSdk = integerAt(fields, 5);
  const duration = integerAt(fields, 8);
  const startForegroundCount = integerAt(fields, 9);
  if (fields.length < 11 || user === undefined || component === undefined || !isComponent(component)) return nothing;
  if (targetSdk === undefined || callerTargetSdk === undefined) return nothing;
  if (duration === undefined || startForegroundCount === undefined) return nothing;
  return [
    {
      kind: 'fgs-event',
      transition,
      user,
      component: shortComponent(component),
      allowWhileInUse: isTrue(fields, 2),
      startReason: textAt(fields, 3) ?? '',
      targetSdk,
      callerTargetSdk,
      notificationWasDeferred: isTrue(fields, 6),
      notificationShown: isTrue(fields, 7),
      durationMs: durationMs(duration),
      startForegroundCount,
      stopReason: textAt(fields, 10) ?? '',
      types: fields.length > 11 ? integerAt(fields, 11) : undefined,
    },
  ];
}

function isTrue(fields: readonly string[], index: number): boolean {
  const word = textAt(fields, index);
  return word === '1' || word === 'true';
}
