/** One clock for all ages on the screen. */
import { t } from '../messages/translate.js';

let now = $state(Date.now());
setInterval(() => {
  now = Date.now();
}, 1_000);

/** Milliseconds since 1970; moves once a second. */
export function clock(): number {
  return now;
}

/** `a moment`, `12 s`, `4 min`, `3 h`, `2 d`. */
export function ageOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 2) return t('age.now');
  if (seconds < 60) return t('age.seconds', { value: seconds });
  if (seconds < 3_600) return t('age.minutes', { value: Math.floor(seconds / 60) });
  if (seconds < 86_400) return t('age.hours', { value: Math.floor(seconds / 3_600) });
  return t('age.days', { value: Math.floor(seconds / 86_400) });
}

/** Age of an ISO time now. */
export function ageSince(iso: string): string {
  return ageOf(now - Date.parse(iso));
}
