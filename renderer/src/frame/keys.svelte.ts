/** Keys that work everywhere: Ctrl/⌘-K finds, G and a letter goes to a page, ? shows the list. */
import { goTo } from '../state/router.svelte.js';
import { hrefTo } from '../state/route.js';

export const isMac = navigator.userAgent.includes('Mac OS');

class OpenState {
  isOpen = $state(false);
  open = (): void => {
    this.isOpen = true;
  };
  close = (): void => {
    this.isOpen = false;
  };
}

export const findDialog = new OpenState();
export const keysDialog = new OpenState();

/** The letter after G. */
export const pageKeys = {
  f: 'fleet',
  t: 'traces',
  s: 'scenarios',
  r: 'runs',
  e: 'reports',
  o: 'settings',
} as const;

/** G waits this long for its letter. */
const WAIT_MS = 1_500;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function pageOfKey(key: string): string | undefined {
  return Object.entries(pageKeys).find(([letter]) => letter === key)?.[1];
}

export function watchKeys(signal: AbortSignal): void {
  let goPressedAt = -Infinity;
  const onKey = (event: KeyboardEvent): void => {
    const withCommand = isMac ? event.metaKey : event.ctrlKey;
    if (withCommand && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      findDialog.isOpen = !findDialog.isOpen;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (event.key === '?') keysDialog.open();
    const page = event.timeStamp - goPressedAt < WAIT_MS ? pageOfKey(event.key) : undefined;
    goPressedAt = event.key === 'g' ? event.timeStamp : -Infinity;
    if (page !== undefined) {
      event.preventDefault();
      goTo(hrefTo(page));
    }
  };
  addEventListener('keydown', onKey, { signal });
}
