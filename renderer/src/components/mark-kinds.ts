/** What a mark is drawn with: shape says what (the outlines are those of reports), voice who says it, tone how bad it is. */
export { markMeaning, markOf, markOutlines as markShapes, type MarkKind } from '../../../app/api/picture.js';

/** `predicted`: hollow. `observed`: solid. `agreed`: both in one place, filled with an outline round it. */
export type Voice = 'predicted' | 'observed' | 'agreed';

export type Tone = 'ink' | 'agree' | 'small' | 'wrong' | 'unknown' | 'muted';
