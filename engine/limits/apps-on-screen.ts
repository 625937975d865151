/** Which apps are on screen: those of which any process is TOP. */
import { isTop, type Program } from '../replay/program.js';

export class AppsOnScreen {
  /** By app: its processes that are TOP. */
  readonly #top = new Map<number, Set<number>>();

  constructor(readonly program: Program) {}

  has(app: number): boolean {
    return (this.#top.get(app)?.size ?? 0) > 0;
  }

  /** `state`: a `ProcessState`, or Infinity for a process that is no more. Returns the app if it came or left, else -1. */
  set(process: number, state: number): number {
    const { app } = this.program.processes[process]!;
    const was = this.has(app);
    const top = this.#top.get(app) ?? new Set();
    this.#top.set(app, top);
    if (isTop(state)) top.add(process);
    else top.delete(process);
    return was === this.has(app) ? -1 : app;
  }

  /** Every process of the app died. */
  forgetApp(app: number): void {
    this.#top.delete(app);
  }

  forgetAll(): void {
    this.#top.clear();
  }
}
