package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Hook;
import dev.curfew.conformance.aosp.loading.Replacements;
import java.lang.reflect.Array;
import java.util.ArrayList;

/**
 * Everything of Android that does not run as Google compiled it. The README lists the same, with reasons; what is not
 * here is the platform's own code.
 */
final class PlatformReplacements {
    private static final String AM = "com.android.server.am.";

    private PlatformReplacements() {}

    static Replacements of(Platform platform) {
        Replacements replacements = new Replacements();
        clocks(replacements, platform.clock);
        natives(replacements, platform);
        settings(replacements, platform);
        rights(replacements, platform);
        processes(replacements, platform);
        evidence(replacements, platform);
        silence(replacements);
        replacements.absent("com.android.server.PackageWatchdog");
        return replacements;
    }

    private static void clocks(Replacements to, VirtualClock clock) {
        to.method("android.os.SystemClock#uptimeMillis", (self, none) -> clock.uptime())
            .method("android.os.SystemClock#elapsedRealtime", (self, none) -> clock.elapsedRealtime())
            .method("android.os.SystemClock#elapsedRealtimeNanos", (self, none) -> clock.elapsedRealtime() * 1_000_000L)
            .method("android.os.SystemClock#uptimeNanos", (self, none) -> clock.uptime() * 1_000_000L)
            .method("android.os.SystemClock#currentThreadTimeMillis", (self, none) -> 0L);
    }

    /** Native methods on the road; none of them decides about a limit. */
    private static void natives(Replacements to, Platform platform) {
        Hook nothing = (self, none) -> null;
        to.method("android.os.MessageQueue#nativeInit", (self, none) -> 1L)
            .method("android.os.MessageQueue#nativeDestroy", nothing)
            .method("android.os.MessageQueue#nativePollOnce", nothing)
            .method("android.os.MessageQueue#nativeWake", nothing)
            .method("android.os.MessageQueue#nativeIsPolling", nothing)
            .method("android.os.MessageQueue#incAndTraceMessageCount", nothing)
            .method("android.os.MessageQueue#decAndTraceMessageCount", nothing)
            .method("android.os.MessageQueue#nativeSetSkipEpollWaitForZeroTimeout", nothing)
            .method("android.os.Binder#flushPendingCommands", nothing)
            .method("android.os.Binder#getNativeBBinderHolder", (self, none) -> 1L)
            .method("android.os.Binder#getNativeFinalizer", (self, none) -> 1L)
            .method("android.os.Binder#clearCallingIdentity", nothing)
            .method("android.os.Binder#restoreCallingIdentity", nothing)
            .method("android.os.Binder#getCallingUid", (self, none) -> Platform.SYSTEM_UID)
            .method("android.os.Binder#getCallingPid", (self, none) -> Platform.SYSTEM_PID)
            .method("android.os.Process#myPid", (self, none) -> Platform.SYSTEM_PID)
            .method("android.os.Process#myUid", (self, none) -> Platform.SYSTEM_UID)
            .method("android.os.Process#myTid", (self, none) -> Platform.SYSTEM_PID)
            .method("android.os.Process#setThreadPriority", nothing)
            .method("android.os.Process#getThreadPriority", nothing)
            .method("android.os.SystemProperties#native_get", (self, asked) -> platform.property((String) asked[0], asked.length > 1 ? (String) asked[1] : ""))
            .method("android.os.SystemProperties#native_get_int", (self, asked) -> asked[1])
            .method("android.os.SystemProperties#native_get_long", (self, asked) -> asked[1])
            .method("android.os.SystemProperties#native_get_boolean", (self, asked) -> asked[1])
            .method("android.os.SystemProperties#native_find", nothing)
            .method("dalvik.system.VMRuntime#is64Bit", (self, none) -> true)
            .method("android.system.OsConstants#initConstants", nothing)
            .method("dalvik.system.VMRuntime#newUnpaddedArray", (self, asked) -> Array.newInstance((Class<?>) asked[0], (Integer) asked[1]))
            .method("android.os.ServiceManager#getService", nothing)
            .method("android.system.Os#sysconf", (self, asked) -> 4096L)
            .method("com.android.server.utils.AnrTimer#nativeAnrTimerSupported", (self, none) -> false)
            .method("android.os.Process#freezeCgroupUid", nothing);
    }

    private static void settings(Replacements to, Platform platform) {
        Policy policy = platform.policy;
        Hook deviceConfig = (self, asked) -> {
            Long value = policy.deviceConfig.get((String) asked[1]);
            if (value == null || asked[2] instanceof Boolean || asked[2] instanceof String) return asked[2];
            if (asked[2] instanceof Integer) return value.intValue();
            return asked[2] instanceof Float ? (Object) value.floatValue() : value;
        };
        for (String type : new String[] {"Long", "Int", "Boolean", "Float"}) to.method("android.provider.DeviceConfig#get" + type, deviceConfig);
        to.method("android.provider.DeviceConfig#getString", (self, asked) -> asked[2])
            .method("android.provider.DeviceConfig#getProperty", (self, asked) -> null)
            .method("android.provider.Settings$Global#getString", (self, asked) -> platform.globalSettings((String) asked[1]))
            .method("android.provider.Settings$Global#getInt", (self, asked) -> asked.length > 2 ? asked[2] : 0)
            .method("android.provider.Settings$Secure#getStringForUser", (self, asked) -> null)
            .method("android.provider.Settings$Secure#getIntForUser", (self, asked) -> asked[2])
            .method("android.app.compat.CompatChanges#isChangeEnabled", (self, asked) -> platform.isChangeEnabled((Long) asked[0]));
        for (String flag : new String[] {"enableFgsTimeoutCrashBehavior", "introduceNewServiceOntimeoutCallback"})
            to.method("android.app.Flags#" + flag, (self, none) -> policy.flags.getOrDefault(flag, true));
    }

    /** Permissions and other rights: the app has what it needs, apart from starts in the background. */
    private static void rights(Replacements to, Platform platform) {
        to.method(AM + "ActivityManagerService#checkPermission", (self, asked) -> platform.permission((String) asked[0]))
            .method(AM + "ActivityManagerService#checkCallingPermission", (self, asked) -> 0)
            .method("android.app.AppGlobals#getPackageManager", (self, none) -> platform.neighbours().packages)
            .method("android.app.ActivityManager#checkUidPermission", (self, asked) -> 0)
            .method(AM + "ActivityManagerService#enforcePermission", (self, asked) -> null)
            .method(AM + "ActivityManagerService#enforceCallingPermission", (self, asked) -> null)
            .method(AM + "ActivityManagerService#checkComponentPermission", (self, asked) -> 0)
            .method(AM + "ActivityManagerService#validateAssociationAllowedLocked", (self, asked) -> true)
            .method(AM + "ActivityManagerService#canScheduleUserInitiatedJobs", (self, asked) -> false)
            .method(AM + "ActivityManagerService#doesReasonCodeAllowSchedulingUserInitiatedJobs", (self, asked) -> false)
            .method(AM + "ActivityManagerService#getAppOpsManager", (self, none) -> platform.appOpsManager)
            .method(AM + "ActivityManagerService#getPackageManagerInternal", (self, none) -> platform.packageManager)
            .method(AM + "ActivityManagerService#appServicesRestrictedInBackgroundLOSP", (self, asked) -> platform.backgroundServiceMode())
            .method(AM + "ActiveServices#validateForegroundServiceType", (self, asked) -> platform.typeIsAllowed())
            .method(AM + "ActiveServices#registerAppOpCallbackLocked", (self, asked) -> null)
            .method(AM + "ActiveServices#unregisterAppOpCallbackLocked", (self, asked) -> null)
            .method(AM + "ActiveServices#verifyPackage", (self, asked) -> true)
            .method("android.os.UserManager#isDeviceInDemoMode", (self, asked) -> false)
            .method("android.os.UserManager#isVisibleBackgroundUsersEnabled", (self, none) -> false)
            .method("android.app.AppOpsManager#getToken", (self, asked) -> null)
            .method("android.app.AppOpsManager#checkOpNoThrow", (self, asked) -> platform.appOp((Integer) asked[0]));
    }

    /** Processes come at once, and their states follow {@link ProcessStates}. */
    private static void processes(Replacements to, Platform platform) {
        to.hash(AM + "ServiceRecord", (self, none) -> platform.server().orderOf(self));
        Hook update = (self, asked) -> {
            platform.processStates().update();
            return true;
        };
        to.method(AM + "OomAdjuster#enqueueOomAdjTargetLocked", (self, asked) -> null)
            .method(AM + "OomAdjuster#updateOomAdjPendingTargetsLocked", update)
            .method(AM + "OomAdjuster#updateOomAdjLocked", update)
            .method(AM + "OomAdjuster#evaluateServiceConnectionAdd", (self, asked) -> true)
            .method(AM + "OomAdjuster#evaluateServiceConnectionRemoval", (self, asked) -> true)
            .method(AM + "ActivityManagerService#startProcessLocked", (self, asked) -> platform.processes().start((String) asked[0]))
            .method(AM + "ActivityManagerService#updateLruProcessLocked", (self, asked) -> null)
            .method(AM + "ActivityManagerService#noteUidProcessState", (self, asked) -> null)
            .method(AM + "ActivityManagerService#enqueueUidChangeLocked", (self, asked) -> null)
            .method(AM + "ActivityManagerService#wasPackageEverLaunched", (self, asked) -> true)
            .method(AM + "ActivityManagerService#grantImplicitAccess", (self, asked) -> null)
            .method(AM + "ActivityManagerService#notifyPackageUse", (self, asked) -> null)
            .method(AM + "ActivityManagerService#updateForegroundServiceUsageStats", (self, asked) -> null)
            .method(AM + "ActivityManagerService#startAssociationLocked", (self, asked) -> null)
            .method(AM + "ActivityManagerService#stopAssociationLocked", (self, asked) -> null)
            .method(AM + "ActivityManagerService#scheduleUpdateBinderHeavyHitterWatcherConfig", (self, asked) -> null)
            .method(AM + "ActivityManagerService#backgroundServicesFinishedLocked", (self, asked) -> null)
            .method(AM + "ActivityManagerService#boostPriorityForLockedSection", (self, asked) -> null)
            .method(AM + "ActivityManagerService#resetPriorityAfterLockedSection", (self, asked) -> null)
            .method(AM + "ActivityManagerService#boostPriorityForProcLockedSection", (self, asked) -> null)
            .method(AM + "ActivityManagerService#resetPriorityAfterProcLockedSection", (self, asked) -> null)
            .method(AM + "ActivityManagerService#tempAllowlistUidLocked", (self, asked) -> null)
            .method(AM + "ActiveServices#wasStopped", (self, asked) -> false)
            .method(AM + "ProcessList#enqueueProcessChangeItemLocked", (self, asked) -> platform.processChange())
            .method(AM + "ProcessList#incrementProcStateSeqAndNotifyAppsLOSP", (self, asked) -> null)
            .method(AM + "ProcessList#killAppZygotesLocked", (self, asked) -> null)
            .method(AM + "ProcessList#freezeBinderAndPackageCgroup", (self, asked) -> new ArrayList<>())
            .method(AM + "ProcessList#removeProcessLocked", (self, asked) -> platform.processes().removeBySystem(asked))
            .method(AM + "ConnectionRecord#startAssociationIfNeeded", (self, asked) -> null)
            .method(AM + "ConnectionRecord#stopAssociation", (self, asked) -> null)
            .method(AM + "ServiceRecord#updateKeepWarmLocked", (self, asked) -> null);
    }

    /** Where the platform says what it did. */
    private static void evidence(Replacements to, Platform platform) {
        to.method("android.util.Slog#e", (self, said) -> platform.processStates().onLogLine((String) said[1]))
            .method(AM + "AnrHelper#appNotResponding", (self, asked) -> platform.processes().onAnr(asked))
            .method(AM + "EventLogTags#writeAmStopIdleService", (self, said) -> platform.onIdleStop((String) said[1]));
        if (platform.isTracing) {
            for (String level : new String[] {"w", "i", "d", "wtf", "v"})
                to.method("android.util.Slog#" + level, (self, said) -> platform.trace(level, said));
        }
    }

    /** Statistics, battery, notifications, traces: nothing that a limit asks. */
    private static void silence(Replacements to) {
        to.silent(
            "android.util.Slog",
            "android.util.Log",
            "android.util.EventLog",
            "android.os.Trace",
            AM + "EventLogTags",
            AM + "BatteryStatsService",
            AM + "AppProfiler",
            AM + "CachedAppOptimizer",
            AM + "ProcessStatsService",
            AM + "ForegroundServiceTypeLoggerModule",
            AM + "PhantomProcessList",
            AM + "ProviderMap",
            AM + "AppStartInfoTracker",
            AM + "ProcessList$IsolatedUidRange",
            AM + "ActivityManagerUtils",
            "com.android.internal.util.FrameworkStatsLog",
            "com.android.server.am.OomAdjusterDebugLogger",
            "com.android.server.ThreadPriorityBooster",
            "com.android.internal.app.procstats.ServiceState")
            .hollow("libcore.util.NativeAllocationRegistry", "com.android.internal.os.anr.AnrLatencyTracker", "com.android.server.wm.WindowProcessController", AM + "ProcessProfileRecord", AM + "ProcessCachedOptimizerRecord");
    }
}
