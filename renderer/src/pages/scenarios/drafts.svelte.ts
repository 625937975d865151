/** Texts that were changed and not saved: kept for as long as the window lives, whatever page is shown. */
import { SvelteMap } from 'svelte/reactivity';

export const drafts = new SvelteMap<string, string>();

/** The address of a scenario that has no file yet. */
export const NEW = 'new';

export const newText = `curfew: scenario/1
name: my scenario
app: { targetSdk: 35 }
services:
  - { name: Sync, declared: [dataSync] }
steps:
  - { at: 0s, do: startForegroundService, service: Sync }
  - { at: 0s, do: startForeground, service: Sync, types: [dataSync] }
  - { at: 7h, do: end }
expect:
  - { outcome: timeout-callback, service: Sync, type: dataSync, at: 6h }
`;
