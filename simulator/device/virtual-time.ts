/** Where real time comes from; a test gives its own. */
export interface HostTime {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Calls back once; returns how to call it off. */
  readonly wake: (delayMs: number, callback: () => void) => () => void;
}

export const realHostTime: HostTime = {
  now: () => performance.now(),
  wake: (delayMs, callback) => {
    // A longer delay would overflow to none; waking too early does no harm.
    const timer = setTimeout(callback, Math.min(delayMs, 0x7fffffff));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Something that acts by itself at an instant of virtual time. */
export interface TimedPart {
  /** Virtual milliseconds; infinity when nothing is due. */
  readonly nextDue: () => number;
  /** Time stands at `nextDue()`. */
  readonly act: () => void;
}

/** A callback at an instant, in order of instant and then of request. */
interface Alarm {
  readonly at: number;
  readonly call: () => void;
}

/** More than this at one instant is a mistake of ours: nothing on a device goes round without time. */
const MAX_ACTIONS_AT_ONE_INSTANT = 100_000;

/**
 * The time that the device lives in: whole milliseconds since it was made. It runs with the host, some times as fast, and
 * can be put forward; whatever is due on the way happens at its own instant, in order.
 */
export class VirtualTime {
  #parts: TimedPart[] = [];
  #alarms: Alarm[] = [];
  #now = 0;
  /** Host time at which virtual time was `#anchor`. */
  #hostAnchor: number;
  #anchor = 0;
  #callOff: () => void = () => undefined;
  #isActing = false;

  constructor(
    private readonly host: HostTime,
    private readonly speed: number,
  ) {
    this.#hostAnchor = host.now();
  }

  /** The instant at which things happen now. */
  get now(): number {
    return this.#now;
  }

  add(part: TimedPart): void {
    this.#parts.push(part);
  }

  remove(part: TimedPart): void {
    this.#parts = this.#parts.filter((other) => other !== part);
  }

  /** Calls back after that much virtual time; returns how to call it off. */
  after(delayMs: number, call: () => void): () => void {
    // Outside of an action the last look at the host's clock may be long ago.
    this.catchUp();
    const alarm = { at: this.#now + Math.max(0, Math.ceil(delayMs)), call };
    const place = this.#alarms.findIndex(({ at }) => at > alarm.at);
    this.#alarms.splice(place < 0 ? this.#alarms.length : place, 0, alarm);
    this.#arm();
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets everything happen that is due by now. Call it before looking at the device, and after changing it. */
  catchUp(): void {
    this.#actUntil(this.#anchor + (this.host.now() - this.#hostAnchor) * this.speed);
  }

  /** Puts time forward, beyond what the host's clock says. */
  fastForward(durationMs: number): void {
    this.catchUp();
    this.#anchor += durationMs;
    this.catchUp();
  }

  stop(): void {
    this.#callOff();
    this.#alarms = [];
    this.#parts = [];
  }

  #actUntil(end: number): void {
    if (this.#isActing) return;
    this.#isActing = true;
    let actionsNow = 0;
    for (;;) {
      const next = this.#next();
      if (next.at > end) break;
      if (next.at > this.#now) actionsNow = 0;
      actionsNow += 1;
      if (actionsNow > MAX_ACTIONS_AT_ONE_INSTANT) throw new Error(`virtual time does not get past ${this.#now} ms`);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = Math.max(this.#now, Math.floor(end));
    this.#isActing = false;
    this.#arm();
  }

  #next(): { readonly at: number; readonly act: () => void } {
    const [alarm] = this.#alarms;
    let next = { at: alarm?.at ?? Infinity, act: () => this.#ring() };
    for (const part of this.#parts) {
      const at = part.nextDue();
      if (at < next.at) next = { at, act: () => part.act() };
    }
    return next;
  }

  #ring(): void {
    this.#alarms.shift()?.call();
  }

  #arm(): void {
    if (this.#isActing) return;
    this.#callOff();
    const { at } = this.#next();
    if (at === Infinity) {
      this.#callOff = () => undefined;
      return;
    }
    const virtualNow = this.#anchor + (this.host.now() - this.#hostAnchor) * this.speed;
    this.#callOff = this.host.wake(Math.max(0, (at - virtualNow) / this.speed), () => this.catchUp());
  }
}
