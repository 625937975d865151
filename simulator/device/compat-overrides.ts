import { compatChanges } from '../../engine/android/compat-changes.js';

/** Since which target SDK a change is on (specification fgs-limits, 4.5); others are on for everybody. */
const sinceTargetSdk: ReadonlyMap<string, number> = new Map([
  ['FGS_INTRODUCE_TIME_LIMITS', 35],
  ['FGS_BOOT_COMPLETED_RESTRICTIONS', 35],
  ['FGS_SAW_RESTRICTIONS', 35],
  ['FGS_BG_START_RESTRICTION_CHANGE_ID', 31],
  ['FGS_START_EXCEPTION_CHANGE_ID', 31],
]);

export interface CompatChange {
  readonly id: number;
  readonly name: string;
  readonly sinceTargetSdk: number | undefined;
}

/** `PlatformCompat`: changes that hang on the app's target SDK, and what has been overridden per package. On disk. */
export class CompatOverrides {
  readonly #overrides = new Map<number, Map<string, boolean>>();

  get changes(): readonly CompatChange[] {
    return [...compatChanges].map(([name, id]) => ({ id, name, sinceTargetSdk: sinceTargetSdk.get(name) }));
  }

  /** By name or number. */
  find(text: string): CompatChange | undefined {
    return this.changes.find(({ id, name }) => name === text || String(id) === text);
  }

  isEnabled(change: CompatChange, packageName: string, targetSdk: number): boolean {
    return this.overridesOf(change).get(packageName) ?? targetSdk >= (change.sinceTargetSdk ?? 0);
  }

  overridesOf({ id }: CompatChange): ReadonlyMap<string, boolean> {
    return this.#overrides.get(id) ?? new Map<string, boolean>();
  }

  override({ id }: CompatChange, packageName: string, isOn: boolean): void {
    const overrides = this.#overrides.get(id) ?? new Map<string, boolean>();
    this.#overrides.set(id, overrides.set(packageName, isOn));
  }

  reset({ id }: CompatChange, packageName: string): void {
    this.#overrides.get(id)?.delete(packageName);
  }
}
