/** Lines that show an outcome: what the system did because of a limit. Recorded as they stand; merged later, in compare. */
import { packageOf } from '../../android/components.js';
import type { OutcomeName } from '../../android/outcomes.js';
import { maskOfLabel, ServiceType } from '../../android/service-types.js';
import { EventKind, kindOfOutcome } from '../../trace/event-kind.js';
import type { FactBody } from '../fact.js';
import type { TimedFact } from '../clock/moments.js';
import type { RowSink } from './row-sink.js';

interface ShownOutcome {
  readonly outcome: OutcomeName;
  readonly component?: string | undefined;
  readonly user?: number;
  readonly processName?: string | undefined;
  readonly types?: number | undefined;
  readonly note?: string;
}

const START_PROMISE = 'did not then call Service.startForeground';
const SHORT_SERVICE = 'FOREGROUND_SERVICE_TYPE_SHORT_SERVICE';
const EXECUTING = 'executing service';

export function writeObservedOutcome(fact: TimedFact, rows: RowSink): void {
  const shown = shownBy(fact.body);
  if (shown === undefined) return;
  const processName = shown.processName ?? rows.identities.processOfPid(fact.writer.pid);
  const subject =
    shown.component !== undefined && shown.component !== ''
      ? rows.service(shown.component, shown.user)
      : processName === undefined
        ? undefined
        : { uid: rows.identities.uidOf(packageOf(processName)), process: processName };
  if (subject === undefined) return;
  rows.proven(kindOfOutcome(shown.outcome), fact, { ...subject, types: shown.types ?? 0, note: shown.note ?? '' });
  if (fact.body.kind === 'exhausted-exception' && shown.component !== undefined) attemptedStart(fact, shown, rows);
}

/** A refused start leaves nothing in the system's logs; the app's own words are all there is of the attempt. */
function attemptedStart(fact: TimedFact, shown: ShownOutcome, rows: RowSink): void {
  const subject = rows.service(shown.component!, shown.user);
  const types =
    shown.types === 0 || shown.types === undefined ? rows.identities.typesOf(shown.component!) : shown.types;
  if (types === undefined) return;
  rows.inferred(EventKind.startService, fact, subject);
  rows.inferred(EventKind.startForeground, fact, { ...subject, types });
  rows.inferred(EventKind.stopSelf, fact, subject);
}

function shownBy(body: FactBody): ShownOutcome | undefined {
  switch (body.kind) {
    case 'fgs-event':
      return fgsEventOutcome(body);
    case 'fgs-timed-out':
      return {
        outcome: 'timeout-callback',
        component: body.service.component,
        user: body.service.user,
        types: maskOfLabel(body.typeLabel),
      };
    case 'fgs-did-not-stop':
      return {
        outcome: 'crash-did-not-stop',
        component: body.service.component,
        user: body.service.user,
        note: body.form,
      };
    case 'did-not-stop-exception':
      return {
        outcome: 'crash-did-not-stop',
        component: body.component,
        processName: body.processName,
        types: maskOfLabel(body.typeLabel),
      };
    case 'did-not-start-exception':
      return {
        outcome: body.form === 'anr' ? 'anr-did-not-start' : 'crash-did-not-start',
        component: body.component,
        processName: body.processName,
      };
    case 'promise-broken':
      return { outcome: 'crash-did-not-start', component: body.service.component, user: body.service.user };
    case 'exhausted-exception':
      return {
        outcome: 'start-denied-exhausted',
        component: body.component,
        types: maskOfLabel(body.typeLabel),
        note: body.wrapper,
      };
    case 'boot-denied-exception':
      return { outcome: 'start-denied-boot', component: body.component, types: maskOfLabel(body.typeLabel) };
    case 'fgs-start-refused':
      return body.reason === 'background'
        ? { outcome: 'start-denied-background', component: body.component }
        : undefined;
    case 'short-fgs':
      return shortServiceOutcome(body.stage, body.service);
    case 'service-stopped-idle':
      return { outcome: 'service-stopped-idle', component: body.component };
    case 'execution-timeout':
      return { outcome: 'anr-execution', component: body.service.component, user: body.service.user };
    case 'process-not-responding':
      return anrOutcome(body.reason, body.processName);
    case 'job-stopped':
      return body.component === undefined
        ? undefined
        : { outcome: 'job-stopped', component: body.component, note: body.detail };
    default:
      return undefined;
  }
}

function fgsEventOutcome(body: Extract<FactBody, { kind: 'fgs-event' }>): ShownOutcome | undefined {
  const { component, user, types } = body;
  if (body.transition === 'timed-out') return { outcome: 'timeout-callback', component, user, types };
  if (body.transition === 'denied')
    return { outcome: 'start-denied-background', component, user, types, note: body.startReason };
  return undefined;
}

function shortServiceOutcome(
  stage: 'timed-out' | 'demoted' | 'anr' | 'brought-down',
  service: { readonly component: string; readonly user: number },
): ShownOutcome | undefined {
  const about = { component: service.component, user: service.user, types: ServiceType.shortService };
  switch (stage) {
    case 'timed-out':
      return { outcome: 'timeout-callback', ...about };
    case 'demoted':
      return { outcome: 'short-service-demoted', ...about };
    case 'anr':
      return { outcome: 'anr-short-service', ...about };
    case 'brought-down':
      return undefined;
  }
}

function anrOutcome(reason: string, processName: string): ShownOutcome | undefined {
  if (reason.includes(SHORT_SERVICE)) return { outcome: 'anr-short-service', processName, note: reason };
  if (reason.includes(START_PROMISE)) return { outcome: 'anr-did-not-start', processName, note: reason };
  if (reason.includes(EXECUTING)) return { outcome: 'anr-execution', processName, note: reason };
  return undefined;
}
