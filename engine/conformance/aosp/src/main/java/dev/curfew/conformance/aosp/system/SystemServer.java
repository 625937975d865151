package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The activity manager of one boot: the platform's objects, put together, and what can be seen of
 * them.
 */
public final class SystemServer {
    final Platform platform;
    final Mirror mirror;
    final VirtualClock clock;
    final Manifest manifest;
    public final Outcomes outcomes;
    final AppWork appWork = new AppWork();
    public final MainLooper looper;
    public final Processes processes;
    final ProcessStates processStates;
    public App app;
    final Object activityManager;
    final Object activeServices;
    final Object processList;
    final Object oomAdjuster;
    final Object activeUids;
    final Object appErrors;
    final Object pids;
    final Object processStats;
    final Object constants;
    public final AppCalls calls;
    public final DeviceEvents events;
    private Map<String, Boolean> stickyServices = Map.of();

    SystemServer(Platform platform, Manifest manifest) {
        this.platform = platform;
        this.manifest = manifest;
        mirror = platform.mirror;
        clock = platform.clock;
        outcomes = new Outcomes(clock);
        looper = new MainLooper(mirror, clock);
        processes = new Processes(this);
        processStates = new ProcessStates(this);
        ActivityManagerParts parts = new ActivityManagerParts(platform, looper);
        activityManager = parts.activityManager;
        constants = parts.constants;
        processList = parts.processList;
        activeUids = parts.activeUids;
        oomAdjuster = parts.oomAdjuster;
        appErrors = parts.appErrors;
        activeServices = parts.activeServices;
        processStats = mirror.get(activityManager, "mProcessStats");
        pids = mirror.get(activityManager, "mPidsSelfLocked");
        calls = new AppCalls(this);
        events = new DeviceEvents(this);
    }

    public void install(Map<String, App.Answer> answers, Map<String, Boolean> stickyServices) {
        app = new App(this, answers);
        this.stickyServices = stickyServices;
    }

    /**
     * What the app's processes have to do at this instant. Then states are looked at once more: on
     * a device something always happens that makes the platform do so.
     */
    public void letAppWork() {
        appWork.doAll();
        processStates.update();
    }

    /** The record of a service that is in a live process, null when there is none. */
    public Object runningRecordOf(String service) {
        Object record = recordOf(service);
        return record == null || mirror.get(record, "app") == null ? null : record;
    }

    /** The record of a service whether or not its process is up, null when there is none. */
    public Object recordOf(String service) {
        return mirror.call(
                activeServices, "getServiceByNameLocked", manifest.component(service), 0);
    }

    /**
     * @param totalMs what has been charged @param exceededAtMs uptime of the last onTimeout, null
     *     when there was none
     */
    public record Budget(String type, long totalMs, int running, Long exceededAtMs) {}

    /** {@code ActiveServices.mTimeLimitedFgsInfo} of the app, dataSync first. */
    public List<Budget> budgets() {
        List<Budget> budgets = new ArrayList<>();
        if (!mirror.hasField(activeServices, "mTimeLimitedFgsInfo")) return budgets;
        Object ofUid =
                mirror.call(
                        mirror.get(activeServices, "mTimeLimitedFgsInfo"), "get", Platform.APP_UID);
        if (ofUid == null) return budgets;
        for (int type : new int[] {1, 8192}) {
            Object info = mirror.call(ofUid, "get", type);
            if (info == null) continue;
            long exceededAt = mirror.getLong(info, "mTimeLimitExceededAt");
            budgets.add(
                    new Budget(
                            label(type),
                            mirror.getLong(info, "mTotalRuntime"),
                            mirror.getInt(info, "mNumParallelServices"),
                            exceededAt == Long.MIN_VALUE ? null : exceededAt));
        }
        return budgets;
    }

    /**
     * Processes keep their services in a set, in the order of their hashes; the script's first
     * service goes first.
     */
    Integer orderOf(Object record) {
        return -manifest.indexOf(nameOf(record));
    }

    String label(int types) {
        return (String)
                mirror.callStatic(
                        "android.content.pm.ServiceInfo", "foregroundServiceTypeToLabel", types);
    }

    String nameOf(Object record) {
        return Manifest.serviceIn((String) mirror.get(record, "shortInstanceName"));
    }

    int typesOf(Object record) {
        return mirror.getInt(record, "foregroundServiceType");
    }

    boolean isSticky(Object record) {
        return stickyServices.get(nameOf(record));
    }

    void serviceDoneExecuting(Object record, int type, int startId, int result) {
        mirror.callLeading(
                activeServices,
                "serviceDoneExecutingLocked",
                record,
                type,
                startId,
                result,
                false,
                null);
    }

    @SuppressWarnings("unchecked")
    List<Object> lru() {
        return (List<Object>) mirror.get(processList, "mLruProcesses");
    }

    Object uidRecord() {
        return mirror.call(activeUids, "get", Platform.APP_UID);
    }
}
