/** Lines of `ActivityManager` about services in general: idle stops, refused background starts, restarts, slow execution. */
import { parseUid } from '../../android/uids.js';
import { shortComponent } from '../../android/components.js';
import { durationMs } from '../../time.js';
import type { FactBody } from '../fact.js';
import { nothing, type LineRule } from './line-rules.js';
import { parsePrintedDuration } from './printed-duration.js';
import { isComponent, serviceRecordIn } from './service-record.js';

export const serviceLines: readonly LineRule[] = [
  { prefix: 'Stopping service due to app idle: ', read: stoppedIdle },
  { prefix: 'Background start not allowed: service ', read: backgroundStartRefused },
  { prefix: 'Timeout executing service: ', read: executionTimeout },
  { prefix: 'Scheduling restart of crashed service ', read: restartScheduled },
];

/** `Stopping service due to app idle: u0a123 -1m15s307ms pkg/.Svc`; the age is create time minus now, so negative. */
function stoppedIdle(message: string): readonly FactBody[] {
  const match = /^Stopping service due to app idle: (\S{1,30}) ([+-]?[0-9dhms]{1,30}) (\S+)/.exec(message);
  const uid = parseUid(match?.[1] ?? '');
  const component = match?.[3];
  if (match === null || uid === undefined || component === undefined || !isComponent(component)) return nothing;
  const age = parsePrintedDuration(match[2] ?? '');
  const ageMs = age === undefined ? undefined : durationMs(Math.abs(age));
  return [{ kind: 'service-stopped-idle', uid, component: shortComponent(component), ageMs }];
}

/**
 * `Background start not allowed: service Intent {..} to pkg/.Cls from pid=.. uid=.. pkg=.. startFg?=false`. The intent is
 * worded by an app, so the line is read from its end. Android 8.0 prints no `startFg?`.
 */
function backgroundStartRefused(message: string): readonly FactBody[] {
  const from = message.lastIndexOf(' from pid=');
  const to = message.lastIndexOf(' to ', from);
  if (from < 0 || to < 0) return nothing;
  const component = message.slice(to + 4, from).trim();
  if (!isComponent(component) || component.includes(' ')) return nothing;
  const caller = /^ from pid=-?\d{1,10}(?: uid=(\d{1,10}))?/.exec(message.slice(from));
  return [
    {
      kind: 'background-start-refused',
      component: shortComponent(component),
      callingUid: caller?.[1] === undefined ? undefined : Number(caller[1]),
      startForeground: message.slice(from).includes(' startFg?=true'),
    },
  ];
}

function executionTimeout(message: string): readonly FactBody[] {
  const service = serviceRecordIn(message);
  return service === undefined ? nothing : [{ kind: 'execution-timeout', service }];
}

/** `Scheduling restart of crashed service pkg/.Svc in 1000ms[ for start-requested|connection|always|persistent]` */
function restartScheduled(message: string): readonly FactBody[] {
  const match = /^Scheduling restart of crashed service (\S+) in (\d{1,15})ms/.exec(message);
  const component = match?.[1];
  if (match === null || component === undefined || !isComponent(component)) return nothing;
  const delayMs = durationMs(Number(match[2]));
  return [{ kind: 'restart-scheduled', component: shortComponent(component), delayMs }];
}
