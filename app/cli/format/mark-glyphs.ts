import type { MarkKind } from '../../lab/reports/marks.js';

/** The marks of the lab as characters for terminals. */
export const markGlyph: Readonly<Record<MarkKind, string>> = {
  callback: '▽',
  crash: '✕',
  denied: '⊘',
  anr: '◔',
  reset: '↺',
  death: '†',
  reboot: '⏻',
  gap: '░',
  stopped: '□',
  frozen: '‖',
  demoted: '⌄',
  quiet: '◇',
};
