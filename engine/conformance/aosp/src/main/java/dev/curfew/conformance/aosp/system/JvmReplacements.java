package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Hook;
import dev.curfew.conformance.aosp.loading.Replacements;

import java.lang.reflect.Array;

/** What a JVM does not have: clocks, and the native methods on the road. None decides a limit. */
final class JvmReplacements {
    private static final String OS = "android.os.";

    private JvmReplacements() {}

    static void into(Replacements to, Platform platform) {
        clocks(to, platform.clock);
        messageQueue(to);
        properties(to, platform);
        Hook pid = (self, asked) -> Platform.SYSTEM_PID;
        to.answer(OS + "Binder", 1L, "getNativeBBinderHolder", "getNativeFinalizer")
                .answer(OS + "Binder", null, "flushPendingCommands", "clearCallingIdentity")
                .answer(OS + "Binder", null, "restoreCallingIdentity")
                .answer(OS + "Binder", Platform.APP_UID, "getCallingUid")
                .method(OS + "Binder#getCallingPid", pid)
                .method(OS + "Process#myPid", pid)
                .method(OS + "Process#myTid", pid)
                .answer(OS + "Process", Platform.SYSTEM_UID, "myUid")
                .answer(OS + "Process", null, "setThreadPriority", "getThreadPriority")
                .answer(OS + "Process", null, "freezeCgroupUid")
                .answer(OS + "ServiceManager", null, "getService")
                .answer("android.system.OsConstants", null, "initConstants")
                .answer("android.system.Os", 4_096L, "sysconf")
                .answer("dalvik.system.VMRuntime", true, "is64Bit")
                .method(
                        "dalvik.system.VMRuntime#newUnpaddedArray",
                        (self, asked) -> Array.newInstance((Class<?>) asked[0], (int) asked[1]))
                // Without it ANR timers are messages of the handler, as on a device that cannot.
                .answer("com.android.server.utils.AnrTimer", false, "nativeAnrTimerSupported")
                .hollow("libcore.util.NativeAllocationRegistry")
                // A class of another module, which the jar of Android 16 only names.
                .absent("com.android.server.PackageWatchdog");
    }

    private static void clocks(Replacements to, VirtualClock clock) {
        String owner = OS + "SystemClock#";
        long nanos = 1_000_000L;
        to.method(owner + "uptimeMillis", (self, none) -> clock.uptime())
                .method(owner + "uptimeNanos", (self, none) -> clock.uptime() * nanos)
                .method(owner + "elapsedRealtime", (self, none) -> clock.elapsedRealtime())
                .method(
                        owner + "elapsedRealtimeNanos",
                        (self, none) -> clock.elapsedRealtime() * nanos);
    }

    /** The queue itself is the platform's; only waiting for the next message is not needed. */
    private static void messageQueue(Replacements to) {
        String owner = OS + "MessageQueue";
        to.answer(owner, 1L, "nativeInit")
                .answer(owner, null, "nativeDestroy", "nativePollOnce", "nativeWake")
                .answer(owner, null, "nativeIsPolling", "nativeSetSkipEpollWaitForZeroTimeout")
                .answer(owner, null, "incAndTraceMessageCount", "decAndTraceMessageCount");
    }

    private static void properties(Replacements to, Platform platform) {
        String owner = OS + "SystemProperties#";
        Hook otherwise = (self, asked) -> asked[1];
        to.method(
                        owner + "native_get",
                        (self, asked) ->
                                platform.property(asked[0], asked.length > 1 ? asked[1] : ""))
                .method(owner + "native_get_int", otherwise)
                .method(owner + "native_get_long", otherwise)
                .method(owner + "native_get_boolean", otherwise)
                .answer(OS + "SystemProperties", null, "native_find");
    }
}
