/**
 * Numbers the apps, services and processes of a trace from 0, in the order in which they come.
 *
 * Asked once per row, so the usual answer comes from a table indexed by uid or by string number; a map is asked only
 * where two apps share a slot of a table (a component that occurs under two uids, uids that are 1,024 apart).
 */
import { packageOf } from '../android/components.js';
import type { ProgramApp, ProgramProcess, ProgramService } from './program.js';

const NONE = -1;
const UID_SLOTS = 1_024;
/** String numbers are below `maxStrings` (4 million), so that `app * SPAN + string` stays an exact integer. */
const SPAN = 2 ** 23;

export class Numbering {
  readonly apps: ProgramApp[] = [];
  readonly services: ProgramService[] = [];
  readonly processes: ProgramProcess[] = [];

  /** Of the row placed last; -1 where it names none. */
  app = NONE;
  service = NONE;
  process = NONE;

  readonly #appByUid = new Map<number, number>();
  readonly #serviceByKey = new Map<number, number>();
  readonly #processByKey = new Map<number, number>();
  readonly #processByName = new Map<string, number>();

  /** The uid asked last: most traces of one app need no more. */
  #lastUid = Number.NaN;
  #lastApp = NONE;
  /** What each slot answered last, plus one; 0: nothing yet. Made when a second app comes. */
  #appInSlot: Int32Array | undefined;
  readonly #serviceOfString: Int32Array;
  readonly #processOfString: Int32Array;
  /** By service: the main process of its app. */
  readonly #mainProcess: number[] = [];

  constructor(
    readonly text: (string: number) => string,
    strings: number,
  ) {
    this.#serviceOfString = new Int32Array(strings);
    this.#processOfString = new Int32Array(strings);
  }

  /** Sets `app`, `service` and `process` for a row; false when the row names nobody. */
  place(uid: number, serviceString: number, processString: number): boolean {
    this.app = NONE;
    this.service = NONE;
    this.process = NONE;
    if (serviceString === 0 && processString === 0 && uid === NONE) return false;
    const app = this.#appOf(uid, serviceString, processString);
    this.app = app;
    if (serviceString !== 0) this.service = this.#serviceOf(app, serviceString);
    if (processString !== 0) this.process = this.#processOf(app, processString);
    else if (serviceString !== 0) this.process = this.#mainProcessOf(app, this.service);
    return true;
  }

  #appOf(uid: number, serviceString: number, processString: number): number {
    const app = uid === this.#lastUid ? this.#lastApp : this.#appOfUid(uid);
    this.#lastUid = uid;
    this.#lastApp = app;
    // The first event of an app may carry no name (a target SDK, a force-stop).
    if (this.apps[app]!.packageName === '') this.#nameApp(app, serviceString === 0 ? processString : serviceString);
    return app;
  }

  #appOfUid(uid: number): number {
    if (this.apps.length === 0) return this.#newApp(uid);
    this.#appInSlot ??= new Int32Array(UID_SLOTS);
    const slot = uid & (UID_SLOTS - 1);
    let app = this.#appInSlot[slot]! - 1;
    if (app < 0 || this.apps[app]!.uid !== uid) {
      app = this.#appByUid.get(uid) ?? this.#newApp(uid);
      this.#appInSlot[slot] = app + 1;
    }
    return app;
  }

  #newApp(uid: number): number {
    const app = this.apps.push({ uid, packageName: '' }) - 1;
    this.#appByUid.set(uid, app);
    return app;
  }

  #nameApp(app: number, string: number): void {
    if (string !== 0) this.apps[app] = { uid: this.apps[app]!.uid, packageName: packageOf(this.text(string)) };
  }

  #serviceOf(app: number, string: number): number {
    const last = this.#serviceOfString[string]! - 1;
    if (last >= 0 && this.services[last]!.app === app) return last;
    const key = app * SPAN + string;
    const service = this.#serviceByKey.get(key) ?? this.services.push({ component: this.text(string), app }) - 1;
    this.#serviceByKey.set(key, service);
    this.#serviceOfString[string] = service + 1;
    return service;
  }

  #processOf(app: number, string: number): number {
    const last = this.#processOfString[string]! - 1;
    if (last >= 0 && this.processes[last]!.app === app) return last;
    const key = app * SPAN + string;
    const process = this.#processByKey.get(key) ?? this.#processNamed(app, this.text(string));
    this.#processByKey.set(key, process);
    this.#processOfString[string] = process + 1;
    return process;
  }

  /** Events of a service that name no process mean the app's main process, which is named like the package. */
  #mainProcessOf(app: number, service: number): number {
    const known = this.#mainProcess[service];
    if (known !== undefined) return known;
    const process = this.#processNamed(app, packageOf(this.services[service]!.component));
    this.#mainProcess[service] = process;
    return process;
  }

  #processNamed(app: number, name: string): number {
    const key = `${app} ${name}`;
    const process = this.#processByName.get(key) ?? this.processes.push({ name, app }) - 1;
    this.#processByName.set(key, process);
    return process;
  }
}
