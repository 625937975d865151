/**
 * A device and the disks of some desktops, as plain data, and a way to play the ledger's procedures on them one effect at a
 * time: stop anywhere, lose the connection anywhere, change something in between, and go on from a copy of the world.
 */
import { fail, ok } from '../../../../engine/result.js';
import type { Change, Desktop } from '../change.js';
import { encodeLine } from '../journal/journal-line.js';
import { readJournal } from '../journal/read-journal.js';
import { applyChange, type ApplyResult } from '../steps/apply-change.js';
import type { DeviceState } from '../steps/device-state.js';
import type { Answer, Effect, Steps } from '../steps/effects.js';
import { meetDevice, openDevice } from '../steps/read-device.js';
import { restoreDevice, type RestoreReport } from '../steps/restore-device.js';
import { copyOf, type DeviceModel } from './device-model.js';
import { runShell } from './device-shell.js';

export interface World {
  device: DeviceModel;
  /** Desktop → text of its journal. */
  disks: Record<string, string>;
  /** Counts; stands for the clock. */
  time: number;
}

export const worldWith = (device: DeviceModel): World => ({ device, disks: {}, time: 0 });
export const copyWorld = ({ device, disks, time }: World): World => ({
  device: copyOf(device),
  disks: { ...disks },
  time,
});

/** What happens instead of, or around, the effect with this number (from 0, counted over the whole process). */
export interface Hooks {
  readonly before?: (index: number, effect: Effect, world: World) => void;
  /** `unsent`: the connection is lost before the effect; `unanswered`: after it, before the answer. */
  readonly connection?: (index: number) => 'unsent' | 'unanswered' | 'works';
  readonly isDiskFull?: (index: number) => boolean;
}

/** The process dies: thrown by a hook, caught by the test. */
export class Killed extends Error {}

/** One run of the program on one desktop. */
export class Process {
  effects = 0;
  readonly #desktop: Desktop;
  #nextLine: number;

  constructor(
    readonly world: World,
    readonly desktop: string,
    private readonly hooks: Hooks = {},
  ) {
    this.#desktop = { id: `desktop-${desktop}`, name: desktop };
    const disk = world.disks[desktop] ?? '';
    const { nextLine, isTorn } = readJournal(new TextEncoder().encode(disk), { isNumbered: true });
    this.#nextLine = nextLine;
    if (isTorn) world.disks[desktop] = `${disk}\n`;
  }

  /** Meets the device; undefined when it does not answer. */
  open(): DeviceState | undefined {
    const met = this.play(meetDevice());
    if (!met.ok) return undefined;
    const local = readJournal(new TextEncoder().encode(this.world.disks[this.desktop] ?? ''), { isNumbered: true });
    const opened = this.play(openDevice(met.value, local, this.#desktop, () => this.#now()));
    return opened.ok ? opened.value.state : undefined;
  }

  /** Makes changes until the session ends; `done` of the same session were made before. */
  apply(
    state: DeviceState,
    changes: readonly Change[],
    session = `session-${this.desktop}`,
    done = 0,
  ): readonly ApplyResult[] {
    const results: ApplyResult[] = [];
    for (const [index, change] of changes.entries()) {
      const result = this.play(applyChange(state, change, { session, entry: done + index + 1, run: 'run' }));
      results.push(result);
      if (result.ended !== undefined) break;
    }
    return results;
  }

  restore(state: DeviceState): RestoreReport {
    return this.play(restoreDevice(state));
  }

  play<T>(steps: Steps<T>): T {
    let step = steps.next();
    while (step.done !== true) step = steps.next(this.#carryOut(step.value));
    return step.value;
  }

  #carryOut(effect: Effect): Answer {
    const index = this.effects++;
    this.hooks.before?.(index, effect, this.world);
    if (effect.do === 'record') {
      if (this.hooks.isDiskFull?.(index) === true) return { of: 'record', result: fail('no space left on device') };
      this.world.disks[this.desktop] = `${this.world.disks[this.desktop] ?? ''}${this.lineOf(effect)}`;
      this.#nextLine++;
      return { of: 'record', result: ok(undefined) };
    }
    const connection = this.hooks.connection?.(index) ?? 'works';
    const answer = connection === 'unsent' ? undefined : this.#onDevice(effect);
    return connection === 'works' && answer !== undefined ? answer : lost(effect.do);
  }

  /** The line that a `record` effect adds. */
  lineOf(effect: Extract<Effect, { do: 'record' }>): string {
    return `${encodeLine(this.#nextLine, effect.record)}\n`;
  }

  #onDevice(effect: Exclude<Effect, { do: 'record' }>): Answer {
    const { device } = this.world;
    switch (effect.do) {
      case 'shell':
        return { of: 'shell', result: ok(runShell(device, effect.command)) };
      case 'push':
        device.files[effect.path] = new TextDecoder().decode(effect.bytes);
        return { of: 'push', result: ok(undefined) };
      case 'pull': {
        const text = device.files[effect.path];
        return { of: 'pull', result: ok(text === undefined ? null : new TextEncoder().encode(text)) };
      }
    }
  }

  #now(): string {
    this.world.time++;
    return new Date(Date.UTC(2026, 10, 22) + this.world.time * 1000).toISOString();
  }
}

function lost(of: 'shell' | 'push' | 'pull'): Answer {
  return { of, result: fail({ reason: 'lost', text: 'the connection was lost' }) };
}

/** A new process on a desktop finds the device and undoes what is open. */
export function restoreOn(world: World, desktop: string, hooks: Hooks = {}): RestoreReport | undefined {
  const process = new Process(world, desktop, hooks);
  const state = process.open();
  return state === undefined ? undefined : process.restore(state);
}
