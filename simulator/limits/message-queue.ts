import type { DeviceClock } from './device-clock.js';
import type { ProcessRecord } from './process-record.js';
import type { ServiceRecord } from './service-record.js';
import type { UidRecord } from './uid-record.js';

/** Messages of the activity manager's main handler (`ActivityManagerService`, `ActiveServices`). */
export type What =
  | 'SERVICE_FGS_TIMEOUT'
  | 'SERVICE_FGS_CRASH_TIMEOUT'
  | 'SERVICE_SHORT_FGS_TIMEOUT'
  | 'SERVICE_SHORT_FGS_PROCSTATE_TIMEOUT'
  | 'SERVICE_SHORT_FGS_ANR_TIMEOUT'
  | 'SERVICE_FOREGROUND_TIMEOUT'
  | 'SERVICE_FOREGROUND_TIMEOUT_ANR'
  | 'SERVICE_RESTART'
  | 'START_CRASH'
  | 'RESCHEDULE'
  | 'IDLE_UIDS';

export interface Message {
  readonly what: What;
  /** The record object itself: another record of the same service is another key. */
  readonly obj: ServiceRecord | UidRecord;
  readonly whenUptime: number;
  /** The process that hosted the record when the message was posted, for messages that are about that process. */
  readonly process: ProcessRecord | null;
}

/** `android.os.MessageQueue`: messages by due time, then by order of posting. */
export class MessageQueue {
  private readonly clock: DeviceClock;
  /** Sorted: the next message is the last one. */
  private messages: Message[] = [];

  constructor(clock: DeviceClock) {
    this.clock = clock;
  }

  /** `Handler.sendMessageAtTime`. A due time in the past goes before everything that is due now, as in `enqueueMessage`. */
  post(what: What, obj: Message['obj'], whenUptime: number, process: ProcessRecord | null = null): void {
    const messages = this.messages;
    let place = messages.length;
    // Behind everything that is due at the same time, that is: in front of it in this array.
    while (place > 0 && whenUptime >= (messages[place - 1]?.whenUptime ?? Infinity)) place -= 1;
    messages.splice(place, 0, { what, obj, whenUptime, process });
  }

  /** `Handler.removeMessages(what, obj)`. */
  remove(what: What, obj: Message['obj']): void {
    const messages = this.messages;
    for (let index = messages.length - 1; index >= 0; index -= 1) {
      const message = messages[index];
      if (message?.obj === obj && message.what === what) messages.splice(index, 1);
    }
  }

  /** Uptime at which the next message is due; infinity when there is none. */
  get nextDue(): number {
    const next = this.messages.at(-1);
    return next === undefined ? Infinity : Math.max(next.whenUptime, this.clock.uptime);
  }

  /** Takes the next message out when it is due. */
  takeDue(): Message | undefined {
    return this.nextDue <= this.clock.uptime ? this.messages.pop() : undefined;
  }

  clear(): void {
    this.messages = [];
  }
}
