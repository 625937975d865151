/** `chatty`: logd says that it dropped lines of a talkative writer, or folded identical ones. */
import type { FactBody } from '../fact.js';
import { nothing } from './line-rules.js';

/** `uid=1000(system) android.bg expire 25 lines`, `uid=10251(com.foo) identical 1 line` */
export function linesLost(message: string): readonly FactBody[] {
  const match = /(?:^|\s)(expire|identical) (\d{1,12}) lines?\s*$/.exec(message.slice(-120));
  if (match === null || !message.startsWith('uid=')) return nothing;
  const uid = /^uid=(\d{1,10})(?!\d)/.exec(message)?.[1];
  return [
    {
      kind: 'lines-lost',
      count: Number(match[2]),
      identical: match[1] === 'identical',
      uid: uid === undefined ? undefined : Number(uid),
    },
  ];
}
