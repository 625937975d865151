package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The activity manager of one boot: the platform's objects, put together, and the calls that an app makes to them. */
public final class SystemServer {
    private static final int NOTIFICATION_ID = 1;
    private static final int BIND_AUTO_CREATE = 1;
    private static final int REASON_BOOT_COMPLETED = 200;
    private static final String DEFERRED = "com.android.server.am.ApplicationThreadDeferred";

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
    final boolean hasUidRemoval;
    private final Object constants;
    private final Object clientThread;
    private final Object notification;
    private final Map<String, Object> connections = new HashMap<>();
    private final Map<Object, Boolean> sticky = new HashMap<>();
    private Map<String, Boolean> stickyServices = Map.of();
    private boolean isStarting;

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
        hasUidRemoval = mirror.hasMethod(activeServices, "onUidRemovedLocked");
        notification = mirror.create("android.app.Notification");
        clientThread = client();
    }

    public void install(Map<String, App.Answer> answers, Map<String, Boolean> stickyServices) {
        app = new App(this, answers);
        this.stickyServices = stickyServices;
    }

    // What an app calls.

    public void startService(String service, boolean isForegroundRequired) {
        Object intent = manifest.intent(service);
        isStarting = true;
        try {
            mirror.call(activeServices, "startServiceLocked", null, intent, null, Platform.SYSTEM_PID, Platform.APP_UID, isForegroundRequired,
                Platform.PACKAGE, null, 0, false, -1, null, null);
        } catch (RuntimeException refused) {
            tellRefusal(refused, service, 0);
        } finally {
            isStarting = false;
        }
    }

    boolean isStarting() {
        return isStarting;
    }

    public void startForeground(Object record, int types) {
        setForeground(record, NOTIFICATION_ID, types);
    }

    /** {@code setServiceForeground}; id 0 is {@code stopForeground}. */
    public void setForeground(Object record, int id, int types) {
        try {
            mirror.call(activeServices, "setServiceForegroundLocked", mirror.get(record, "name"), record, id, id == 0 ? null : notification, 0, types);
        } catch (RuntimeException refused) {
            tellRefusal(refused, nameOf(record), types);
        }
    }

    public void stopService(String service) {
        mirror.call(activeServices, "stopServiceLocked", null, manifest.intent(service), null, 0, false, -1, null, null);
    }

    public void stopSelf(Object record) {
        mirror.call(activeServices, "stopServiceTokenLocked", mirror.get(record, "name"), record, -1);
    }

    /** A process of the app itself binds that is not part of the script and never dies. */
    public void bind(String service) {
        Object connection = connections.computeIfAbsent(service, name -> connection());
        Object bound = recordOf(service);
        if (bound != null && (Boolean) mirror.call(bound, "hasAutoCreateConnections")) return;
        mirror.call(activeServices, "bindServiceLocked", clientThread, null, manifest.intent(service), null, connection, (long) BIND_AUTO_CREATE,
            null, false, -1, null, null, Platform.PACKAGE, 0);
    }

    public void unbind(String service) {
        Object connection = connections.get(service);
        Object bound = recordOf(service);
        if (connection != null && bound != null) mirror.call(activeServices, "unbindServiceLocked", connection);
    }

    public void toTop(String process) {
        processes.start(process);
        appWork.doAll();
        processes.get(process).isTop = true;
        processStates.update();
    }

    public void toHome(String process) {
        AppProcess running = processes.get(process);
        if (running != null) running.isTop = false;
        processStates.update();
    }

    /** {@code am make-uid-idle} */
    public void idleUid() {
        mirror.call(activityManager, "makePackageIdle", Platform.PACKAGE, 0);
    }

    /** The broadcast BOOT_COMPLETED puts the app on the temporary allowlist for foreground service starts. */
    public void bootCompleted() {
        long duration = mirror.getLong(constants, "mBootTimeTempAllowlistDuration");
        Object item = mirror.create("com.android.server.am.ActivityManagerService$FgsTempAllowListItem", duration, REASON_BOOT_COMPLETED, "boot",
            Platform.SYSTEM_UID);
        mirror.call(mirror.get(activityManager, "mFgsStartTempAllowList"), "add", Platform.APP_UID, duration, item);
    }

    /**
     * The word of a step decides alone about starts from the background (docs/scenarios.md): while it is done the app is
     * on no temporary allowlist.
     */
    public void withoutAllowlist(Runnable step) {
        Object entries = mirror.get(mirror.get(activityManager, "mFgsStartTempAllowList"), "mTempAllowList");
        Object entry = mirror.call(entries, "get", Platform.APP_UID);
        mirror.call(entries, "remove", Platform.APP_UID);
        boolean hadProcess = uidRecord() != null;
        step.run();
        // The platform forgets the entry itself when the last process of the app goes.
        boolean isForgotten = hadProcess && uidRecord() == null;
        if (entry != null && !isForgotten) mirror.call(entries, "put", Platform.APP_UID, entry);
    }

    /** {@code DeviceConfig} or {@code Settings.Global} changed: the platform reads its constants by itself. */
    public void configure(String key, long value) {
        platform.policy.deviceConfig.put(key, value);
        platform.policy.globalSettings.put(key, value);
        readConstants();
    }

    public void readConstants() {
        Policy policy = platform.policy;
        if (policy.deviceConfig.isEmpty()) return;
        Map<String, String> properties = new TreeMap<>();
        policy.deviceConfig.forEach((key, value) -> properties.put(key, Long.toString(value)));
        Object listener = mirror.get(constants, "mOnDeviceConfigChangedListener");
        mirror.call(listener, "onPropertiesChanged", mirror.create("android.provider.DeviceConfig$Properties", "activity_manager", properties));
        mirror.call(constants, "updateConstants");
    }

    /**
     * What the app's processes have to do at this instant. Then states are looked at once more: on a device something
     * always happens that makes the platform do so.
     */
    public void letAppWork() {
        appWork.doAll();
        processStates.update();
    }

    // What can be seen of it.

    /** The record of a service that is in a live process, null when there is none. */
    public Object runningRecordOf(String service) {
        Object record = recordOf(service);
        return record == null || mirror.get(record, hostField(record)) == null ? null : record;
    }

    private String hostField(Object record) {
        return "app";
    }

    /** The record of a service whether or not its process is up, null when there is none. */
    public Object runningOrWaitingRecordOf(String service) {
        return recordOf(service);
    }

    Object recordOf(String service) {
        return mirror.call(activeServices, "getServiceByNameLocked", manifest.component(service), 0);
    }

    public boolean isForeground(Object record) {
        return mirror.getBoolean(record, "isForeground");
    }

    /** @param totalMs what has been charged @param exceededAtMs uptime of the last onTimeout, null when there was none */
    public record Budget(String type, long totalMs, int running, Long exceededAtMs) {}

    /** {@code ActiveServices.mTimeLimitedFgsInfo} of the app, dataSync first. */
    public List<Budget> budgets() {
        List<Budget> budgets = new ArrayList<>();
        if (!mirror.hasField(activeServices, "mTimeLimitedFgsInfo")) return budgets;
        Object ofUid = mirror.call(mirror.get(activeServices, "mTimeLimitedFgsInfo"), "get", Platform.APP_UID);
        if (ofUid == null) return budgets;
        for (int type : new int[] {1, 8192}) {
            Object info = mirror.call(ofUid, "get", type);
            if (info == null) continue;
            long exceededAt = mirror.getLong(info, "mTimeLimitExceededAt");
            budgets.add(new Budget(label(type), mirror.getLong(info, "mTotalRuntime"), mirror.getInt(info, "mNumParallelServices"),
                exceededAt == Long.MIN_VALUE ? null : exceededAt));
        }
        return budgets;
    }

    /** Processes keep their services in a set, in the order of their hashes; the script's first service goes first. */
    Integer orderOf(Object record) {
        return -manifest.indexOf(nameOf(record));
    }

    String label(int types) {
        return (String) mirror.callStatic("android.content.pm.ServiceInfo", "foregroundServiceTypeToLabel", types);
    }

    String nameOf(Object record) {
        return Manifest.serviceOf((String) mirror.get(record, "shortInstanceName"));
    }

    int typesOf(Object record) {
        return mirror.getInt(record, "foregroundServiceType");
    }

    boolean isSticky(Object record) {
        return stickyServices.get(nameOf(record));
    }

    void serviceDoneExecuting(Object record, int type, int startId, int result) {
        mirror.callLeading(activeServices, "serviceDoneExecutingLocked", record, type, startId, result, false, null);
    }

    @SuppressWarnings("unchecked")
    List<Object> lru() {
        return (List<Object>) mirror.get(processList, "mLruProcesses");
    }

    Object uidRecord() {
        return mirror.call(activeUids, "get", Platform.APP_UID);
    }

    private void tellRefusal(RuntimeException refused, String service, int types) {
        String name = refused.getClass().getSimpleName();
        String message = String.valueOf(refused.getMessage());
        if (name.equals("StartForegroundCalledOnStoppedServiceException")) outcomes.tell("start-denied-type", service, null);
        else if (!name.equals("ForegroundServiceStartNotAllowedException")) throw refused;
        else if (message.startsWith("Time limit already exhausted")) outcomes.tell("start-denied-exhausted", service, trackedLabel(types));
        else if (message.contains("BOOT_COMPLETED")) outcomes.tell("start-denied-boot", service, null);
        else outcomes.tell("start-denied-background", service, null);
    }

    /** The exception names the whole mask; the scenario's outcome names the type that is charged. */
    private String trackedLabel(int types) {
        return label((Integer) mirror.call(activeServices, "getTimeLimitedFgsType", types));
    }

    private Object connection() {
        return binderProxy("android.app.IServiceConnection");
    }

    private Object client() {
        Object record = mirror.create("com.android.server.am.ProcessRecord", activityManager, manifest.applicationInfo(), "client", Platform.APP_UID);
        Object thread = binderProxy("android.app.IApplicationThread");
        mirror.set(record, "mPid", 999);
        activate(record, thread);
        mirror.call(mirror.get(processList, "mProcessNames"), "put", "client", Platform.APP_UID, record);
        return thread;
    }

    /** {@code ProcessRecord.makeActive}; since Android 16 with a wrapper that can hold calls back, which it does not here. */
    void activate(Object record, Object thread) {
        Object wrapped = mirror.hasType(DEFERRED) ? mirror.create(DEFERRED, thread) : thread;
        mirror.call(record, "makeActive", wrapped, processStats);
    }

    /** An object of a binder interface whose calls do nothing. */
    private Object binderProxy(String type) {
        Class<?> face = mirror.type(type);
        Object binder = mirror.create("android.os.Binder");
        return Proxy.newProxyInstance(face.getClassLoader(), new Class<?>[] {face}, (self, method, asked) -> switch (method.getName()) {
            case "asBinder" -> binder;
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == asked[0];
            default -> null;
        });
    }
}
