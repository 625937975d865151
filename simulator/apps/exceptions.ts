/** What the platform throws in an app, in its words (specification fgs-limits, 2.4, 2.7, 5.1 to 5.4). */
import type { SimulatedOutcome } from '../limits/script.js';
import type { Thrown } from './app-code.js';

const NOT_ALLOWED = 'android.app.ForegroundServiceStartNotAllowedException';

export interface ServiceNames {
  /** `pkg/.Cls` */
  readonly short: string;
  /** `ComponentInfo{pkg/cls}` */
  readonly info: string;
  /** `ServiceRecord{…}` */
  readonly record: string;
}

/** Android 17 names no reason. */
export function refusedByBackground(
  call: 'Service.startForeground' | 'startForegroundService',
  release: number,
  service: string,
): string {
  const why = release >= 17 && call === 'Service.startForeground' ? '' : ' due to mAllowStartForeground false';
  return `${call}() not allowed${why}: service ${service}`;
}

/** What a refused `startForeground` throws; undefined for outcomes that are none. */
export function refusal(
  { outcome, type }: SimulatedOutcome,
  { short }: ServiceNames,
  about: { readonly release: number; readonly isShort: boolean; readonly typeLabel: string },
): Thrown | undefined {
  switch (outcome) {
    case 'start-denied-exhausted':
      return {
        exception: NOT_ALLOWED,
        message: `Time limit already exhausted for foreground service type ${type ?? 'unknown'}`,
      };
    case 'start-denied-background': {
      const suffix = about.isShort ? ' (Called on SHORT_SERVICE)' : '';
      const message = refusedByBackground('Service.startForeground', about.release, short) + suffix;
      return { exception: NOT_ALLOWED, message };
    }
    case 'start-denied-boot':
      return {
        exception: NOT_ALLOWED,
        message: `FGS type ${about.typeLabel} not allowed to start from BOOT_COMPLETED!`,
      };
    case 'start-denied-type':
      return {
        exception: 'android.app.StartForegroundCalledOnStoppedServiceException',
        message: "startForeground(SHORT_SERVICE) called on a service that's not started.",
      };
    default:
      return undefined;
  }
}

export const startRefused = (release: number, short: string): Thrown => ({
  exception: NOT_ALLOWED,
  message: refusedByBackground('startForegroundService', release, short),
});

/** With what a process crashes at the end of a limit; undefined for outcomes that crash nothing. */
export function crashOf({ outcome, type }: SimulatedOutcome, { info, record }: ServiceNames): Thrown | undefined {
  if (outcome === 'crash-did-not-stop') {
    return {
      exception: 'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException',
      message: `A foreground service of type ${type ?? 'unknown'} did not stop within its timeout: ${info}`,
    };
  }
  if (outcome !== 'crash-did-not-start') return undefined;
  return {
    exception: 'android.app.RemoteServiceException$ForegroundServiceDidNotStartInTimeException',
    message: `Context.startForegroundService() did not then call Service.startForeground(): ${record}`,
  };
}

/** The reason of an ANR; undefined for outcomes that are none. */
export function anrReasonOf({ outcome }: SimulatedOutcome, { info, record }: ServiceNames): string | undefined {
  if (outcome === 'anr-short-service') {
    return `A foreground service of FOREGROUND_SERVICE_TYPE_SHORT_SERVICE did not stop within a timeout: ${info}`;
  }
  if (outcome !== 'anr-did-not-start') return undefined;
  return `Context.startForegroundService() did not then call Service.startForeground(): ${record}`;
}
