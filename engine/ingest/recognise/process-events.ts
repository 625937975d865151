/**
 * Events about processes and uids. Before Android 4.2 these have no user in front; that form is told by where the first
 * field stands that is not a number.
 */
import { shortComponent } from '../../android/components.js';
import type { FactBody } from '../fact.js';
import type { EventReader } from './event-readers.js';
import { integerAt, textAt, textFrom } from './event-tuple.js';
import { foregroundServiceExceptions } from './exception-text.js';
import { nothing } from './line-rules.js';
import { isComponent } from './service-record.js';

export const processEvents: readonly (readonly [string, EventReader])[] = [
  ['am_proc_start', started],
  ['am_proc_bound', bound],
  ['am_proc_died', died],
  ['am_kill', killed],
  ['am_anr', notResponding],
  ['am_crash', crashed],
  ['am_freeze', (fields) => frozen(true, fields)],
  ['am_unfreeze', (fields) => frozen(false, fields)],
  ['am_uid_running', (fields) => uidLifecycle('running', fields)],
  ['am_uid_stopped', (fields) => uidLifecycle('stopped', fields)],
  ['am_uid_active', (fields) => uidLifecycle('active', fields)],
  ['am_uid_idle', (fields) => uidLifecycle('idle', fields)],
  ['am_uid_state_changed', uidState],
  ['am_proc_state_changed', processState],
];

interface ProcessHead {
  readonly pid: number;
  readonly processName: string;
  /** Index of the field behind the process name. */
  readonly next: number;
}

/** `user, pid, name, ...` or, without a user, `pid, name, ...`. */
function processHead(fields: readonly string[]): ProcessHead | undefined {
  const nameAt = integerAt(fields, 1) === undefined ? 1 : 2;
  const pid = integerAt(fields, nameAt - 1);
  const processName = textAt(fields, nameAt);
  if (pid === undefined || processName === undefined || /\s/.test(processName)) return undefined;
  return { pid, processName, next: nameAt + 1 };
}

/** 30014: user, pid, uid, process, hosting type, component; without the user up to Android 4.1. */
function started(fields: readonly string[]): readonly FactBody[] {
  const nameAt = integerAt(fields, 2) === undefined ? 2 : 3;
  const pid = integerAt(fields, nameAt - 2);
  const uid = integerAt(fields, nameAt - 1);
  const processName = textAt(fields, nameAt);
  if (pid === undefined || uid === undefined || processName === undefined) return nothing;
  const component = (textAt(fields, nameAt + 2) ?? '').replace(/^\{/, '').replace(/\}$/, '');
  return [
    {
      kind: 'process-started',
      pid,
      uid,
      processName,
      hostingType: textAt(fields, nameAt + 1),
      component: isComponent(component) ? shortComponent(component) : undefined,
    },
  ];
}

function bound(fields: readonly string[]): readonly FactBody[] {
  const head = processHead(fields);
  return head === undefined ? nothing : [{ kind: 'process-bound', pid: head.pid, processName: head.processName }];
}

/** 30011: user, pid, process[, oom adj, process state (from Android 8 on)]. */
function died(fields: readonly string[]): readonly FactBody[] {
  const head = processHead(fields);
  if (head === undefined) return nothing;
  const { pid, processName, next } = head;
  const oomAdj = integerAt(fields, next);
  return [{ kind: 'process-died', pid, processName, oomAdj, processState: integerAt(fields, next + 1) }];
}

/** 30023: user, pid, process, oom adj, reason[, rss]. The reason is free text and may hold commas. */
function killed(fields: readonly string[]): readonly FactBody[] {
  const head = processHead(fields);
  if (head === undefined || fields.length < head.next + 2) return nothing;
  const { pid, processName, next } = head;
  const oomAdj = integerAt(fields, next);
  if (oomAdj === undefined) return nothing;
  const hasRss = fields.length > next + 2 && integerAt(fields, fields.length - 1) !== undefined;
  const reason = textFrom(fields, next + 1, hasRss ? fields.length - 1 : fields.length);
  return [{ kind: 'process-killed', pid, processName, uid: undefined, oomAdj, reason }];
}

/** 30008: user, pid, process, flags, reason. */
function notResponding(fields: readonly string[]): readonly FactBody[] {
  const head = processHead(fields);
  if (head === undefined) return nothing;
  const { pid, processName, next } = head;
  const reason = textFrom(fields, integerAt(fields, next) === undefined ? next : next + 1);
  const body: FactBody = { kind: 'process-not-responding', pid, processName, reason };
  return [body, ...foregroundServiceExceptions(reason, { where: 'anr', processName })];
}

/**
 * 30039: user, pid, process, flags, exception class, message, file, line[, recoverable]. The message is free text; it
 * ends before the file, which is found from the end by the numbers behind it.
 */
function crashed(fields: readonly string[]): readonly FactBody[] {
  const head = processHead(fields);
  if (head === undefined) return nothing;
  const { pid, processName, next } = head;
  const exceptionClass = textAt(fields, next + 1);
  const last = fields.length - 1;
  const hasLine = integerAt(fields, last) !== undefined;
  const hasRecoverable = hasLine && integerAt(fields, last - 1) !== undefined;
  const messageEnd = hasRecoverable ? last - 2 : hasLine ? last - 1 : fields.length;
  const text = textFrom(fields, next + 2, Math.max(messageEnd, next + 2));
  const exceptionMessage = text === '' ? undefined : text;
  const body: FactBody = { kind: 'process-crashed', pid, processName, exceptionClass, exceptionMessage };
  return [body, ...foregroundServiceExceptions(text, { where: 'crash', processName })];
}

/** 30068 and 30069: pid, process[, reason, ...]. */
function frozen(isFrozen: boolean, fields: readonly string[]): readonly FactBody[] {
  const pid = integerAt(fields, 0);
  const processName = textAt(fields, 1);
  if (pid === undefined || processName === undefined || /\s/.test(processName)) return nothing;
  return [{ kind: 'process-frozen', frozen: isFrozen, pid, processName }];
}

type UidChange = Extract<FactBody, { kind: 'uid-lifecycle' }>['change'];

/** 30052 to 30055: the uid, bare. */
function uidLifecycle(change: UidChange, fields: readonly string[]): readonly FactBody[] {
  const uid = integerAt(fields, 0);
  return uid === undefined ? nothing : [{ kind: 'uid-lifecycle', uid, change }];
}

/** 30111: uid, sequence, state, old state, capability, old capability, flags, reason. */
function uidState(fields: readonly string[]): readonly FactBody[] {
  const uid = integerAt(fields, 0);
  const state = integerAt(fields, 2);
  const oldState = integerAt(fields, 3);
  if (uid === undefined || state === undefined || oldState === undefined) return nothing;
  return [{ kind: 'uid-state', uid, state, oldState }];
}

/** 30112: uid, pid, sequence, state, old state, oom adj, old oom adj, reason. */
function processState(fields: readonly string[]): readonly FactBody[] {
  const uid = integerAt(fields, 0);
  const pid = integerAt(fields, 1);
  const state = integerAt(fields, 3);
  const oldState = integerAt(fields, 4);
  if (uid === undefined || pid === undefined || state === undefined || oldState === undefined) return nothing;
  return [{ kind: 'process-state', uid, pid, state, oldState }];
}
