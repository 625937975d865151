/** Stretches of time with one value, for the lanes of a timeline: processes, screen, sleep, gaps, boots. */
import { packageOf } from '../android/components.js';
import { isTop } from '../replay/program.js';
import { EventKind } from '../trace/event-kind.js';
import type { Trace } from '../trace/trace.js';
import type { Span } from './analysis.js';

/** A span that is still open where the trace ends is closed there. */
export function spansOf(trace: Trace, isMeant: (packageName: string) => boolean): Span[] {
  const spans: Span[] = [];
  const open = new Map<string, Omit<Span, 'toElapsedMs'>>();
  const close = (key: string, toElapsedMs: number): void => {
    const begun = open.get(key);
    open.delete(key);
    if (begun !== undefined && toElapsedMs > begun.fromElapsedMs) spans.push({ ...begun, toElapsedMs });
  };
  const begin = (key: string, span: Omit<Span, 'toElapsedMs'>): void => {
    close(key, span.fromElapsedMs);
    open.set(key, span);
  };
  const services = servicesOf(trace);
  for (let row = 0; row < trace.length; row++) {
    const { kind, elapsed, process, argument } = trace.event(row);
    const isProcessMeant = services.has(packageOf(process)) && isMeant(packageOf(process));
    switch (kind) {
      case EventKind.processStarted:
        if (isProcessMeant)
          begin(`alive ${process}`, { lane: 'process', subject: process, value: 'alive', fromElapsedMs: elapsed });
        break;
      case EventKind.processDied:
        close(`alive ${process}`, elapsed);
        close(`top ${process}`, elapsed);
        break;
      case EventKind.processState:
        if (!isProcessMeant) break;
        if (isTop(argument ?? Number.POSITIVE_INFINITY))
          begin(`top ${process}`, { lane: 'process', subject: process, value: 'TOP', fromElapsedMs: elapsed });
        else close(`top ${process}`, elapsed);
        break;
      case EventKind.screenOn:
        begin('screen', { lane: 'screen', subject: '', value: 'on', fromElapsedMs: elapsed });
        break;
      case EventKind.screenOff:
        begin('screen', { lane: 'screen', subject: '', value: 'off', fromElapsedMs: elapsed });
        break;
      case EventKind.sleepBegin:
        begin('sleep', { lane: 'sleep', subject: '', value: 'deep sleep', fromElapsedMs: elapsed });
        break;
      case EventKind.sleepEnd:
        close('sleep', elapsed);
        break;
      case EventKind.boot:
        for (const key of [...open.keys()]) close(key, elapsed);
        spans.push({ lane: 'boot', subject: '', value: 'boot', fromElapsedMs: elapsed, toElapsedMs: elapsed });
        break;
      default:
        break;
    }
  }
  const last = trace.length === 0 ? 0 : trace.core.elapsed[trace.length - 1]!;
  for (const key of [...open.keys()]) close(key, last);
  return spans.sort((a, b) => a.fromElapsedMs - b.fromElapsedMs);
}

/** Packages that have a foreground service in the trace: only their processes get a lane. */
function servicesOf(trace: Trace): Set<string> {
  const packages = new Set<string>();
  for (const row of trace.rowsOfKind(EventKind.startForeground)) packages.add(packageOf(trace.event(row).service));
  return packages;
}
