import type { JobKind, RunningJob } from './app-code.js';
import type { AppCore } from './app-core.js';
import type { JobHost, JobScheduler } from './job-scheduler.js';
import { printedUid } from './system-log.js';

/** The jobs of one app: its job service is bound by the system while one of them runs. */
export class AppJobs implements JobHost {
  readonly #running = new Set<RunningJob>();

  constructor(
    private readonly core: AppCore,
    private readonly scheduler: JobScheduler,
    private readonly host: { readonly isOnTop: () => boolean; readonly syncClock: () => void },
  ) {}

  isVisible(): boolean {
    return this.host.isOnTop();
  }

  schedule(kind: JobKind, job: RunningJob): boolean {
    return this.#service !== undefined && this.scheduler.schedule(this, kind, job);
  }

  printedJob(id: number): string {
    const { facts, uid } = this.core.app;
    return `#${printedUid(uid)}/${id} ${facts.packageName}/${this.#service?.name ?? ''}`;
  }

  begin(job: RunningJob): void {
    const service = this.#service;
    if (service === undefined) return;
    this.host.syncClock();
    this.#running.add(job);
    service.clients.set('system', true);
    this.core.perform(() => this.core.am.services.bindService(service.name, undefined));
    const process = service.instance?.process;
    process?.main.post(() => process.code.jobStarted(job));
  }

  halt(job: RunningJob, reason: number): void {
    const process = this.#service?.instance?.process;
    process?.main.post(() => process.code.jobStopped(job, reason));
  }

  ended(job: RunningJob): void {
    this.host.syncClock();
    this.#running.delete(job);
    const service = this.#service;
    if (this.#running.size > 0 || service?.clients.delete('system') !== true || service.clients.size > 0) return;
    this.core.perform(() => this.core.am.services.unbindService(service.name));
  }

  /** After something was done: jobs go with their process. */
  noticeDeath(): void {
    if (this.#running.size > 0 && this.#service?.instance === undefined) this.scheduler.hostDied(this);
  }

  forget(): void {
    this.scheduler.forget(this);
    this.#running.clear();
  }

  get #service() {
    return this.core.services.find(({ name }) => name.endsWith('JobService'));
  }
}
