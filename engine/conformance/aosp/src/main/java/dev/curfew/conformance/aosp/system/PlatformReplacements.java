package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Hook;
import dev.curfew.conformance.aosp.loading.Replacements;

import java.util.ArrayList;

/**
 * Everything of Android that does not run as Google compiled it, apart from what a JVM lacks. The
 * README lists the same with reasons; what is not here is the platform's own code.
 */
final class PlatformReplacements {
    private static final String AM = "com.android.server.am.";
    private static final String AMS = AM + "ActivityManagerService";
    private static final String SERVICES = AM + "ActiveServices";

    private PlatformReplacements() {}

    static Replacements of(Platform platform) {
        Replacements replacements = new Replacements();
        JvmReplacements.into(replacements, platform);
        settings(replacements, platform);
        rights(replacements, platform);
        processes(replacements, platform);
        bookkeeping(replacements);
        evidence(replacements, platform);
        silence(replacements);
        return replacements;
    }

    private static void settings(Replacements to, Platform platform) {
        Policy policy = platform.policy;
        Hook deviceConfig = (self, asked) -> policy.deviceConfig((String) asked[1], asked[2]);
        for (String type : new String[] {"Long", "Int", "Boolean", "Float"})
            to.method("android.provider.DeviceConfig#get" + type, deviceConfig);
        Hook otherwise = (self, asked) -> asked[2];
        to.method("android.provider.DeviceConfig#getString", otherwise)
                .answer("android.provider.DeviceConfig", null, "getProperty")
                .method(
                        "android.provider.Settings$Global#getString",
                        (self, asked) -> policy.globalSetting((String) asked[1]))
                .method(
                        "android.provider.Settings$Global#getInt",
                        (self, asked) -> asked.length > 2 ? asked[2] : 0)
                .answer("android.provider.Settings$Secure", null, "getStringForUser")
                .method("android.provider.Settings$Secure#getIntForUser", otherwise)
                .method(
                        "android.app.compat.CompatChanges#isChangeEnabled",
                        (self, asked) -> platform.isChangeEnabled((Long) asked[0]));
        String[] flags = {"enableFgsTimeoutCrashBehavior", "introduceNewServiceOntimeoutCallback"};
        for (String flag : flags)
            to.method(
                    "android.app.Flags#" + flag,
                    (self, none) -> policy.flags.getOrDefault(flag, true));
    }

    /** The app has every right that it needs, apart from starts in the background. */
    private static void rights(Replacements to, Platform platform) {
        to.method(AMS + "#checkPermission", (self, asked) -> platform.permission((String) asked[0]))
                .answer(AMS, 0, "checkCallingPermission", "checkComponentPermission")
                .answer(AMS, null, "enforcePermission", "enforceCallingPermission")
                .answer(AMS, true, "validateAssociationAllowedLocked")
                .answer(AMS, false, "canScheduleUserInitiatedJobs")
                .answer(AMS, false, "doesReasonCodeAllowSchedulingUserInitiatedJobs")
                .method(AMS + "#getAppOpsManager", (self, none) -> platform.appOpsManager)
                .method(AMS + "#getPackageManagerInternal", (self, none) -> platform.packageManager)
                .method(
                        AMS + "#appServicesRestrictedInBackgroundLOSP",
                        (self, asked) -> platform.backgroundServiceMode())
                .method(
                        SERVICES + "#validateForegroundServiceType",
                        (self, asked) -> platform.typeIsAllowed())
                .answer(SERVICES, true, "verifyPackage")
                .answer(SERVICES, null, "registerAppOpCallbackLocked")
                .answer(SERVICES, null, "unregisterAppOpCallbackLocked")
                .answer(SERVICES, false, "wasStopped")
                .answer("android.os.UserManager", false, "isDeviceInDemoMode")
                .answer("android.os.UserManager", false, "isVisibleBackgroundUsersEnabled")
                .answer("android.app.AppOpsManager", null, "getToken")
                .method(
                        "android.app.AppOpsManager#checkOpNoThrow",
                        (self, asked) -> platform.appOp((Integer) asked[0]))
                .answer("android.app.ActivityManager", 0, "checkUidPermission")
                .method(
                        "android.app.AppGlobals#getPackageManager",
                        (self, none) -> platform.neighbours().packages);
    }

    /** Processes come at once, and their states follow {@link ProcessStates}. */
    private static void processes(Replacements to, Platform platform) {
        Hook update =
                (self, asked) -> {
                    platform.processStates().update();
                    return true;
                };
        to.hash(AM + "ServiceRecord", (self, none) -> platform.server().orderOf(self))
                .answer(AM + "OomAdjuster", null, "enqueueOomAdjTargetLocked")
                .method(AM + "OomAdjuster#updateOomAdjPendingTargetsLocked", update)
                .method(AM + "OomAdjuster#updateOomAdjLocked", update)
                .answer(AM + "OomAdjuster", true, "evaluateServiceConnectionAdd")
                .answer(AM + "OomAdjuster", true, "evaluateServiceConnectionRemoval")
                .method(
                        AMS + "#startProcessLocked",
                        (self, asked) -> platform.processes().start((String) asked[0]))
                .method(
                        AM + "ProcessList#removeProcessLocked",
                        (self, asked) -> platform.processes().removeBySystem(asked))
                .answer(AM + "ProcessList", new ArrayList<>(), "freezeBinderAndPackageCgroup")
                .answer(AM + "ProcessList", null, "killAppZygotesLocked")
                .answer(AMS, null, "tempAllowlistUidLocked", "updateLruProcessLocked");
    }

    /** The platform telling others what it does. */
    private static void bookkeeping(Replacements to) {
        to.answer(AMS, null, "noteUidProcessState", "enqueueUidChangeLocked")
                .answer(AMS, true, "wasPackageEverLaunched")
                .answer(AMS, null, "grantImplicitAccess", "notifyPackageUse")
                .answer(AMS, null, "updateForegroundServiceUsageStats")
                .answer(AMS, null, "startAssociationLocked", "stopAssociationLocked")
                .answer(AMS, null, "scheduleUpdateBinderHeavyHitterWatcherConfig")
                .answer(AMS, null, "backgroundServicesFinishedLocked")
                .answer(AMS, null, "boostPriorityForLockedSection")
                .answer(AMS, null, "resetPriorityAfterLockedSection")
                .answer(AMS, null, "boostPriorityForProcLockedSection")
                .answer(AMS, null, "resetPriorityAfterProcLockedSection")
                .answer(AM + "ProcessList", null, "incrementProcStateSeqAndNotifyAppsLOSP")
                .answer(AM + "ConnectionRecord", null, "startAssociationIfNeeded")
                .answer(AM + "ConnectionRecord", null, "stopAssociation")
                .answer(AM + "ServiceRecord", null, "updateKeepWarmLocked");
    }

    /** Where the platform says what it did. */
    private static void evidence(Replacements to, Platform platform) {
        to.method(
                        "android.util.Slog#e",
                        (self, said) -> platform.processStates().onLogLine((String) said[1]))
                .method(
                        AM + "AnrHelper#appNotResponding",
                        (self, asked) -> platform.processes().onAnr(asked))
                .method(
                        AM + "EventLogTags#writeAmStopIdleService",
                        (self, said) -> platform.onIdleStop((String) said[1]))
                .method(
                        AM + "ProcessList#enqueueProcessChangeItemLocked",
                        (self, asked) -> platform.processChange());
        if (!platform.isTracing) return;
        for (String level : new String[] {"w", "i", "d", "wtf", "v"})
            to.method("android.util.Slog#" + level, (self, said) -> platform.trace(level, said));
    }

    /** Statistics, battery, logs, traces: nothing that a limit asks. */
    private static void silence(Replacements to) {
        to.silent(
                        "android.util.Slog",
                        "android.util.Log",
                        "android.util.EventLog",
                        "android.os.Trace",
                        "com.android.internal.util.FrameworkStatsLog",
                        "com.android.internal.app.procstats.ServiceState",
                        "com.android.server.ThreadPriorityBooster",
                        AM + "ActivityManagerUtils",
                        AM + "AppProfiler",
                        AM + "AppStartInfoTracker",
                        AM + "BatteryStatsService",
                        AM + "CachedAppOptimizer",
                        AM + "EventLogTags",
                        AM + "ForegroundServiceTypeLoggerModule",
                        AM + "OomAdjusterDebugLogger",
                        AM + "PhantomProcessList",
                        AM + "ProcessList$IsolatedUidRange",
                        AM + "ProcessStatsService",
                        AM + "ProviderMap")
                .hollow(
                        "com.android.internal.os.anr.AnrLatencyTracker",
                        "com.android.server.wm.WindowProcessController",
                        AM + "ProcessCachedOptimizerRecord",
                        AM + "ProcessProfileRecord");
    }
}
