/** Light, dark or high contrast. A person's choice is a setting of the lab; `system` follows the computer. */
import type { Settings } from '../../../app/api/contract.js';
import { ask } from './lab-client.svelte.js';
import { showToast } from './toasts.svelte.js';

export type ThemeChoice = Settings['theme'];
export type ShownTheme = 'light' | 'dark' | 'contrast';

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

let choice = $state<ThemeChoice>('system');
let ofSystem = $state<ShownTheme>(readSystem());

function readSystem(): ShownTheme {
  if (contrast.matches) return 'contrast';
  return dark.matches ? 'dark' : 'light';
}

function show(): void {
  ofSystem = readSystem();
  document.documentElement.dataset['theme'] = shownTheme();
}

/** What is really shown; a canvas draws again when it changes. */
export function shownTheme(): ShownTheme {
  return choice === 'system' ? ofSystem : choice;
}

export function themeChoice(): ThemeChoice {
  return choice;
}

/** Shows a theme at once; `settings.change` is the business of whoever asked for it. */
function showTheme(theme: ThemeChoice): void {
  choice = theme;
  show();
}

/** Shows the system's theme, and then what the settings say. */
export async function startTheme(): Promise<void> {
  dark.addEventListener('change', show);
  contrast.addEventListener('change', show);
  show();
  const settings = await ask('settings.read', {});
  if (settings.ok) showTheme(settings.value.theme);
}

/** Shows a theme and keeps it as the setting. */
export async function changeTheme(theme: ThemeChoice): Promise<void> {
  showTheme(theme);
  const answer = await ask('settings.change', { theme });
  if (!answer.ok) showToast('wrong', answer.error.text);
}
