/** What a person has chosen for a run so far. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { RunRequest } from '../../../../app/api/contract.js';
import { formatWhen } from '../../components/format.js';
import { t } from '../../messages/translate.js';
import { ask } from '../../state/lab-client.svelte.js';

const MAX_TOLERANCE_MS = 600_000;
const DEFAULT_TOLERANCE_MS = 1_000;

export class PlanDraft {
  readonly scenarios = new SvelteSet<string>();
  readonly devices = new SvelteSet<string>();
  readonly targets = new SvelteSet<number>();
  /** Texts of the chosen scenarios, as they were read: by id. */
  readonly texts = new SvelteMap<string, { readonly title: string; readonly text: string }>();
  name = $state(t('plan.default-name', { date: formatWhen(new Date().toISOString()) }));
  note = $state('');
  compression = $state(1);
  tolerance = $state(String(DEFAULT_TOLERANCE_MS));
  error = $state<string | null>(null);

  toggle(kind: 'scenarios' | 'devices', id: string): void {
    if (!this[kind].delete(id)) this[kind].add(id);
    if (kind === 'scenarios') void this.readText(id);
  }

  toggleTarget(target: number): void {
    if (!this.targets.delete(target)) this.targets.add(target);
  }

  async readText(id: string): Promise<void> {
    if (!this.scenarios.has(id) || this.texts.has(id)) return;
    const answer = await ask('scenarios.read', { id });
    if (answer.ok) this.texts.set(id, { title: answer.value.file.name, text: answer.value.text });
    else this.error = answer.error.text;
  }

  async readDefaults(): Promise<void> {
    const settings = await ask('settings.read', {});
    if (!settings.ok) return;
    this.compression = settings.value.defaultCompression;
    this.tolerance = String(settings.value.toleranceMs);
  }
}

/** Milliseconds; `null` when what was typed is none. */
export function toleranceOf({ tolerance }: PlanDraft): number | null {
  if (!/^\d{1,6}$/.test(tolerance.trim())) return null;
  const value = Number(tolerance);
  return value >= 1 && value <= MAX_TOLERANCE_MS ? value : null;
}

/** `null` while something is missing. */
export function requestOf(draft: PlanDraft): RunRequest | null {
  const toleranceMs = toleranceOf(draft);
  const scenarios = [...draft.scenarios].flatMap((id) => draft.texts.get(id) ?? []);
  if (toleranceMs === null || draft.devices.size === 0) return null;
  if (scenarios.length === 0 || scenarios.length < draft.scenarios.size) return null;
  return {
    name: draft.name.trim(),
    scenarios,
    devices: [...draft.devices],
    compression: draft.compression,
    targets: [...draft.targets].toSorted((a, b) => a - b),
    toleranceMs,
    note: draft.note,
  };
}
