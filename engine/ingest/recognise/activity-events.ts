/**
 * Events that tell which activity came to, or left, the top of the screen. They are called `am_*` up to Android 9 and
 * `wm_*` from Android 10 on.
 *
 * The system names the component (`com.foo/.Main`). The `*_on_*_called` events are written by the app itself and name
 * only a class: a class says nothing sure about its package, so `packageName` is empty there and the writer's pid must
 * tell the app.
 */
import { packageOf, shortComponent } from '../../android/components.js';
import type { FactBody } from '../fact.js';
import type { LogRecord } from '../record.js';
import type { EventReader } from './event-readers.js';
import { textAt } from './event-tuple.js';
import { nothing } from './line-rules.js';
import { isComponent } from './service-record.js';

const systemEvents: readonly (readonly [string, boolean])[] = [
  ['resume_activity', true],
  ['set_resumed_activity', true],
  ['pause_activity', false],
];

const appEvents: readonly (readonly [string, boolean])[] = [
  ['on_resume_called', true],
  ['on_top_resumed_gained_called', true],
  ['on_paused_called', false],
  ['on_top_resumed_lost_called', false],
];

const asReaders = (
  events: readonly (readonly [string, boolean])[],
  read: (entered: boolean, fields: readonly string[], record: LogRecord) => readonly FactBody[],
): (readonly [string, EventReader])[] =>
  events.flatMap(([name, entered]) =>
    ['am_', 'wm_'].map((prefix): readonly [string, EventReader] => [
      `${prefix}${name}`,
      (fields, record) => read(entered, fields, record),
    ]),
  );

export const activityEvents: readonly (readonly [string, EventReader])[] = [
  ...asReaders(systemEvents, seenBySystem),
  ...asReaders(appEvents, seenByApp),
];

/** User, [token, [task,]] component, [reason]: the component is the first field that can be one. */
function seenBySystem(entered: boolean, fields: readonly string[]): readonly FactBody[] {
  const component = textAt(fields, fields.slice(0, 4).findIndex(isComponent));
  if (component === undefined) return nothing;
  const packageName = packageOf(component);
  return [{ kind: 'activity-top', entered, component: shortComponent(component), packageName, uid: undefined }];
}

/** User or token (newer releases print both), class, reason[, time]. */
function seenByApp(entered: boolean, fields: readonly string[], record: LogRecord): readonly FactBody[] {
  const className = [1, 2].map((index) => textAt(fields, index)).find((word) => word !== undefined && isClass(word));
  if (className === undefined) return nothing;
  const { uid } = record.writer;
  return [{ kind: 'activity-top', entered, component: undefined, packageName: '', className, uid }];
}

function isClass(word: string): boolean {
  return /^[A-Za-z_][\w$]*(?:\.[\w$]+)+$/.test(word.slice(0, 512));
}
