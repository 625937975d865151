/**
 * DeviceConfig (`device_config`): flags by namespace, kept on disk, and the server's pushes that overwrite them. Source:
 * specification adb-and-devices, 8.1.
 */
export type SyncMode = 'none' | 'until_reboot' | 'persistent';

/** Keys of `activity_manager` that the shell may write from Android 16 on: the part of AOSP's list that concerns the limits. */
const allowedActivityManagerKeys: ReadonlySet<string> = new Set([
  'data_sync_fgs_timeout_duration',
  'media_processing_fgs_timeout_duration',
  'fgs_crash_extra_wait_duration',
  'short_fgs_timeout_duration',
  'short_fgs_proc_state_extra_wait_duration',
  'short_fgs_anr_extra_wait_duration',
  'fgs_start_foreground_timeout',
  'service_start_foreground_timeout_ms',
  'default_fgs_starts_restriction_enabled',
  'default_background_fgs_starts_restriction_enabled',
  'fg_to_bg_fgs_grace_duration',
  'top_to_fgs_grace_duration',
  'max_phantom_processes',
]);
const allowedPrefixes = ['fgs_type_perm_enforcement_flag_', 'bg_fgs_'];

export class DeviceFlags {
  readonly #values = new Map<string, Map<string, string>>();
  #syncMode: SyncMode = 'none';
  readonly #listeners = new Set<(namespace: string, key: string, value: string | undefined) => void>();

  constructor(private readonly hasAllowlist: boolean) {}

  get syncMode(): SyncMode {
    return this.#syncMode;
  }

  set syncMode(mode: SyncMode) {
    this.#syncMode = mode;
  }

  get(namespace: string, key: string): string | undefined {
    return this.#values.get(namespace)?.get(key);
  }

  mayShellWrite(namespace: string, key: string): boolean {
    if (!this.hasAllowlist) return true;
    if (namespace !== 'activity_manager') return false;
    return allowedActivityManagerKeys.has(key) || allowedPrefixes.some((prefix) => key.startsWith(prefix));
  }

  put(namespace: string, key: string, value: string): void {
    const flags = this.#values.get(namespace) ?? new Map<string, string>();
    this.#values.set(namespace, flags.set(key, value));
    this.#tell(namespace, key, value);
  }

  delete(namespace: string, key: string): boolean {
    const wasThere = this.#values.get(namespace)?.delete(key) ?? false;
    if (wasThere) this.#tell(namespace, key, undefined);
    return wasThere;
  }

  list(namespace: string): readonly (readonly [string, string])[] {
    const flags = this.#values.get(namespace) ?? new Map<string, string>();
    return [...flags].toSorted(([first], [second]) => (first < second ? -1 : 1));
  }

  namespaces(): readonly string[] {
    return [...this.#values.keys()].toSorted();
  }

  onChange(listener: (namespace: string, key: string, value: string | undefined) => void): void {
    this.#listeners.add(listener);
  }

  /** A push of the server: it sets its values, unless synchronisation is off. Returns whether it came through. */
  push(values: Readonly<Record<string, string | undefined>>, namespace: string): boolean {
    if (this.#syncMode !== 'none') return false;
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) this.delete(namespace, key);
      else this.put(namespace, key, value);
    }
    return true;
  }

  restart(): void {
    if (this.#syncMode === 'until_reboot') this.#syncMode = 'none';
  }

  #tell(namespace: string, key: string, value: string | undefined): void {
    for (const listener of this.#listeners) listener(namespace, key, value);
  }
}
