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

  get(namespace: SettingNamespace, key: string): string | undefined {
    return this.#values[namespace].get(key);
  }

  put(namespace: SettingNamespace, key: string, value: string): void {
    this.#values[namespace].set(key, value);
  }

  /** Whether there was one. */
  delete(namespace: SettingNamespace, key: string): boolean {
    return this.#values[namespace].delete(key);
  }

  list(namespace: SettingNamespace): readonly (readonly [string, string])[] {
    return [...this.#values[namespace]].toSorted(([first], [second]) => (first < second ? -1 : 1));
  }
}
