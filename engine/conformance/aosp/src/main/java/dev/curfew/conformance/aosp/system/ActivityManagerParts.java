package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.util.ArrayList;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Puts an {@code ActivityManagerService} together without its constructor: the parts that decide
 * about services are the platform's own objects, the neighbours that are only told something are
 * stubs.
 */
final class ActivityManagerParts {
    private static final String AM = "com.android.server.am.";

    private final Mirror mirror;
    final Object activityManager;
    final Object activeServices;
    final Object constants;
    final Object processList;
    final Object activeUids;
    final Object oomAdjuster;
    final Object appErrors;

    ActivityManagerParts(Platform platform, MainLooper looper) {
        mirror = platform.mirror;
        Neighbours neighbours = platform.neighbours();
        activityManager = mirror.allocate(AM + "ActivityManagerService");
        Object lock = mirror.allocate(AM + "ActivityManagerProcLock");
        set("mProcLock", lock);
        set(
                "mHandler",
                mirror.create(
                        AM + "ActivityManagerService$MainHandler",
                        activityManager,
                        looper.looper()));
        set("mUiHandler", mirror.create("android.os.Handler", looper.looper()));
        set("mPidsSelfLocked", mirror.create(AM + "ActivityManagerService$PidMap"));
        set("mForegroundPackages", mirror.create("com.android.internal.app.ProcessMap"));
        set("mForegroundServiceStateListeners", new ArrayList<>());
        set("mBindServiceEventListeners", new CopyOnWriteArrayList<>());
        set("mDeviceIdleExceptIdleAllowlist", new int[0]);
        set("mDeviceIdleTempAllowlist", new int[0]);
        set("mPendingTempAllowlist", mirror.create(AM + "PendingTempAllowlists", activityManager));
        set("mFgsStartTempAllowList", mirror.create(AM + "FgsTempAllowList"));
        set("mBootPhase", 1000);
        neighbours.into(activityManager);
        constants =
                mirror.create(
                        AM + "ActivityManagerConstants",
                        neighbours.context,
                        activityManager,
                        mirror.get(activityManager, "mHandler"));
        set("mConstants", constants);
        activeUids = mirror.create(AM + "ActiveUids", activityManager, true);
        processList = processList(lock);
        set("mProcessList", processList);
        oomAdjuster = oomAdjuster(lock);
        set("mOomAdjuster", oomAdjuster);
        setIfThere(activityManager, "mProcessStateController", this::processStateController);
        appErrors = appErrors(lock, neighbours);
        set("mAppErrors", appErrors);
        set("mAnrHelper", mirror.allocate(AM + "AnrHelper"));
        activeServices = mirror.create(AM + "ActiveServices", activityManager);
        set("mServices", activeServices);
    }

    private void set(String field, Object value) {
        if (mirror.hasField(activityManager, field)) mirror.set(activityManager, field, value);
    }

    /** For fields that not every release has. */
    private void setIfThere(Object target, String field, Supplier<Object> value) {
        if (mirror.hasField(target, field)) mirror.set(target, field, value.get());
    }

    private Object processList(Object lock) {
        Object list = mirror.allocate(AM + "ProcessList");
        mirror.set(list, "mService", activityManager);
        mirror.set(list, "mProcLock", lock);
        mirror.set(list, "mActiveUids", activeUids);
        mirror.set(list, "mLruProcesses", new ArrayList<>());
        mirror.set(list, "mProcessNames", mirror.create(AM + "ProcessList$MyProcessMap", list));
        mirror.set(list, "mIsolatedProcesses", mirror.create("android.util.SparseArray"));
        mirror.set(
                list, "mGlobalIsolatedUids", mirror.allocate(AM + "ProcessList$IsolatedUidRange"));
        setIfThere(list, "mAppStartInfoTracker", () -> mirror.allocate(AM + "AppStartInfoTracker"));
        mirror.set(list, "mAppsInBackgroundRestricted", mirror.create("android.util.ArraySet"));
        return list;
    }

    private Object oomAdjuster(Object lock) {
        Object adjuster = mirror.allocate(AM + "OomAdjuster");
        mirror.set(adjuster, "mService", activityManager);
        mirror.set(adjuster, "mProcLock", lock);
        mirror.set(adjuster, "mConstants", constants);
        mirror.set(adjuster, "mProcessList", processList);
        mirror.set(adjuster, "mActiveUids", activeUids);
        mirror.set(adjuster, "mTmpBecameIdle", new ArrayList<>());
        setIfThere(adjuster, "mLogger", () -> mirror.allocate(AM + "OomAdjusterDebugLogger"));
        mirror.set(adjuster, "mCachedAppOptimizer", mirror.allocate(AM + "CachedAppOptimizer"));
        setIfThere(adjuster, "mInjector", () -> mirror.create(AM + "OomAdjuster$Injector"));
        return adjuster;
    }

    /** Since Android 16 services report to this thin layer before the adjuster. */
    private Object processStateController() {
        Object controller = mirror.allocate(AM + "ProcessStateController");
        mirror.set(controller, "mOomAdjuster", oomAdjuster);
        mirror.set(
                controller,
                "mGlobalState",
                mirror.allocate(AM + "ProcessStateController$GlobalState"));
        return controller;
    }

    private Object appErrors(Object lock, Neighbours neighbours) {
        Object errors = mirror.allocate(AM + "AppErrors");
        mirror.set(errors, "mService", activityManager);
        mirror.set(errors, "mProcLock", lock);
        mirror.set(errors, "mContext", neighbours.context);
        mirror.set(errors, "mBadProcessLock", new Object());
        String[] maps = {
            "mProcessCrashTimes",
            "mProcessCrashTimesPersistent",
            "mProcessCrashShowDialogTimes",
            "mProcessCrashCounts",
            "mBadProcesses"
        };
        for (String map : maps)
            setIfThere(errors, map, () -> mirror.create("com.android.internal.app.ProcessMap"));
        return errors;
    }
}
