package dev.curfew.conformance.aosp.system;

import java.util.HashMap;
import java.util.Map;

/** What is set on the device and for the app, as the platform asks for it: DeviceConfig, compat changes, flags, rights. */
public final class Policy {
    public int targetSdk;
    /** Values of DeviceConfig, namespace activity_manager. */
    public final Map<String, Long> deviceConfig = new HashMap<>();
    /** Values of Settings.Global activity_manager_constants. */
    public final Map<String, Long> globalSettings = new HashMap<>();
    public final Map<Long, Boolean> compatOverrides = new HashMap<>();
    /** aconfig flags that differ from what the jar has, by the name of their method. */
    public final Map<String, Boolean> flags = new HashMap<>();
    /** Whether the app may start foreground services from the background, told to the platform as a profile owner's right. */
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

    boolean isExempt() {
        return wordOfStep != null ? wordOfStep : mayStartFromBackground;
    }
}
