/**
 * `-v brief` (liblog, FORMAT_BRIEF): no time. `flutter run` prints it too, with tags cut to their last 15 characters.
 *
 *     W/ActivityManager(  380): Permission denied: checkComponentPermission() owningUid=10008
 */
import type { Header } from './header.js';
import { parseLevelTagPid } from './level-tag-pid.js';

export function parseBrief(bytes: Uint8Array, start: number, end: number, header: Header): boolean {
  header.clear();
  return parseLevelTagPid(bytes, start, end, header);
}
