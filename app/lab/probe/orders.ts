/** Lines of the device's shell that tell the probe what to do (native-probe-apk/README.md). */
import type { TimeoutReaction } from '../../../engine/scenario/scenario.js';
import { word } from '../ledger/shell-text.js';
import { probeComponent } from './probe-app.js';

/** Longer names of a run would not fit into every line of the journal. */
const LONGEST_RUN = 64;
/** A hang ends at last, so that a phone that nobody watches is not left with it. */
const HANG_MS = 3_600_000;
const MANIFEST_TYPES = -1;

export interface ServiceOrder {
  readonly className: string;
  readonly call: 'startService' | 'startForegroundService';
  /** `[MILLISECONDS:]ACTION[=VALUE],...` */
  readonly steps: string;
  readonly onTimeout: string;
  readonly isSticky: boolean;
}

/** A step of a script, so many milliseconds after the script began. */
export const timed = (afterMs: number, action: string): string => (afterMs === 0 ? action : `${afterMs}:${action}`);

export const foreground = (types: number): string => `foreground=${types}`;

/** @param types  what startForeground was last called with */
export function reactionScript({ do: word, afterMs, types: newTypes }: TimeoutReaction, types: number | null): string {
  switch (word) {
    case 'ignore':
      return 'ignore';
    case 'stopSelf':
    case 'stopForeground':
      return timed(afterMs, word);
    case 'startForegroundAgain':
      return timed(afterMs, foreground(types ?? MANIFEST_TYPES));
    case 'switchType':
      return timed(afterMs, foreground(newTypes));
    case 'hang':
      return timed(afterMs, `hang=${HANG_MS}`);
  }
}

export class Orders {
  readonly #run: string;

  constructor(
    readonly packageName: string,
    run: string,
  ) {
    this.#run = run.slice(0, LONGEST_RUN);
  }

  /** The shell starts the service: Android always allows that. */
  startByShell(order: ServiceOrder): string {
    const verb = order.call === 'startForegroundService' ? 'start-foreground-service' : 'startservice';
    return `am ${verb} ${this.#component(order.className)}${this.#extras(extrasOf(order))}`;
  }

  /** The app starts it by itself, from wherever it is. */
  startByApp(order: ServiceOrder): string {
    const extras: Record<string, string> = { steps: `${order.call}=${order.className}` };
    for (const [name, value] of Object.entries(extrasOf(order))) extras[`with.${name}`] = value;
    return this.#broadcast(extras);
  }

  stop(className: string): string {
    return `am stopservice ${this.#component(className)}`;
  }

  bind(className: string): string {
    return this.#broadcast({ steps: `bind=${className}` });
  }

  unbind(className: string): string {
    return this.#broadcast({ steps: `unbind=${className}` });
  }

  /** Ends the main process. */
  die(): string {
    return this.#broadcast({ steps: 'die' });
  }

  toTop(): string {
    return `am start ${this.#component('ScreenActivity')}${this.#extras({})}`;
  }

  toHome(): string {
    return 'input keyevent KEYCODE_HOME';
  }

  forceStop(): string {
    return `am force-stop ${word(this.packageName)}`;
  }

  idleUid(): string {
    return `am make-uid-idle ${word(this.packageName)}`;
  }

  #component(className: string): string {
    return `-n ${word(probeComponent(this.packageName, className))}`;
  }

  #broadcast(extras: Readonly<Record<string, string>>): string {
    const to = this.#component('CommandReceiver');
    return `am broadcast --include-stopped-packages --receiver-foreground ${to}${this.#extras(extras)}`;
  }

  #extras(extras: Readonly<Record<string, string>>): string {
    return Object.entries({ run: this.#run, ...extras })
      .map(([name, value]) => ` --es ${name} ${word(value)}`)
      .join('');
  }
}

/** What a scenario does not say, the probe does not do: it neither stops after a refusal nor acts after a restart. */
function extrasOf({ steps, onTimeout, isSticky }: ServiceOrder): Record<string, string> {
  return {
    steps: steps === '' ? 'ignore' : steps,
    onTimeout,
    onRefused: 'ignore',
    onRestart: 'ignore',
    ...(isSticky ? { sticky: 'sticky' } : {}),
  };
}
