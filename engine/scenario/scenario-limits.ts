/** Bounds on what a scenario may make grow. Larger ones are refused with a message. */

/** Characters of a scenario file, or of one line of JSON Lines. */
export const maxScenarioLength = 1 << 20;
/** Nesting of the document; a scenario needs five levels. */
export const maxNesting = 32;
export const maxSteps = 10_000;
export const maxServices = 200;
export const maxProcesses = 50;
export const maxExpectations = 10_000;
/** Mistakes that are told; a file with more is most likely no scenario at all. */
export const maxErrors = 100;
/** Characters of a name of a scenario, app, service or process. */
export const maxNameLength = 200;
