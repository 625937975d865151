import type {
  ActivityPhase,
  AppCode,
  AppContext,
  Callback,
  Extras,
  RunningJob,
  StartCommand,
  Thrown,
} from '../apps/app-code.js';
import { BEAT_RECEIVER, Beats } from './beats.js';
import { Bindings } from './bindings.js';
import { BOOT_RECEIVER, BOOT_SLOT, performCommand } from './commands.js';
import { Journal, JOURNAL_SCHEMA } from './journal.js';
import { Order } from './order.js';
import { ProbeJob } from './probe-job.js';
import type { ProbeParts } from './probe-parts.js';
import { ProbeService } from './probe-service.js';
import { ScreenActivity } from './screen-activity.js';
import { Script } from './script.js';

/** Exit records that are told at each start of a process. */
const EXITS = 5;

/** One process of the probe: written anew from its Java (native-probe-apk/src), so that a run on a simulated device is a run. */
export class ProbeProcess implements AppCode {
  readonly #parts: ProbeParts;
  readonly #services = new Map<string, ProbeService>();
  readonly #jobs = new Map<number, ProbeJob>();
  #activity: ScreenActivity | undefined;

  constructor(context: AppContext) {
    const journal = new Journal(context);
    const beats = new Beats(context, journal);
    this.#parts = { context, journal, beats, bindings: new Bindings(context, journal) };
  }

  processStarted(): Callback {
    const { context, journal } = this.#parts;
    journal.write('process-start', undefined, {
      schema: JOURNAL_SCHEMA,
      package: context.packageName,
      sdk: context.sdk,
      target: context.targetSdk,
      fingerprint: context.fingerprint,
    });
    for (const exit of context.exits().slice(0, EXITS)) {
      journal.write('exit', undefined, {
        exitWall: exit.wallMs,
        exitPid: exit.pid,
        exitProcess: exit.process,
        reason: exit.reasonNumber,
        status: exit.status,
        importance: exit.importance,
        description: exit.description === '' ? undefined : exit.description,
      });
    }
    return undefined;
  }

  serviceCreated(service: string): Callback {
    // The job service is another class, which writes nothing of its own life.
    if (!service.endsWith('JobService')) this.#services.set(service, new ProbeService(this.#parts, service));
    return undefined;
  }

  serviceStarted(service: string, command: StartCommand): Callback {
    return this.#services.get(service)?.started(command);
  }

  serviceTimedOut(service: string, overload: 1 | 2, startId: number, types: number): Callback {
    return this.#services.get(service)?.timedOut(overload, startId, types);
  }

  serviceBound(service: string, how: 'bind' | 'rebind' | 'unbind'): Callback {
    this.#services.get(service)?.note(how);
    return undefined;
  }

  serviceDestroyed(service: string): Callback {
    this.#services.get(service)?.destroyed();
    this.#services.delete(service);
    return undefined;
  }

  connectionChanged(service: string, change: 'connected' | 'disconnected'): Callback {
    this.#parts.bindings.changed(service, change);
    return undefined;
  }

  activityChanged(phase: ActivityPhase | 'newIntent', extras: Extras | undefined): Callback {
    if (phase === 'create') this.#activity = new ScreenActivity(this.#parts);
    const activity = this.#activity;
    if (activity === undefined) return undefined;
    if (phase !== 'newIntent') activity.phase(phase);
    if (phase === 'destroy') this.#activity = undefined;
    return extras === undefined ? undefined : activity.take(extras);
  }

  broadcastReceived(receiver: string, extras: Extras): Callback {
    const { context, journal, beats } = this.#parts;
    if (receiver === BEAT_RECEIVER) {
      beats.alarm(extras);
      journal.write('state', extras.get('run'), { ...context.report() });
      return undefined;
    }
    if (receiver === BOOT_RECEIVER) {
      const order = new Order(context.saved.get(BOOT_SLOT) ?? new Map<string, string>());
      journal.write('boot-completed', order.run);
      return this.#run(order.text('steps', ''), order);
    }
    const order = new Order(extras);
    const steps = order.text('steps', 'state');
    journal.write('command', order.run, { steps });
    return this.#run(steps, order);
  }

  jobStarted(job: RunningJob): Callback {
    const running = new ProbeJob(this.#parts, job);
    this.#jobs.set(job.id, running);
    return running.started();
  }

  jobStopped({ id }: RunningJob, reason: number): Callback {
    this.#jobs.get(id)?.stopped(reason);
    this.#jobs.delete(id);
    return undefined;
  }

  memoryTrimmed(level: number): Callback {
    this.#parts.journal.write('trim-memory', undefined, { level });
    return undefined;
  }

  uncaught({ exception, message }: Thrown): void {
    this.#parts.journal.write('uncaught', undefined, { thread: 'main', exception, message });
  }

  /** An order to the app itself. */
  #run(steps: string, order: Order): Callback {
    const parts = this.#parts;
    const script = new Script(parts.context, parts.journal, (step, its) => performCommand(parts, step, its));
    return script.run(steps, order);
  }
}
