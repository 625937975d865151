import type { AppContext } from '../apps/app-code.js';
import type { Beats } from './beats.js';
import type { Bindings } from './bindings.js';
import type { Journal } from './journal.js';

/** What every part of the probe in one process shares. */
export interface ProbeParts {
  readonly context: AppContext;
  readonly journal: Journal;
  readonly beats: Beats;
  readonly bindings: Bindings;
}
