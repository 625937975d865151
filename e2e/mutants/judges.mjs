/**
 * Every test that judges engine/limits and engine/replay. A mutant's run ends at the first test that fails: what finds much in
 * little time stands first. (`import.meta.glob` is hoisted, so that each has a file of its own.)
 */
import './agreement-first.mjs';
import './examples.mjs';
import './random-traces.mjs';
import './agreement-last.mjs';

export { collect } from './stand-in.mjs';
