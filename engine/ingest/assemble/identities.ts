/** Which uid an app has, which process hosts a component, which process had a pid: learned from all sources before assembly. */
import { packageOf } from '../../android/components.js';
import type { TypeMask } from '../../android/service-types.js';
import { userOfUid } from '../../android/uids.js';
import type { TimedFact } from '../clock/moments.js';

/** Apps whose uid no source tells get a number below this one, so that their budgets stay apart. */
const FIRST_STAND_IN = -2;

/** From a moment on a pid belonged to this process. */
interface Life {
  readonly from: number;
  readonly processName: string;
  readonly uid: number | undefined;
}

export class Identities {
  readonly #uids = new Map<string, number>();
  readonly #processes = new Map<string, string>();
  readonly #types = new Map<string, TypeMask>();
  readonly #lives = new Map<number, Life[]>();
  #standIns = 0;

  /** Learns from facts that may be believed. */
  learn(facts: readonly TimedFact[]): void {
    for (const { body, elapsed } of facts) {
      switch (body.kind) {
        case 'process-started':
          this.#process(body.processName, body.uid);
          this.#life(body.pid, { from: elapsed, processName: body.processName, uid: body.uid });
          if (body.component !== undefined && body.hostingType === 'service')
            this.#processes.set(body.component, body.processName);
          break;
        case 'process-killed':
          this.#process(body.processName, body.uid);
          this.#lived(body.pid, body.processName, body.uid);
          break;
        case 'process-died':
        case 'process-bound':
          this.#lived(body.pid, body.processName, undefined);
          break;
        case 'fgs-start-decision':
          if (body.component !== undefined && packageOf(body.component) === body.callingPackage)
            this.#process(body.callingPackage, body.callingUid);
          break;
        case 'fgs-notification-cancelled':
          this.#process(body.packageName, body.uid);
          break;
        case 'service-stopped-idle':
          this.#process(packageOf(body.component), body.uid);
          break;
        case 'service-snapshot':
          this.#process(packageOf(body.service.component), body.uid);
          if (body.processName !== undefined) this.#processes.set(body.service.component, body.processName);
          this.#type(body.service.component, body.types);
          break;
        case 'fgs-event':
          this.#type(body.component, body.types);
          break;
        default:
          break;
      }
    }
  }

  #process(processName: string, uid: number | undefined): void {
    if (uid === undefined) return;
    const key = appKey(userOfUid(uid), packageOf(processName));
    if (!this.#uids.has(key)) this.#uids.set(key, uid);
  }

  #type(component: string, types: TypeMask | undefined): void {
    if (types !== undefined && types !== 0) this.#types.set(component, types);
  }

  /** Types that a person states because no source does. */
  declareTypes(types: ReadonlyMap<string, TypeMask>): void {
    for (const [component, mask] of types) this.#types.set(component, mask);
  }

  /** The uid of an app, or a stand-in below -1 that stays the same for the app. */
  uidOf(packageName: string, user = 0): number {
    const key = appKey(user, packageName);
    const known = this.#uids.get(key);
    if (known !== undefined) return known;
    const standIn = FIRST_STAND_IN - this.#standIns++;
    this.#uids.set(key, standIn);
    return standIn;
  }

  /** The process that hosts a component: as some source says, else the app's main process. */
  processOf(component: string): string {
    return this.#processes.get(component) ?? packageOf(component);
  }

  /** The process that had a pid at a moment; pids are used again. */
  processOfPid(pid: number | undefined, elapsed: number): string | undefined {
    return this.#lifeAt(pid, elapsed)?.processName;
  }

  uidOfPid(pid: number | undefined, elapsed: number): number | undefined {
    return this.#lifeAt(pid, elapsed)?.uid;
  }

  #lifeAt(pid: number | undefined, elapsed: number): Life | undefined {
    const lives = pid === undefined ? undefined : this.#lives.get(pid);
    return lives?.findLast(({ from }) => from <= elapsed);
  }

  #life(pid: number, life: Life): void {
    const lives = this.#lives.get(pid);
    if (lives === undefined) this.#lives.set(pid, [life]);
    else if (lives.at(-1)?.processName !== life.processName) lives.push(life);
  }

  /** A process that ends, or reports, without its start having been seen has lived since before the log. */
  #lived(pid: number, processName: string, uid: number | undefined): void {
    if (this.#lives.has(pid)) return;
    this.#lives.set(pid, [{ from: Number.NEGATIVE_INFINITY, processName, uid }]);
  }

  /** The types of a component's foreground service, when any source says them. */
  typesOf(component: string): TypeMask | undefined {
    return this.#types.get(component);
  }
}

function appKey(user: number, packageName: string): string {
  return `${user}/${packageName}`;
}
