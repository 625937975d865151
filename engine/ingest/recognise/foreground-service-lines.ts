/**
 * Lines of `ActivityManager` about foreground services: time-outs, the ladder of a short service, decisions about
 * starts, refusals and broken promises (`ActiveServices`).
 */
import { shortComponent } from '../../android/components.js';
import { processStateOfShortName } from '../../android/process-states.js';
import type { FactBody, ServiceRecordRef } from '../fact.js';
import { foregroundServiceExceptions, startRefusedIn } from './exception-text.js';
import { nothing, type LineRule } from './line-rules.js';
import { isComponent, serviceRecordIn } from './service-record.js';

const withService =
  (body: (service: ServiceRecordRef) => FactBody) =>
  (message: string): readonly FactBody[] => {
    const service = serviceRecordIn(message);
    return service === undefined ? nothing : [body(service)];
  };

/** Nothing was thrown: what the text tells of is what did not happen. */
function onlyNoted(message: string): readonly FactBody[] {
  const told = foregroundServiceExceptions(message, { where: 'unknown', processName: undefined });
  return told.flatMap((fact): readonly FactBody[] => {
    if (fact.kind !== 'did-not-stop-exception' && fact.kind !== 'exhausted-exception') return [];
    const what = fact.kind === 'did-not-stop-exception' ? 'did-not-stop' : 'exhausted';
    const component = fact.component === '' ? undefined : fact.component;
    return [{ kind: 'limit-only-noted', what, typeLabel: fact.typeLabel, component }];
  });
}

export const foregroundServiceLines: readonly LineRule[] = [
  { prefix: 'FGS (', read: timedOut },
  { prefix: 'FGS Crashed: ', read: withService((service) => ({ kind: 'fgs-did-not-stop', form: 'crash', service })) },
  { prefix: "FGS ANR'ed: ", read: withService((service) => ({ kind: 'fgs-did-not-stop', form: 'anr', service })) },
  // Printed at every normal stop of a time-limited type: the timer was cancelled.
  { prefix: 'Stop FGS timeout: ', read: withService((service) => ({ kind: 'fgs-timer-cancelled', service })) },
  { prefix: 'Short FGS timed out: ', read: withService(shortStage('timed-out')) },
  { prefix: 'Short FGS procstate demoted: ', read: withService(shortStage('demoted')) },
  { prefix: "Short FGS ANR'ed: ", read: withService(shortStage('anr')) },
  { prefix: 'Short FGS brought down without stopping: ', read: withService(shortStage('brought-down')) },
  { prefix: 'Background started FGS: ', read: startDecision },
  { prefix: 'Service.startForeground() not allowed', read: startRefusedIn },
  { prefix: 'startForegroundService() not allowed', read: startRefusedIn },
  {
    prefix: 'Bringing down service while still waiting for start foreground: ',
    read: withService((service) => ({ kind: 'promise-broken', service })),
  },
  // Builds whose crash is switched off only report what would have been thrown.
  { prefix: 'Time limit already exhausted for foreground service type ', read: onlyNoted },
  { prefix: 'A foreground service of type ', read: onlyNoted },
];

type ShortStage = Extract<FactBody, { kind: 'short-fgs' }>['stage'];

function shortStage(stage: ShortStage): (service: ServiceRecordRef) => FactBody {
  return (service) => ({ kind: 'short-fgs', stage, service });
}

/** `FGS (dataSync) timed out: ServiceRecord{..}` */
function timedOut(message: string): readonly FactBody[] {
  const typeLabel = /^FGS \((\w{1,40})\) timed out: /.exec(message)?.[1];
  const service = serviceRecordIn(message);
  return typeLabel === undefined || service === undefined ? nothing : [{ kind: 'fgs-timed-out', typeLabel, service }];
}

/**
 * `Background started FGS: Allowed|Disallowed [callingPackage: P; callingUid: N; uidState: S; ...; intent: I; code:R;
 * tempAllowListReason:<..>; targetSdkVersion:N; ...]`, Android 12 and later. The intent and the allow-list text are
 * written by apps and may imitate other fields: fields before the intent are taken at their first appearance, fields
 * behind it at their last.
 */
function startDecision(message: string): readonly FactBody[] {
  const decision = /^Background started FGS: (Allowed|Disallowed) \[/.exec(message);
  if (decision === null) return nothing;
  const info = message.slice(decision[0].length);
  const intentAt = firstField(info, 'intent:');
  const head = intentAt < 0 ? info : info.slice(0, intentAt);
  const rest = intentAt < 0 ? info : info.slice(intentAt);
  const allowListAt = rest.lastIndexOf('; tempAllowListReason:');
  const beforeAllowList = allowListAt < 0 ? rest : rest.slice(0, allowListAt);
  const codeAt = beforeAllowList.lastIndexOf('; code:');
  const intent = intentAt < 0 ? '' : codeAt < 0 ? beforeAllowList : beforeAllowList.slice(0, codeAt);
  const callingPackage = headField(head, 'callingPackage:');
  const callerTargetSdk = lastNumber(rest, 'callerTargetSdkVersion:');
  const body: FactBody = {
    kind: 'fgs-start-decision',
    allowed: decision[1] === 'Allowed',
    callingPackage: callingPackage === 'null' ? undefined : callingPackage,
    callingUid: numberOf(headField(head, 'callingUid:')),
    uidState: processStateOfShortName(headField(head, 'uidState:') ?? ''),
    component: componentOfIntent(intent),
    reasonCode: codeAt < 0 ? undefined : /^; code:([A-Z0-9_]{1,80})/.exec(beforeAllowList.slice(codeAt))?.[1],
    hasBfslCapability: capabilityOf(headField(head, 'uidBFSL:')),
    isTempAllowed: allowListAt >= 0 && !rest.startsWith('; tempAllowListReason:<null>', allowListAt),
    targetSdk: lastNumber(rest, 'targetSdkVersion:'),
    callerTargetSdk,
    startForegroundCount: lastNumber(rest, 'startForegroundCount:'),
    calledOnShortService: message.trimEnd().endsWith('(Called on SHORT_SERVICE)'),
  };
  // The framework as the caller tells the SDK it was built with. 10000 stands for a release in development.
  const tellsPlatform = callingPackage === 'android' && callerTargetSdk !== undefined && callerTargetSdk < 1_000;
  return tellsPlatform ? [body, { kind: 'platform-sdk', sdk: callerTargetSdk }] : [body];
}

function capabilityOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === '[BFSL]';
}

function firstField(info: string, name: string): number {
  return info.startsWith(name) ? 0 : info.indexOf(`; ${name}`);
}

function headField(head: string, name: string): string | undefined {
  const at = firstField(head, name);
  if (at < 0) return undefined;
  const start = head.indexOf(name, at) + name.length;
  const end = head.indexOf(';', start);
  const value = head.slice(start, end < 0 ? undefined : end).trim();
  return value === '' ? undefined : value;
}

function lastNumber(rest: string, name: string): number | undefined {
  const at = rest.lastIndexOf(`; ${name}`);
  if (at < 0) return undefined;
  return numberOf(/^-?\d{1,9}/.exec(rest.slice(at + 2 + name.length, at + 14 + name.length).trimStart())?.[0]);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `cmp=` stands behind everything in an intent that an app words freely, except a selector. */
function componentOfIntent(intent: string): string | undefined {
  const selector = intent.lastIndexOf(' sel=');
  const own = selector < 0 ? intent : intent.slice(0, selector);
  const at = own.lastIndexOf('cmp=');
  const component = at < 0 ? undefined : /^cmp=([^\s{};]+)/.exec(own.slice(at))?.[1];
  return component === undefined || !isComponent(component) ? undefined : shortComponent(component);
}
