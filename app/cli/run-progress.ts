/** A run while it runs, at a terminal: a line for whatever changes, and on a screen one line about the whole. */
import { formatDuration } from '../../engine/time-format.js';
import { visibleText } from '../lab/reports/visible-text.js';
import type { LiveCase, LiveRun } from '../lab/runs/live-run.js';
import { countVerdicts } from '../lab/runs/play/run-book.js';
import type { Run } from '../lab/runs/run.js';
import { liveCaseWords } from './format/run-text.js';
import { terminalProgress } from './progress.js';

export interface RunProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly nameOf: (device: string) => string;
  readonly now: () => number;
}

export class RunProgress {
  readonly #said = new Map<string, string>();
  readonly #status;
  readonly #begunAt: number;

  constructor(private readonly options: RunProgressOptions) {
    this.#status = terminalProgress(options.stream);
    this.#begunAt = options.now();
  }

  show(run: LiveRun): void {
    for (const each of run.cases) this.#showCase(each);
    const over = run.cases.filter(({ phase }) => phase === 'over').length;
    const left = run.leftMs === null ? '' : `, about ${formatDuration(Math.ceil(run.leftMs / 1_000) * 1_000)} left`;
    const what = run.isEnding ? 'restoring the devices' : run.isPaused ? 'paused' : 'running';
    this.#status.show(
      `${what}: ${over} of ${run.cases.length} cases, ${run.observations} lines heard${left}`,
      over,
      run.cases.length,
    );
  }

  end(): void {
    this.#status.done();
  }

  /** Changes that come close together are told as one, and the end of a run comes close behind that of its last cases. */
  showEnd(run: Run): void {
    for (const { scenario, device, state, attempts, reason, analysis } of run.cases)
      if (state !== 'planned')
        this.#showCase({
          scenario,
          device,
          state,
          phase: 'over',
          attempts,
          playedMs: 0,
          durationMs: 0,
          marks: [],
          verdicts: countVerdicts(analysis),
          reason,
        });
  }

  /** Each phase once; how far a case has come is for the line about the whole. */
  #showCase(each: LiveCase): void {
    const key = JSON.stringify([each.device, each.scenario]);
    const state = JSON.stringify([each.phase, each.attempts, each.reason]);
    const words = liveCaseWords({ ...each, durationMs: 0 });
    if (words === null || this.#said.get(key) === state) return;
    this.#said.set(key, state);
    this.#status.done();
    const { stream, nameOf, now } = this.options;
    const time = formatDuration(Math.round((now() - this.#begunAt) / 1_000) * 1_000).padStart(8);
    stream.write(
      `${time}  ${visibleText(nameOf(each.device))}  ${visibleText(each.scenario)}  ${visibleText(words)}\n`,
    );
  }
}
