/**
 * What events and states of the batterystats history mean, in the names of both its forms (`BatteryStats`
 * `HISTORY_EVENT_NAMES` / `HISTORY_EVENT_CHECKIN_NAMES`, `HISTORY_STATE_DESCRIPTIONS`):
 *
 *     text   checkin     meaning
 *     top    Etp         a package came to (+) or left (-) the top
 *     fg     Efg         the first service of a package went to, the last one left, the foreground
 *     job    Ejb         a job runs
 *     proc   Epr         a process runs (only with `--enable full-history`)
 *     screen S           plugged BP        running r (the processor is awake; - is deep sleep)
 *
 * Other events (`sync` Esy, `wake_lock_in` Ewl, `user` Eur, `userfg` Euf, `conn` Ecn, `active` Eac, `pkginst` Epi, `pkgunin` Epu,
 * `alarm` Eal, `stats` Est, `pkginactive` Eai, `pkgactive` Eaa, `tmpwhitelist` Etw, `screenwake` Esw, `wakeupap` Ewa, `longwake` Elw,
 * `est_capacity` Eec) say nothing about limits.
 */
import { packageOf, shortComponent } from '../../android/components.js';
import { durationMs } from '../../time.js';
import type { FactBody } from '../fact.js';
import { jobComponent } from './battery-name.js';

/** Batterystats prints no pids. */
const UNKNOWN_PID = -1;

const textNameOf: Readonly<Record<string, string>> = {
  Etp: 'top',
  Efg: 'fg',
  Ejb: 'job',
  Epr: 'proc',
  S: 'screen',
  BP: 'plugged',
  r: 'running',
};

export interface BatteryTag {
  readonly uid: number | undefined;
  readonly name: string;
}

/** `+` began, `-` ended; an event without a sign was in force when the history began. */
export type BatterySign = '+' | '-' | '';

export function signOf(item: string): BatterySign {
  if (item.startsWith('+')) return '+';
  return item.startsWith('-') ? '-' : '';
}

/** What an event with a tag says; `undefined` for events that say nothing about limits. */
export function eventBody(name: string, sign: BatterySign, tag: BatteryTag): FactBody | undefined {
  const began = sign !== '-';
  switch (textNameOf[name] ?? name) {
    case 'top':
      return {
        kind: 'activity-top',
        entered: began,
        component: tag.name.includes('/') ? shortComponent(tag.name) : undefined,
        packageName: packageOf(tag.name),
        uid: tag.uid,
      };
    case 'fg':
      if (tag.uid === undefined) return undefined;
      return { kind: 'fgs-logger', transition: began ? 'start' : 'stop', uid: tag.uid, packageName: tag.name };
    case 'job': {
      const job = { component: jobComponent(tag.name), jobId: undefined, uid: tag.uid };
      return began ? { kind: 'job-started', ...job } : { kind: 'job-finished', ...job, detail: undefined };
    }
    case 'proc':
      return began
        ? {
            kind: 'process-started',
            pid: UNKNOWN_PID,
            uid: tag.uid,
            processName: tag.name,
            hostingType: undefined,
            component: undefined,
          }
        : { kind: 'process-died', pid: UNKNOWN_PID, processName: tag.name, oomAdj: undefined, processState: undefined };
    default:
      return undefined;
  }
}

/** What a state bit says. Deep sleep is timed by `sleptMs` when it ends. */
export function stateBody(name: string, on: boolean, sleptMs: number | undefined): FactBody | undefined {
  switch (textNameOf[name] ?? name) {
    case 'screen':
      return { kind: 'screen', on };
    case 'plugged':
      return { kind: 'power-plug', plugged: on };
    case 'running':
      return { kind: 'suspend', entered: !on, sleptMs: on && sleptMs !== undefined ? durationMs(sleptMs) : undefined };
    default:
      return undefined;
  }
}

/** Whether a name is the bit that tells deep sleep. */
export const isRunningBit = (name: string): boolean => name === 'r' || name === 'running';
