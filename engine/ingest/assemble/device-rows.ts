/** Screen, sleep, doze, power, boots, jobs and configuration: what happened to the device itself. */
import { EventKind } from '../../trace/event-kind.js';
import type { TimedFact } from '../clock/moments.js';
import type { RowSink } from './row-sink.js';

/** DeviceConfig keys that a rule reads. Values found in a dump hold when the dump was made; when they were set is not known. */
const MS_VALUE = /^-?\d+$/;

export function writeDeviceRow(fact: TimedFact, rows: RowSink): void {
  const { body } = fact;
  switch (body.kind) {
    case 'screen':
      rows.proven(body.on ? EventKind.screenOn : EventKind.screenOff, fact);
      return;
    case 'doze':
      rows.proven(EventKind.dozeState, fact, { note: `${body.depth} ${body.state}` });
      return;
    case 'battery-level':
      rows.proven(EventKind.batteryLevel, fact, { argument: body.percent });
      return;
    case 'power-plug':
      rows.proven(body.plugged ? EventKind.powerPlugged : EventKind.powerUnplugged, fact);
      return;
    case 'boot':
      if (body.stage === 'system-server') rows.proven(EventKind.boot, fact);
      return;
    case 'shutdown':
      rows.proven(EventKind.shutdown, fact);
      return;
    case 'uid-lifecycle':
      if (body.change === 'idle') rows.proven(EventKind.uidIdle, fact, { uid: body.uid });
      else if (body.change === 'active') rows.proven(EventKind.uidActive, fact, { uid: body.uid });
      return;
    case 'job-started':
      rows.proven(EventKind.jobStarted, fact, jobSubject(fact, rows));
      return;
    case 'job-finished':
      rows.proven(EventKind.jobFinished, fact, { ...jobSubject(fact, rows), note: body.detail ?? '' });
      return;
    case 'lines-lost':
      if (!body.identical)
        rows.proven(EventKind.recordsLost, fact, {
          argument: body.count,
          ...(body.uid === undefined ? {} : { uid: body.uid }),
        });
      return;
    case 'compat-change':
      rows.proven(EventKind.compatSet, fact, {
        uid: rows.identities.uidOf(body.packageName),
        process: body.packageName,
        note: String(body.change),
        argument: body.enabled ? 1 : 0,
      });
      return;
    default:
      return;
  }
}

function jobSubject(
  { body }: TimedFact,
  rows: RowSink,
): { service: string; uid: number; process: string; argument: number } {
  if (body.kind !== 'job-started' && body.kind !== 'job-finished') throw new Error('not a job');
  const subject = rows.service(body.component);
  return { ...subject, uid: body.uid ?? subject.uid, argument: body.jobId ?? -1 };
}

/** A limit that a dump shows in force, as a number of milliseconds; `undefined` for every other value. */
export function limitInForce({ body }: TimedFact): { readonly key: string; readonly value: number } | undefined {
  if (body.kind !== 'config-value' || !MS_VALUE.test(body.value)) return undefined;
  return { key: body.key, value: Number(body.value) };
}
