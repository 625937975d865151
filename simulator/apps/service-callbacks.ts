import { ServiceType } from '../../engine/android/service-types.js';
import type { ServiceRecord } from '../limits/service-record.js';
import { StartResult, type Extras, type StartCommand } from './app-code.js';
import type { AppProcess } from './app-process.js';
import type { AppProcesses } from './app-processes.js';
import type { ServiceInstance, ServiceState } from './service-state.js';

const START_FLAG_REDELIVERY = 1;
/** From here on a shortService is told by both overloads (specification fgs-limits, 3.5). */
const RELEASE_WITH_BOTH_OVERLOADS = 16;

/** `ActivityThread`'s side of services: compares what the activity manager has with what the app was told, and tells the rest. */
export class ServiceCallbacks {
  constructor(
    private readonly processes: AppProcesses,
    private readonly release: number,
    private readonly restartScheduled: (service: ServiceState, record: ServiceRecord) => void,
  ) {}

  /** After something was done: onCreate, onBind, onUnbind, onDestroy, and the start after a restart. */
  update(service: ServiceState, record: ServiceRecord | undefined): void {
    const process = this.processes.of(record?.app);
    const { instance } = service;
    service.lastRecord = record ?? service.lastRecord;
    if (instance !== undefined && (instance.record !== record || instance.process !== process)) {
      this.#end(service, instance);
    }
    this.#noticeRestart(service, record);
    if (record === undefined) return;
    if (service.instance === undefined && process !== undefined) this.#begin(service, record, process);
    if (service.instance !== undefined) this.#updateBinding(service, service.instance);
  }

  /** An accepted start: onStartCommand with this intent. */
  start(service: ServiceState, extras: Extras): void {
    const { instance } = service;
    if (instance === undefined) return;
    const startId = instance.record.lastStartId;
    service.lastStart = { extras, startId };
    this.#post(service, instance, { extras, flags: 0, startId });
  }

  timedOut(service: ServiceState, trackedType: number): void {
    const { instance } = service;
    if (instance === undefined) return;
    const { process, record } = instance;
    const isShort = trackedType === ServiceType.shortService;
    const overloads = !isShort
      ? [2 as const]
      : this.release < RELEASE_WITH_BOTH_OVERLOADS
        ? [1 as const]
        : ([1, 2] as const);
    for (const overload of overloads) {
      process.main.post(() => process.code.serviceTimedOut(service.name, overload, record.lastStartId, trackedType));
    }
  }

  #begin(service: ServiceState, record: ServiceRecord, process: AppProcess): void {
    const instance = { record, process, isBound: false, wasUnbound: false };
    service.instance = instance;
    process.postToService(service.name, () => process.code.serviceCreated(service.name));
    if (service.awaitsRestart && record.startRequested) this.#startAgain(service, instance);
    service.awaitsRestart = false;
  }

  #startAgain(service: ServiceState, instance: ServiceInstance): void {
    const { redelivers, lastStart } = service;
    const startId = lastStart?.startId ?? instance.record.lastStartId;
    if (redelivers && lastStart !== undefined) {
      this.#post(service, instance, { extras: lastStart.extras, flags: START_FLAG_REDELIVERY, startId });
    } else this.#post(service, instance, { extras: undefined, flags: 0, startId });
  }

  #post(service: ServiceState, { process }: ServiceInstance, command: Omit<StartCommand, 'returns'>): void {
    const returns = (result: StartResult): void => {
      service.sticky = result !== StartResult.notSticky;
      service.redelivers = result === StartResult.redeliver;
    };
    process.postToService(service.name, () => process.code.serviceStarted(service.name, { ...command, returns }));
  }

  #end(service: ServiceState, { process, isBound }: ServiceInstance): void {
    service.instance = undefined;
    const { code, isAlive } = process;
    if (isAlive) {
      if (isBound) process.postToService(service.name, () => code.serviceBound(service.name, 'unbind'));
      process.postToService(service.name, () => code.serviceDestroyed(service.name));
      return;
    }
    for (const [client, isConnected] of service.clients) {
      service.clients.set(client, false);
      if (client === 'system' || !client.isAlive || !isConnected) continue;
      client.main.post(() => client.code.connectionChanged(service.name, 'disconnected'));
    }
  }

  #updateBinding(service: ServiceState, instance: ServiceInstance): void {
    const { process, record } = instance;
    const { main, code } = process;
    if (instance.isBound && !record.isBound) {
      process.postToService(service.name, () => code.serviceBound(service.name, 'unbind'));
      instance.isBound = false;
      instance.wasUnbound = true;
    } else if (!instance.isBound && record.isBound) {
      const how = instance.wasUnbound ? 'rebind' : 'bind';
      process.postToService(service.name, () => code.serviceBound(service.name, how));
      instance.isBound = true;
    }
    if (!instance.isBound) return;
    for (const [client, isConnected] of service.clients) {
      if (client === 'system' || isConnected) continue;
      service.clients.set(client, true);
      // Published when onBind has returned.
      main.post(() => {
        client.main.post(() => client.code.connectionChanged(service.name, 'connected'));
        return undefined;
      });
    }
  }

  #noticeRestart(service: ServiceState, record: ServiceRecord | undefined): void {
    if (record === undefined) {
      service.awaitsRestart = false;
      return;
    }
    const isWaiting = record.app === null && record.nextRestartTime > 0;
    if (!isWaiting || service.awaitsRestart) return;
    service.awaitsRestart = true;
    this.restartScheduled(service, record);
  }
}
