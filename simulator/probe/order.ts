import type { Extras } from '../apps/app-code.js';

/** The text extras of an intent, in the language of the probe (native-probe-apk/README.md). */
export class Order {
  constructor(readonly extras: Extras) {}

  /** Names the run that asked; goes into every line that the order brings about. */
  get run(): string | undefined {
    return this.extras.get('run');
  }

  text(name: string, otherwise: string): string {
    return this.extras.get(name) ?? otherwise;
  }

  /** For what this order starts: its `with.` part, in the same run. */
  forChild(): Extras {
    const child = new Map<string, string>();
    if (this.run !== undefined) child.set('run', this.run);
    for (const [name, value] of this.extras) if (name.startsWith('with.')) child.set(name.slice('with.'.length), value);
    return child;
  }
}
