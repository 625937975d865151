import { ServiceType } from '../../engine/android/service-types.js';
import type { TypeMask } from '../../engine/android/service-types.js';
import type { ActivityManagerService } from './activity-manager-service.js';
import type { ProcessRecord } from './process-record.js';
import type { OnTimeout } from './script.js';
import type { ServiceRecord } from './service-record.js';

interface Reaction {
  readonly dueUptime: number;
  readonly process: ProcessRecord;
  readonly record: ServiceRecord;
  readonly do: OnTimeout['do'];
  /** The mask for startForegroundAgain and switchType. */
  readonly types: TypeMask;
}

/** The app's side of `Service.onTimeout`: what it answers, and when. */
export class App {
  /** In order of scheduling. */
  private reactions: Reaction[] = [];
  private readonly am: ActivityManagerService;

  constructor(am: ActivityManagerService) {
    this.am = am;
  }

  /** `Service.onTimeout` is called, on the main thread of the process. */
  onTimeout(record: ServiceRecord, process: ProcessRecord): void {
    const answer = record.definition.onTimeout;
    if (answer.do === 'ignore' || process.isHung) return;
    if (answer.do === 'hang' && answer.afterMs === 0) {
      process.isHung = true;
      return;
    }
    const types = answer.do === 'switchType' ? (answer.types ?? ServiceType.specialUse) : record.foregroundServiceType;
    const dueUptime = this.am.clock.uptime + answer.afterMs;
    this.reactions.push({ dueUptime, process, record, do: answer.do, types });
  }

  /** Uptime of the next reaction; infinity when there is none. */
  get nextDue(): number {
    let due = Infinity;
    for (const reaction of this.reactions) due = Math.min(due, reaction.dueUptime);
    return due;
  }

  /** Does the first scheduled of the reactions that are due. Returns whether there was one. */
  reactIfDue(): boolean {
    const index = this.reactions.findIndex((reaction) => reaction.dueUptime <= this.am.clock.uptime);
    const reaction = this.reactions[index];
    if (reaction === undefined) return false;
    this.reactions.splice(index, 1);
    // A blocked main thread reacts no more than a dead process does.
    if (reaction.process.isAlive && !reaction.process.isHung) this.react(reaction);
    return true;
  }

  /** The process died, or the device shut down. */
  forget(process?: ProcessRecord): void {
    this.reactions = process === undefined ? [] : this.reactions.filter((reaction) => reaction.process !== process);
  }

  private react(reaction: Reaction): void {
    const { services } = this.am;
    const service = reaction.record.name;
    if (!services.isCurrent(reaction.record) && reaction.do !== 'hang') return;
    switch (reaction.do) {
      case 'stopSelf':
        return services.stopService(service);
      case 'stopForeground':
        return services.stopForeground(service);
      case 'startForegroundAgain':
      case 'switchType':
        return services.startForeground(service, reaction.types, undefined);
      case 'hang':
        reaction.process.isHung = true;
        return;
      case 'ignore':
        return;
    }
  }
}
