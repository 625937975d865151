/**
 * Process states (`ActivityManager.PROCESS_STATE_*`): the smaller, the more important.
 * Names as printed by the activity manager (`ProcessList.makeProcStateString`), which pads some of them to four characters.
 */
export const ProcessState = {
  PERSISTENT: 0,
  PERSISTENT_UI: 1,
  TOP: 2,
  BOUND_TOP: 3,
  FOREGROUND_SERVICE: 4,
  BOUND_FOREGROUND_SERVICE: 5,
  IMPORTANT_FOREGROUND: 6,
  IMPORTANT_BACKGROUND: 7,
  TRANSIENT_BACKGROUND: 8,
  BACKUP: 9,
  SERVICE: 10,
  RECEIVER: 11,
  TOP_SLEEPING: 12,
  HEAVY_WEIGHT: 13,
  HOME: 14,
  LAST_ACTIVITY: 15,
  CACHED_ACTIVITY: 16,
  CACHED_ACTIVITY_CLIENT: 17,
  CACHED_RECENT: 18,
  CACHED_EMPTY: 19,
  NONEXISTENT: 20,
} as const;

export type ProcessStateName = keyof typeof ProcessState;

/** Short names that logs print, for example in `uidState: TOP ` (`ProcessList.makeProcStateString`). */
const shortNames: Readonly<Record<string, ProcessStateName>> = {
  PER: 'PERSISTENT',
  PERU: 'PERSISTENT_UI',
  TOP: 'TOP',
  BTOP: 'BOUND_TOP',
  FGS: 'FOREGROUND_SERVICE',
  BFGS: 'BOUND_FOREGROUND_SERVICE',
  IMPF: 'IMPORTANT_FOREGROUND',
  IMPB: 'IMPORTANT_BACKGROUND',
  TRNB: 'TRANSIENT_BACKGROUND',
  BKUP: 'BACKUP',
  SVC: 'SERVICE',
  RCVR: 'RECEIVER',
  TPSL: 'TOP_SLEEPING',
  HVY: 'HEAVY_WEIGHT',
  HOME: 'HOME',
  LAST: 'LAST_ACTIVITY',
  CAC: 'CACHED_ACTIVITY',
  CACC: 'CACHED_ACTIVITY_CLIENT',
  CRE: 'CACHED_RECENT',
  CEM: 'CACHED_EMPTY',
  NONE: 'NONEXISTENT',
};

/** The state behind a printed short name such as `TOP ` or `CEM`; `undefined` for an unknown word. */
export function processStateOfShortName(word: string): number | undefined {
  const name = shortNames[word.trim()];
  return name === undefined ? undefined : ProcessState[name];
}

/** The longest name of a state number, or `STATE_<n>` for a number this table does not know. */
export function processStateName(state: number): string {
  const found = Object.entries(ProcessState).find(([, value]) => value === state);
  return found === undefined ? `STATE_${state}` : found[0];
}
