/**
 * The texts of the exceptions that foreground-service limits throw, wherever they appear: in `AndroidRuntime`, in
 * `am_crash`, in the reason of an ANR, caught and logged by WorkManager or by an app, alone or inside another exception
 * (`Unable to start service ...: <text>`).
 */
import { packageOf, shortComponent } from '../../android/components.js';
import type { FactBody } from '../fact.js';
import { nothing } from './line-rules.js';
import { isComponent, serviceRecordIn } from './service-record.js';

interface ExceptionContext {
  /** Where the text was found: an uncaught exception, an ANR, caught by a library that goes on, or not known. */
  readonly where: 'crash' | 'anr' | 'handled' | 'unknown';
  readonly processName: string | undefined;
}

const didNotStop = ' did not stop within its timeout';
const didNotStart = 'Context.startForegroundService() did not then call Service.startForeground()';
const exhausted = 'Time limit already exhausted for foreground service type ';
const bootDenied = ' not allowed to start from BOOT_COMPLETED';
const refused = ' not allowed';
/** Texts of refused types (spec/fgs-limits.md 2.4 steps 2 and 10, 3.3). */
const typeDenials = [
  ['not-started', "startForeground(SHORT_SERVICE) called on a service that's not started"],
  ['not-in-manifest', ' is not a subset of foregroundServiceType attribute '],
  ['no-permission', ' requires permissions: '],
] as const;

/** Every limit that `text` tells of; usually none or one. */
export function foregroundServiceExceptions(text: string, context: ExceptionContext): readonly FactBody[] {
  if (!text.includes('oreground') && !text.includes('FGS ')) return nothing;
  return [
    ...didNotStopIn(text, context),
    ...didNotStartIn(text, context),
    ...exhaustedIn(text, context),
    ...bootDeniedIn(text, context),
    ...typeDeniedIn(text, context),
  ];
}

function didNotStopIn(text: string, { processName }: ExceptionContext): readonly FactBody[] {
  const end = text.indexOf(didNotStop);
  if (end < 0) return nothing;
  const typeLabel = /A foreground service of type (\w{1,40})$/.exec(text.slice(0, end))?.[1];
  if (typeLabel === undefined) return nothing;
  const component = componentInfoIn(text.slice(end + didNotStop.length)) ?? '';
  return [{ kind: 'did-not-stop-exception', typeLabel, component, processName }];
}

function didNotStartIn(text: string, { where, processName }: ExceptionContext): readonly FactBody[] {
  const at = text.indexOf(didNotStart);
  if (at < 0) return nothing;
  const component = serviceRecordIn(text.slice(at))?.component;
  const form = where === 'crash' || where === 'anr' ? where : 'unknown';
  return [{ kind: 'did-not-start-exception', form, component, processName }];
}

function exhaustedIn(text: string, { where, processName }: ExceptionContext): readonly FactBody[] {
  const at = text.indexOf(exhausted);
  if (at < 0) return nothing;
  const typeLabel = /^\w{1,40}/.exec(text.slice(at + exhausted.length, at + exhausted.length + 40))?.[0];
  if (typeLabel === undefined) return nothing;
  const wrapper = where === 'crash' ? 'fatal' : where === 'handled' ? 'handled' : 'unknown';
  const component = serviceOfWrapper(text.slice(0, at), processName);
  return [{ kind: 'exhausted-exception', typeLabel, wrapper, component }];
}

function bootDeniedIn(text: string, { processName }: ExceptionContext): readonly FactBody[] {
  const end = text.indexOf(bootDenied);
  if (end < 0) return nothing;
  const typeLabel = /FGS type (\w{1,40})$/.exec(text.slice(0, end))?.[1];
  if (typeLabel === undefined) return nothing;
  return [{ kind: 'boot-denied-exception', typeLabel, component: serviceOfWrapper(text.slice(0, end), processName) }];
}

/** Only what an app was told: the system prints words like these as mere warnings too. */
function typeDeniedIn(text: string, { where, processName }: ExceptionContext): readonly FactBody[] {
  if (where !== 'crash' && where !== 'handled') return nothing;
  for (const [detail, words] of typeDenials) {
    const at = text.indexOf(words);
    if (at < 0 || (detail === 'no-permission' && !text.includes('Starting FGS with type '))) continue;
    return [
      {
        kind: 'type-denied-exception',
        detail,
        component: serviceOfWrapper(text.slice(0, at), processName),
        processName,
      },
    ];
  }
  return nothing;
}

/**
 * `Service.startForeground() not allowed due to mAllowStartForeground false: service <short>` and its siblings, also
 * the text of Android 17 without a reason: `Service.startForeground() not allowed: service <short>[; <info>]`.
 */
export function startRefusedIn(text: string): readonly FactBody[] {
  const at = text.indexOf(refused);
  const callee = /(Service\.startForeground|startForegroundService)\(\)$/.exec(text.slice(0, Math.max(at, 0)))?.[1];
  if (callee === undefined) return nothing;
  const match = /^ not allowed([^:]{0,80}): service ([^\s;]+)/.exec(text.slice(at));
  const component = match?.[2];
  const reason = refusalReasons.get(match?.[1] ?? 'none');
  if (component === undefined || reason === undefined || !isComponent(component)) return nothing;
  const call = callee === 'startForegroundService' ? callee : 'startForeground';
  return [{ kind: 'fgs-start-refused', call, reason, component: shortComponent(component) }];
}

const refusalReasons: ReadonlyMap<string, 'background' | 'app-op' | 'background-restriction'> = new Map([
  ['', 'background'],
  [' due to mAllowStartForeground false', 'background'],
  [' due to app op', 'app-op'],
  [' due to bg restriction', 'background-restriction'],
]);

/** `ComponentInfo{pkg/cls}`; `undefined` where it was cut off: half a name is another name. */
function componentInfoIn(text: string): string | undefined {
  const component = /ComponentInfo\{([^\s{}]+)\}/.exec(text)?.[1];
  return component === undefined || !isComponent(component) ? undefined : shortComponent(component);
}

/**
 * The service that `Unable to start service <class>@<hash> with Intent { .. cmp=pkg/cls }: ` or
 * `Unable to create service <class>: ` names. With only a class the package is that of the process.
 */
function serviceOfWrapper(text: string, processName: string | undefined): string | undefined {
  const wrapper = /Unable to (?:start|create) service ([\w.$]+)/.exec(text);
  if (wrapper === null) return undefined;
  const named = /\bcmp=([^\s{}]+)/.exec(text.slice(wrapper.index))?.[1];
  if (named !== undefined && isComponent(named)) return shortComponent(named);
  const className = wrapper[1] ?? '';
  if (processName === undefined || !processName.includes('.') || !className.includes('.')) return undefined;
  return shortComponent(`${packageOf(processName)}/${className}`);
}
