/** Events about services in general: `am_stop_idle_service`, `am_schedule_service_restart`, `am_create_service`. */
import { shortComponent } from '../../android/components.js';
import { durationMs } from '../../time.js';
import type { FactBody } from '../fact.js';
import type { EventReader } from './event-readers.js';
import { integerAt, textAt } from './event-tuple.js';
import { nothing } from './line-rules.js';
import { isComponent } from './service-record.js';

export const serviceEvents: readonly (readonly [string, EventReader])[] = [
  ['am_stop_idle_service', stoppedIdle],
  ['am_schedule_service_restart', restartScheduled],
  ['am_create_service', serviceCreated],
];

/** 30056: uid, component; some releases print the user first. */
function stoppedIdle(fields: readonly string[]): readonly FactBody[] {
  const at = fields.findIndex(isComponent);
  const uid = integerAt(fields, at - 1);
  const component = textAt(fields, at);
  if (uid === undefined || component === undefined) return nothing;
  return [{ kind: 'service-stopped-idle', uid, component: shortComponent(component), ageMs: undefined }];
}

/** 30035: user, component, delay in milliseconds. */
function restartScheduled(fields: readonly string[]): readonly FactBody[] {
  const component = textAt(fields, 1);
  const delay = integerAt(fields, 2);
  if (component === undefined || !isComponent(component) || delay === undefined) return nothing;
  return [{ kind: 'restart-scheduled', component: shortComponent(component), delayMs: durationMs(delay) }];
}

/** 30030: user, service record hash, component, uid, pid. The form before Android 5 has no uid and is left alone. */
function serviceCreated(fields: readonly string[]): readonly FactBody[] {
  const component = textAt(fields, 2);
  const uid = integerAt(fields, 3);
  const pid = integerAt(fields, 4);
  if (component === undefined || !isComponent(component) || uid === undefined || pid === undefined) return nothing;
  return [{ kind: 'service-created', component: shortComponent(component), uid, pid }];
}
