/** Actions that any part of the probe can perform. Values that name a class name a service of the app. */
import type { JobKind } from '../apps/app-code.js';
import { componentOf, PROBE_CLASSES } from './component-name.js';
import type { Order } from './order.js';
import type { ProbeParts } from './probe-parts.js';
import { UnreadableText, wholeNumber, type Step } from './step.js';

const SCREEN_ACTIVITY = `${PROBE_CLASSES}.ScreenActivity`;
export const BOOT_RECEIVER = `${PROBE_CLASSES}.BootReceiver`;
/** Where the order for the next boot is kept. */
export const BOOT_SLOT = 'boot';
/** The id of a job is the place of its kind in this list, from 1. */
const jobKinds: readonly JobKind[] = ['regular', 'expedited', 'userInitiated', 'periodic'];

/** Yields the milliseconds that the main thread sleeps. False: no such action. */
export function* performCommand(probe: ProbeParts, step: Step, order: Order): Generator<number, boolean, void> {
  const { context, journal } = probe;
  const { action, value } = step;
  const { run } = order;
  const service = `${PROBE_CLASSES}.${value}`;
  switch (action) {
    case 'startForegroundService':
    case 'startService':
      startService(probe, action, service, order);
      return true;
    case 'stopService':
      journal.write('stop-service', run, {
        service: componentOf(context, service),
        found: context.stopService(service),
      });
      return true;
    case 'bind':
      probe.bindings.bind(service, run);
      return true;
    case 'unbind':
      probe.bindings.unbind(service, run);
      return true;
    case 'job':
      scheduleJob(probe, value, order);
      return true;
    case 'cancelJob':
      context.cancelJob(jobId(value));
      journal.write('job-cancel', run, { kind: value, job: jobId(value) });
      return true;
    case 'beatMain':
    case 'beatWorker':
    case 'beatAlarm':
      probe.beats.set(action, wholeNumber(value), run);
      return true;
    case 'state':
      journal.write('state', run, { ...context.report() });
      return true;
    case 'boot':
      setBoot(probe, value === 'on', order);
      return true;
    case 'top':
      context.startActivity(SCREEN_ACTIVITY, order.forChild());
      return true;
    case 'mark':
      journal.write('mark', run, { text: value });
      return true;
    case 'ignore':
      return true;
    default:
      return yield* performOnProcess(probe, step, order);
  }
}

/** What is done to the process itself. After its end nothing of it goes on. */
function* performOnProcess(
  { context, journal }: ProbeParts,
  { action, value }: Step,
  { run }: Order,
): Generator<number, boolean, void> {
  switch (action) {
    case 'hang': {
      const forMs = wholeNumber(value);
      journal.write('hang', run, { forMs });
      yield forMs;
      journal.write('hang-end', run);
      return true;
    }
    case 'crash':
      journal.write('crash', run);
      context.throwUncaught({ exception: 'java.lang.IllegalStateException', message: 'the order was to crash' });
      yield Infinity;
      return true;
    case 'die':
      journal.write('die', run);
      context.killProcess();
      yield Infinity;
      return true;
    default:
      return false;
  }
}

function startService(
  { context, journal }: ProbeParts,
  call: 'startForegroundService' | 'startService',
  service: string,
  order: Order,
): void {
  const answer = context.startService(call, service, order.forChild());
  const outcome = typeof answer === 'boolean' ? { accepted: answer } : { accepted: false, ...answer };
  journal.write('start', order.run, { call, service: componentOf(context, service), ...outcome });
}

function scheduleJob({ context, journal }: ProbeParts, kind: string, order: Order): void {
  const found = jobKinds.find((known) => known === kind);
  if (found === undefined) {
    const message = `no kind of job: ${kind}`;
    const exception = 'java.lang.NumberFormatException';
    journal.write('job-schedule', order.run, { kind, accepted: false, exception, message });
    return;
  }
  const extras = new Map([...order.forChild(), ['kind', kind]]);
  const accepted = context.scheduleJob(found, jobId(kind), extras);
  journal.write('job-schedule', order.run, { kind, job: jobId(kind), accepted });
}

function jobId(kind: string): number {
  const place = jobKinds.findIndex((known) => known === kind);
  if (place < 0) throw new UnreadableText(`java.lang.NumberFormatException: no kind of job: ${kind}`);
  return place + 1;
}

function setBoot({ context, journal }: ProbeParts, on: boolean, order: Order): void {
  if (on) context.saved.set(BOOT_SLOT, order.forChild());
  context.setReceiverEnabled(BOOT_RECEIVER, on);
  journal.write('boot-receiver', order.run, { on });
}
