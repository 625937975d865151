/** The catalogue: one file for each part of the window. Keys begin with the part's name. */
import { fleet } from './en/fleet.js';
import { frame } from './en/frame.js';
import { reports } from './en/reports.js';
import { runs } from './en/runs.js';
import { scenarios } from './en/scenarios.js';
import { settings } from './en/settings.js';
import { timeline } from './en/timeline.js';
import { welcome } from './en/welcome.js';
import { words } from './en/words.js';

export const en = {
  ...frame,
  ...words,
  ...welcome,
  ...fleet,
  ...timeline,
  ...scenarios,
  ...runs,
  ...reports,
  ...settings,
} as const;
