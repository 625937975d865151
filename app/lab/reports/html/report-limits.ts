/** How much of an analysis one report draws and lists. Everything beyond is counted in words beside the place where it is missing. */

/** Services whose lanes are drawn; those with outcomes come first. */
export const maxServiceLanes = 24;
/** Lanes that are drawn in the open; the rest is folded. */
export const openServiceLanes = 8;
/** Session bars of one lane. */
export const maxBarsPerLane = 400;
/** Marks of one lane. */
export const maxMarksPerLane = 120;
/** Process lanes. */
export const maxProcessLanes = 6;
/** Stretches of one lane of processes, screen, sleep or gaps. */
export const maxSpansPerLane = 600;
/** Budget curves drawn. */
export const maxBudgetCurves = 12;
/** Rows of one table. */
export const maxTableRows = 1_000;
/** Rows of the table twin of one budget curve. */
export const maxCurveRows = 200;
/** Evidence lines of one outcome. */
export const maxEvidenceLines = 20;
/** Characters of one log line. */
export const maxLineTextLength = 2_000;
/** Cases of a run that are told in detail; those that differ or did not end come first. */
export const maxDetailedCases = 200;
/** Cases of a run in the list of what differs, and sentences in the list of what was not observed. */
export const maxDifferences = 60;
