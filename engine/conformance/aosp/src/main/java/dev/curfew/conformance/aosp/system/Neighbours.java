package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Hook;
import dev.curfew.conformance.aosp.loading.Mirror;
import dev.curfew.conformance.aosp.loading.StubFactory;

import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The services beside the activity manager, as stubs: what a limit never asks them has no answer.
 * Made once.
 */
final class Neighbours {
    private static final String AM = "com.android.server.am.";

    final Object context;

    /** {@code IPackageManager}, as other processes would see it. */
    final Object packages;

    private final Mirror mirror;
    private final Map<String, Object> byField = new LinkedHashMap<>();

    Neighbours(Platform platform) {
        mirror = platform.mirror;
        StubFactory stubs = platform.stubs;
        Hook yes = (self, asked) -> true;
        Object resources =
                stubs.stub(
                        "android.content.res.Resources",
                        Map.of(
                                "getStringArray", (self, asked) -> new String[0],
                                "getIntArray", (self, asked) -> new int[0]));
        Object packageManager = stubs.stub("android.content.pm.PackageManager");
        packages =
                stubs.stub(
                        "android.content.pm.IPackageManager",
                        Map.of("getPackageUid", (self, asked) -> Platform.APP_UID));
        context =
                stubs.stub(
                        "android.content.Context",
                        Map.of(
                                "getResources", (self, asked) -> resources,
                                "getPackageName", (self, asked) -> "android",
                                "getPackageManager", (self, asked) -> packageManager));
        byField.put("mContext", context);
        byField.put("mPackageManagerInt", platform.packageManager);
        byField.put(
                "mUserController",
                stubs.stub(
                        AM + "UserController",
                        Map.of(
                                "exists", yes,
                                "hasStartedUserState", yes,
                                "isUserRunning", yes)));
        byField.put(
                "mInternal",
                stubs.stub(
                        "android.app.ActivityManagerInternal",
                        Map.of("isProfileOwner", (self, asked) -> platform.policy.isExempt())));
        byField.put(
                "mAtmInternal", stubs.stub("com.android.server.wm.ActivityTaskManagerInternal"));
        byField.put("mUgmInternal", stubs.stub("com.android.server.uri.UriGrantsManagerInternal"));
        byField.put(
                "mUsageStatsService", stubs.stub("android.app.usage.UsageStatsManagerInternal"));
        byField.put("mBroadcastQueue", stubs.stub(AM + "BroadcastQueue"));
        byField.put("mBroadcastQueues", Array.newInstance(mirror.type(AM + "BroadcastQueue"), 0));
        byField.put(
                "mInjector",
                stubs.stub(
                        AM + "ActivityManagerService$Injector",
                        Map.of(
                                "getCallingUid", (self, asked) -> Platform.APP_UID,
                                "getCallingPid", (self, asked) -> Platform.SYSTEM_PID)));
        byField.put(
                "mComponentAliasResolver",
                stubs.stub(
                        AM + "ComponentAliasResolver",
                        Map.of(
                                "resolveService",
                                (self, asked) ->
                                        mirror.create(
                                                AM + "ComponentAliasResolver$Resolution",
                                                null,
                                                null))));
        byField.put(
                "mIntentFirewall",
                stubs.stub(
                        "com.android.server.firewall.IntentFirewall", Map.of("checkService", yes)));
        Object providers = mirror.allocate(AM + "ProviderMap");
        byField.put(
                "mCpHelper",
                stubs.stub(
                        AM + "ContentProviderHelper",
                        Map.of("getProviderMap", (self, asked) -> providers)));
        byField.put("mPendingIntentController", stubs.stub(AM + "PendingIntentController"));
        byField.put("mAppOpsService", stubs.stub("com.android.server.appop.AppOpsService"));
        for (String silent :
                new String[] {"BatteryStatsService", "AppProfiler", "PhantomProcessList"})
            byField.put("m" + silent, mirror.allocate(AM + silent));
        Object statistics = mirror.allocate(AM + "ProcessStatsService");
        mirror.set(statistics, "mLock", new Object());
        byField.put("mProcessStats", statistics);
    }

    void into(Object activityManager) {
        byField.forEach(
                (field, stub) -> {
                    if (mirror.hasField(activityManager, field))
                        mirror.set(activityManager, field, stub);
                });
    }
}
