/**
 * The layouts that a line by itself gives away, in the order in which they are tried after the layout of the line before.
 * `tag` is not among them: see `undecided-lines.ts`.
 */
import { parseAndroidStudio } from './android-studio.js';
import { parseAndroidStudioClassic } from './android-studio-classic.js';
import { parseBrief } from './brief.js';
import type { Header, ParseHeader } from './header.js';
import { parseInAppViewer } from './in-app-viewer.js';
import { parseLong } from './long.js';
import { parseProcess } from './process.js';
import { parseTag } from './tag.js';
import { parseThread } from './thread.js';
import { parseThreadtime } from './threadtime.js';
import { parseTime } from './time.js';

export type LayoutName =
  | 'threadtime'
  | 'time'
  | 'brief'
  | 'process'
  | 'thread'
  | 'long'
  | 'android-studio-classic'
  | 'android-studio'
  | 'in-app-viewer'
  | 'tag';

/** Number of a layout: index into `layoutNames` and `layoutParsers`. */
export const Layout = {
  threadtime: 0,
  time: 1,
  brief: 2,
  process: 3,
  thread: 4,
  long: 5,
  androidStudioClassic: 6,
  androidStudio: 7,
  inAppViewer: 8,
  tag: 9,
} as const;

export const NO_LAYOUT = -1;

export const layoutNames: readonly LayoutName[] = [
  'threadtime',
  'time',
  'brief',
  'process',
  'thread',
  'long',
  'android-studio-classic',
  'android-studio',
  'in-app-viewer',
  'tag',
];

const layoutParsers: readonly ParseHeader[] = [
  parseThreadtime,
  parseTime,
  parseBrief,
  parseProcess,
  parseThread,
  parseLong,
  parseAndroidStudioClassic,
  parseAndroidStudio,
  parseInAppViewer,
  parseTag,
];

const strongLayouts: readonly number[] = [
  Layout.threadtime,
  Layout.time,
  Layout.androidStudioClassic,
  Layout.androidStudio,
  Layout.long,
  Layout.brief,
  Layout.process,
  Layout.thread,
  Layout.inAppViewer,
];

/** Number of the layout that the line has, `sticky` tried first; `NO_LAYOUT` when it has none. Fills `header`. */
export function parseStrongLayout(
  bytes: Uint8Array,
  start: number,
  end: number,
  header: Header,
  sticky: number,
): number {
  if (start >= end) return NO_LAYOUT;
  if (sticky >= 0 && sticky !== Layout.tag && layoutParsers[sticky]!(bytes, start, end, header)) return sticky;
  for (const layout of strongLayouts) {
    if (layout !== sticky && layoutParsers[layout]!(bytes, start, end, header)) return layout;
  }
  return NO_LAYOUT;
}
