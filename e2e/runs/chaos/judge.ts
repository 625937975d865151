/** Says whether every promise was kept: the run over, every line there once, every device as it was found. */
import { isDeepStrictEqual } from 'node:util';
import { reboot, visibleState, type DeviceModel } from '../../../app/lab/ledger/testing/device-model.js';
import type { Run } from '../../../app/lab/runs/run.js';
import type { Store } from '../../../app/lab/store/store.js';
import { valueOf } from '../../../app/lab/store/store-fixture.js';

export class Judge {
  readonly problems: string[] = [];
  observations = 0;
  /** By device: every line of which the lab said that it is on the disk. */
  readonly #promised: ReadonlyMap<string, string[]>;
  readonly #pristine: readonly DeviceModel[];

  constructor(private readonly models: readonly DeviceModel[]) {
    this.#promised = new Map(models.map(({ serialno }) => [serialno, []]));
    this.#pristine = models.map((model) => structuredClone(model));
  }

  /** The lab said that these lines are on the disk. */
  promised(device: string, texts: readonly string[]): void {
    this.#promised.get(device)?.push(...texts);
  }

  async judge(store: Store, id: string): Promise<void> {
    this.#judgeRun(valueOf(await store.run(id)));
    this.models.forEach((model, at) => this.#judgeDevice(model, structuredClone(this.#pristine[at] ?? model)));
    for (const device of this.#promised.keys()) await this.#judgeLines(store, id, device);
  }

  #judgeRun(run: Run): void {
    for (const { scenario, device, state, attempts } of run.cases)
      if (state !== 'done' || attempts < 1) this.problems.push(`${scenario} on ${device} is ${state}`);
    for (const { id, changes } of run.devices) {
      const open = changes.filter(({ state }) => state === 'outstanding');
      if (open.length > 0) this.problems.push(`${open.length} changes of ${id} are told as outstanding`);
      if (changes.length === 0) this.problems.push(`no change of ${id} is told`);
    }
  }

  /** As it was found, apart from what its restarts do to any device. */
  #judgeDevice(model: DeviceModel, expected: DeviceModel): void {
    while (expected.boots < model.boots) reboot(expected);
    if (!isDeepStrictEqual(visibleState(model), visibleState(expected)))
      this.problems.push(`${model.serialno} is not as it was found: ${JSON.stringify(model.config)}`);
    if (model.files['/data/local/tmp/curfew/journal.jsonl'] !== undefined)
      this.problems.push(`${model.serialno} still has a copy of the journal`);
  }

  async #judgeLines(store: Store, run: string, device: string): Promise<void> {
    const kept = valueOf(await store.observations({ run, device, from: 0, limit: 100_000 }));
    this.observations += kept.length;
    if (kept.some(({ sequence }, at) => sequence !== at)) this.problems.push(`${device}: sequences with a gap`);
    const times = new Map<string, number>();
    for (const { source, text } of kept) if (source === 'logcat') times.set(text, (times.get(text) ?? 0) + 1);
    const lost = (this.#promised.get(device) ?? []).filter((text) => !times.has(text));
    const doubled = [...times].filter(([, count]) => count > 1);
    if (lost.length > 0) this.problems.push(`${device}: ${lost.length} observations lost`);
    if (doubled.length > 0) this.problems.push(`${device}: ${doubled.length} observations doubled`);
  }
}
