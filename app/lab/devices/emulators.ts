/** Virtual devices of an Android SDK on this computer. */
import type { Result } from '../../../engine/result.js';

export interface Emulator {
  /** Name of the AVD. */
  readonly name: string;
  readonly state: 'stopped' | 'starting' | 'running';
  /** `emulator-5554`, when it runs. */
  readonly serial: string | null;
}

export interface EmulatorList {
  /** Path of the SDK's `emulator`; `null` when there is none, then `advice` says how to get it. */
  readonly program: string | null;
  readonly advice: string | null;
  readonly emulators: readonly Emulator[];
}

/** Errors are sentences that say what to do. */
export interface Emulators {
  readonly list: () => Promise<EmulatorList>;
  /** Headless, read-only, cold boot; settles when it has booted. */
  readonly start: (name: string, signal: AbortSignal) => Promise<Result<Emulator, string>>;
  readonly stop: (name: string) => Promise<Result<void, string>>;
}
