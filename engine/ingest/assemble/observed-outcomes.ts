/** Lines that show an outcome: what the system did because of a limit. Recorded as they stand; merged later, in compare. */
import { packageOf, shortComponent } from '../../android/components.js';
import type { OutcomeName } from '../../android/outcomes.js';
import { maskOfLabel, ServiceType } from '../../android/service-types.js';
import { kindOfOutcome } from '../../trace/event-kind.js';
import { userOfUid } from '../../android/uids.js';
import type { FactBody } from '../fact.js';
import type { TimedFact } from '../clock/moments.js';
import { executingIn } from './executions.js';
import type { RowSink } from './row-sink.js';

interface ShownOutcome {
  readonly outcome: OutcomeName;
  readonly component?: string | undefined;
  readonly user?: number | undefined;
  readonly processName?: string | undefined;
  readonly types?: number | undefined;
  readonly note?: string;
}

const START_PROMISE = 'did not then call Service.startForeground';
const SHORT_SERVICE = 'FOREGROUND_SERVICE_TYPE_SHORT_SERVICE';

/** A start that an app says it tried and was refused. Nobody else saw it, so that it is no input: a what-if at most. */
export interface ClaimedStart {
  readonly elapsed: number;
  readonly uptime: number;
  readonly uid: number;
  readonly process: string;
  readonly service: string;
  readonly types: number;
  readonly outcome: 'start-denied-exhausted' | 'start-denied-boot';
  /** The reason of the start that the refusal names: `BOOT_COMPLETED`, or empty. */
  readonly startReason: string;
}

export function writeObservedOutcome(fact: TimedFact, rows: RowSink): void {
  const shown = shownBy(fact.body);
  if (shown === undefined) return;
  const subject = subjectOf(fact, shown, rows);
  if (subject === undefined) return;
  rows.proven(kindOfOutcome(shown.outcome), fact, { ...subject, types: shown.types ?? 0, note: shown.note ?? '' });
}

/** A refused start leaves nothing in the system's logs; the app's own words are all there is of the attempt. */
export function claimedStart(fact: TimedFact, rows: RowSink): ClaimedStart | undefined {
  const isOfBoot = fact.body.kind === 'boot-denied-exception';
  if (fact.body.kind !== 'exhausted-exception' && !isOfBoot) return undefined;
  const shown = shownBy(fact.body);
  const subject = shown === undefined ? undefined : subjectOf(fact, shown, rows);
  if (shown === undefined || subject?.service === undefined) return undefined;
  const types = shown.types ?? rows.identities.typesOf(subject.service);
  if (types === undefined) return undefined;
  const { elapsed, uptime } = fact;
  const outcome = isOfBoot ? 'start-denied-boot' : 'start-denied-exhausted';
  const startReason = isOfBoot ? 'BOOT_COMPLETED' : '';
  return { elapsed, uptime, ...subject, service: subject.service, types, outcome, startReason };
}

interface Subject {
  readonly uid: number;
  readonly process: string;
  readonly service?: string;
}

/** By the component that the text names, else by the process, else by who wrote it. */
function subjectOf(fact: TimedFact, shown: ShownOutcome, rows: RowSink): Subject | undefined {
  const { identities } = rows;
  const { pid, uid: writerUid } = fact.writer;
  const writer = fact.trust === 'claim' ? identities.processOfPid(pid, fact.elapsed) : undefined;
  const uid = fact.trust === 'claim' ? (writerUid ?? identities.uidOfPid(pid, fact.elapsed)) : undefined;
  const component = shown.component ?? componentOfLibrary(fact.body, writer);
  if (component !== undefined && component !== '') {
    const service = rows.service(component, shown.user ?? (uid === undefined ? 0 : userOfUid(uid)));
    // An app speaks for itself only.
    return uid === undefined || uid === service.uid ? service : { ...service, uid };
  }
  const process = shown.processName ?? writer;
  if (process === undefined) return undefined;
  return { uid: uid ?? identities.uidOf(packageOf(process)), process };
}

/** A library's own service, in the app that wrote the line. */
function componentOfLibrary(body: FactBody, writer: string | undefined): string | undefined {
  if (body.kind !== 'exhausted-exception' || body.serviceClass === undefined || writer === undefined) return undefined;
  return shortComponent(`${packageOf(writer)}/${body.serviceClass}`);
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
    case 'type-denied-exception':
      return {
        outcome: 'start-denied-type',
        component: body.component,
        processName: body.processName,
        note: body.detail,
      };
    case 'fgs-start-refused':
      return body.reason === 'background'
        ? { outcome: 'start-denied-background', component: body.component }
        : undefined;
    case 'short-fgs':
      return shortServiceOutcome(body.stage, body.service);
    case 'service-stopped-idle':
      return { outcome: 'service-stopped-idle', component: body.component, user: userOfUid(body.uid) };
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
  if (body.transition !== 'denied') return undefined;
  // Also written where the type was refused: then the reason is the one for which the start itself was allowed.
  const outcome = body.startReason === 'DENIED' ? 'start-denied-background' : 'start-denied-type';
  return { outcome, component, user, types, note: body.startReason };
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
  const executing = executingIn(reason);
  if (executing === undefined) return undefined;
  return { outcome: 'anr-execution', component: executing.component, processName, note: reason };
}
