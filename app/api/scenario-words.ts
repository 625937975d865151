/** The words of a scenario, for an editor that completes them. Pure: a window may import all of it. */
export { stepFields, stepWords } from '../../engine/scenario/step-fields.js';
export { timeoutReactions } from '../../engine/scenario/scenario.js';
