package dev.curfew.conformance.aosp.system;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What is set on the device and for the app, as the platform asks for it: DeviceConfig, compat
 * changes, flags, rights.
 */
public final class Policy {
    public int targetSdk;

    /** Values of DeviceConfig, namespace activity_manager. */
    public final Map<String, Long> deviceConfig = new HashMap<>();

    /** Values of Settings.Global activity_manager_constants. */
    public final Map<String, Long> globalSettings = new HashMap<>();

    public final Map<Long, Boolean> compatOverrides = new HashMap<>();

    /** aconfig flags that differ from what the jar has, by the name of their method. */
    public final Map<String, Boolean> flags = new HashMap<>();

    /**
     * Whether the app may start foreground services from the background, told to the platform as a
     * profile owner's right.
     */
    public boolean mayStartFromBackground = true;

    /** The word of the step that is being done, which overrides that right; null for most steps. */
    public Boolean wordOfStep;

    public void clear() {
        deviceConfig.clear();
        globalSettings.clear();
        compatOverrides.clear();
        flags.clear();
        mayStartFromBackground = true;
        wordOfStep = null;
    }

    /**
     * {@code DeviceConfig.getLong} and its like: what was set, or what the platform falls back on.
     */
    Object deviceConfig(String key, Object otherwise) {
        Long value = deviceConfig.get(key);
        if (value == null) return otherwise;
        if (otherwise instanceof Long) return value;
        if (otherwise instanceof Integer) return value.intValue();
        return otherwise instanceof Float ? (Object) value.floatValue() : otherwise;
    }

    /** {@code Settings.Global.getString}: the constants of the activity manager, else null. */
    String globalSetting(String name) {
        if (!name.equals("activity_manager_constants") || globalSettings.isEmpty()) return null;
        StringJoiner list = new StringJoiner(",");
        globalSettings.forEach((key, value) -> list.add(key + '=' + value));
        return list.toString();
    }

    boolean isExempt() {
        return wordOfStep != null ? wordOfStep : mayStartFromBackground;
    }
}
