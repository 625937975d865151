package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.util.Map;
import java.util.TreeMap;

/** What happens on the device around the app: the screen, the user, the boot, the configuration. */
public final class DeviceEvents {
    private static final int REASON_BOOT_COMPLETED = 200;

    private final SystemServer server;
    private final Mirror mirror;
    private final Policy policy;

    DeviceEvents(SystemServer server) {
        this.server = server;
        mirror = server.mirror;
        policy = server.platform.policy;
    }

    public void toTop(String process) {
        server.processes.start(process);
        // A process that comes up for an activity is TOP when its state is first looked at.
        server.processes.get(process).isTop = true;
        server.appWork.doAll();
        server.processStates.update();
    }

    public void toHome(String process) {
        AppProcess running = server.processes.get(process);
        if (running != null) running.isTop = false;
        server.processStates.update();
    }

    /** {@code am make-uid-idle} */
    public void idleUid() {
        mirror.call(server.activityManager, "makePackageIdle", Platform.PACKAGE, 0);
    }

    /**
     * The broadcast BOOT_COMPLETED puts the app on the temporary allowlist for foreground service
     * starts.
     */
    public void bootCompleted() {
        long duration = mirror.getLong(server.constants, "mBootTimeTempAllowlistDuration");
        Object item =
                mirror.create(
                        "com.android.server.am.ActivityManagerService$FgsTempAllowListItem",
                        duration,
                        REASON_BOOT_COMPLETED,
                        "boot",
                        Platform.SYSTEM_UID);
        mirror.call(
                mirror.get(server.activityManager, "mFgsStartTempAllowList"),
                "add",
                Platform.APP_UID,
                duration,
                item);
    }

    /**
     * The word of a step decides alone about starts from the background (docs/scenarios.md): while
     * it is done the app is on no temporary allowlist.
     */
    public void withoutAllowlist(Runnable step) {
        Object entries =
                mirror.get(
                        mirror.get(server.activityManager, "mFgsStartTempAllowList"),
                        "mTempAllowList");
        Object entry = mirror.call(entries, "get", Platform.APP_UID);
        mirror.call(entries, "remove", Platform.APP_UID);
        boolean hadProcess = server.uidRecord() != null;
        step.run();
        // The platform forgets the entry itself when the last process of the app goes.
        boolean isForgotten = hadProcess && server.uidRecord() == null;
        if (entry != null && !isForgotten) mirror.call(entries, "put", Platform.APP_UID, entry);
    }

    /**
     * {@code DeviceConfig} or {@code Settings.Global} changed: the platform reads its constants by
     * itself.
     */
    public void configure(String key, long value) {
        policy.deviceConfig.put(key, value);
        policy.globalSettings.put(key, value);
        readConstants();
    }

    public void readConstants() {
        if (policy.deviceConfig.isEmpty()) return;
        Map<String, String> properties = new TreeMap<>();
        policy.deviceConfig.forEach((key, value) -> properties.put(key, Long.toString(value)));
        Object listener = mirror.get(server.constants, "mOnDeviceConfigChangedListener");
        mirror.call(
                listener,
                "onPropertiesChanged",
                mirror.create(
                        "android.provider.DeviceConfig$Properties",
                        "activity_manager",
                        properties));
        mirror.call(server.constants, "updateConstants");
    }
}
