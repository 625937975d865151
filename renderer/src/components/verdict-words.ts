/** Words and tone of a verdict: those of reports. */
export { outcomeWords, toneOf as toneOfVerdict, verdictWords } from '../../../app/api/picture.js';
