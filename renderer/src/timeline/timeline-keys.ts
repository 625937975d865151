/** What each key does while the timeline has the focus. */
export type TimelineAction =
  | 'left'
  | 'right'
  | 'page-left'
  | 'page-right'
  | 'closer'
  | 'wider'
  | 'fit'
  | 'next-divergence'
  | 'previous-divergence'
  | 'next-outcome'
  | 'previous-outcome'
  | 'table'
  | 'pin'
  | 'clear';

/** Up and Down are missing: they scroll the lanes, as everywhere. */
const actions: ReadonlyMap<string, TimelineAction> = new Map([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['Shift+ArrowLeft', 'page-left'],
  ['Shift+ArrowRight', 'page-right'],
  ['+', 'closer'],
  ['=', 'closer'],
  ['-', 'wider'],
  ['−', 'wider'],
  ['0', 'fit'],
  [']', 'next-divergence'],
  ['[', 'previous-divergence'],
  ['.', 'next-outcome'],
  [',', 'previous-outcome'],
  ['t', 'table'],
  ['Enter', 'pin'],
  ['Escape', 'clear'],
]);

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** `null`: the key is not ours. Alt is allowed: some keyboards need it for brackets. */
export function actionOfKey(pressed: Pressed): TimelineAction | null {
  if (pressed.ctrlKey || pressed.metaKey) return null;
  const withShift = pressed.shiftKey ? actions.get(`Shift+${pressed.key}`) : undefined;
  return withShift ?? actions.get(pressed.key) ?? null;
}

/** As long as G waits for the letter of a page. */
const GO_MS = 1_500;

/** G was pressed just before: this letter names a page and is not ours. */
export function isGoPrefix(
  last: { readonly key: string; readonly at: number },
  event: { readonly timeStamp: number },
): boolean {
  return last.key === 'g' && event.timeStamp - last.at < GO_MS;
}
