/** Short notes at the edge of the window. Good news leaves by itself; bad news stays until it is dismissed. */
export interface Toast {
  readonly id: number;
  readonly tone: 'agree' | 'small' | 'wrong';
  readonly text: string;
}

const GOOD_NEWS_MS = 5_000;
/** More than these are never shown; the oldest goes. */
const MOST = 5;

let toasts = $state.raw<readonly Toast[]>([]);
let nextId = 1;

export function shownToasts(): readonly Toast[] {
  return toasts;
}

export function showToast(tone: Toast['tone'], text: string): void {
  const id = nextId;
  nextId += 1;
  toasts = [...toasts.filter((toast) => toast.text !== text), { id, tone, text }].slice(-MOST);
  if (tone === 'agree') setTimeout(() => dismissToast(id), GOOD_NEWS_MS);
}

export function dismissToast(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
}
