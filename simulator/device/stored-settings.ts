/** `settings`: three namespaces of keys, kept on disk. */
export const settingNamespaces = ['system', 'secure', 'global'] as const;
export type SettingNamespace = (typeof settingNamespaces)[number];

export class StoredSettings {
  readonly #values: Readonly<Record<SettingNamespace, Map<string, string>>> = {
    system: new Map([['screen_off_timeout', '60000']]),
    secure: new Map([['android_id', '9774d56d682e549c']]),
    global: new Map([
      ['adb_enabled', '1'],
      ['airplane_mode_on', '0'],
      ['animator_duration_scale', '1.0'],
      ['device_provisioned', '1'],
      ['low_power', '0'],
      ['stay_on_while_plugged_in', '0'],
      ['transition_animation_scale', '1.0'],
      ['window_animation_scale', '1.0'],
    ]),
  };

  readonly #listeners = new Set<(namespace: SettingNamespace, key: string) => void>();

  get(namespace: SettingNamespace, key: string): string | undefined {
    return this.#values[namespace].get(key);
  }

  put(namespace: SettingNamespace, key: string, value: string): void {
    this.#values[namespace].set(key, value);
    this.#tell(namespace, key);
  }

  /** Whether there was one. */
  delete(namespace: SettingNamespace, key: string): boolean {
    const wasThere = this.#values[namespace].delete(key);
    if (wasThere) this.#tell(namespace, key);
    return wasThere;
  }

  onChange(listener: (namespace: SettingNamespace, key: string) => void): void {
    this.#listeners.add(listener);
  }

  list(namespace: SettingNamespace): readonly (readonly [string, string])[] {
    return [...this.#values[namespace]].toSorted(([first], [second]) => (first < second ? -1 : 1));
  }

  #tell(namespace: SettingNamespace, key: string): void {
    for (const listener of this.#listeners) listener(namespace, key);
  }
}
