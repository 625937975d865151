package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How processes come up and go: the few calls of the activity manager around its own
 * ActiveServices.
 */
public final class Processes {
    private static final String FORCE_STOP = "forceStopPackageLocked";
    private static final String DEFERRED = "com.android.server.am.ApplicationThreadDeferred";
    private static final String RECORD = "com.android.server.am.ProcessRecord";

    private final SystemServer server;
    private final Mirror mirror;
    private final Map<String, AppProcess> live = new LinkedHashMap<>();
    private int nextPid = 1000;

    Processes(SystemServer server) {
        this.server = server;
        mirror = server.mirror;
    }

    Collection<AppProcess> live() {
        return live.values();
    }

    public AppProcess get(String name) {
        return live.get(name);
    }

    AppProcess of(Object record) {
        for (AppProcess process : live.values()) if (process.record == record) return process;
        return null;
    }

    /**
     * {@code ActivityManagerService.startProcessLocked}: the record at once, the process as soon as
     * the system is done.
     */
    Object start(String name) {
        AppProcess running = live.get(name);
        if (running != null) return running.record;
        Object record = record(name);
        AppProcess process = new AppProcess(name, record);
        live.put(name, process);
        mirror.call(server.processList, "addProcessNameLocked", record);
        server.appWork.add(process, () -> attach(process));
        return record;
    }

    Object record(String name) {
        return mirror.create(
                RECORD,
                server.activityManager,
                server.manifest.applicationInfo(),
                name,
                Platform.APP_UID);
    }

    /**
     * {@code ProcessRecord.makeActive}; since Android 16 with a wrapper that can hold calls back,
     * which it does not here.
     */
    void activate(Object record, Object thread) {
        Object wrapped = mirror.hasType(DEFERRED) ? mirror.create(DEFERRED, thread) : thread;
        mirror.call(record, "makeActive", wrapped, server.processStats);
    }

    /** The part of {@code attachApplicationLocked} that services ask for. */
    private void attach(AppProcess process) {
        int pid = nextPid++;
        process.isAttached = true;
        Object record = process.record;
        mirror.set(record, "mPid", pid);
        activate(record, new AppThread(server, process).proxy);
        mirror.call(server.pids, "doAddInternal", pid, record);
        server.lru().add(record);
        mirror.call(server.activeServices, "attachApplicationLocked", record, process.name);
        server.processStates.update();
    }

    /**
     * The process is gone: {@code appDiedLocked} and {@code cleanUpApplicationRecordLocked}, as far
     * as services are asked.
     */
    public void died(AppProcess process, boolean isRestartAllowed) {
        if (!process.isAlive) return;
        Object record = process.record;
        int pid = mirror.getInt(record, "mPid");
        process.isAlive = false;
        process.isTop = false;
        live.remove(process.name);
        mirror.call(record, "setKilled", true);
        mirror.call(record, "makeInactive", server.processStats);
        mirror.call(server.activityManager, "clearProcessForegroundLocked", record);
        mirror.call(server.activeServices, "killServicesLocked", record, isRestartAllowed);
        mirror.call(server.processList, "removeProcessNameLocked", process.name, Platform.APP_UID);
        server.lru().remove(record);
        if (pid > 0) mirror.call(server.pids, "doRemoveInternal", pid, record);
        mirror.set(record, "mPid", 0);
        server.app.forget(process);
        server.processStates.update();
    }

    /**
     * The app's main thread threw: the platform counts the crash, and may do away with the process
     * by itself.
     */
    void crash(AppProcess process) {
        mirror.call(
                server.appErrors,
                "handleAppCrashLSPB",
                process.record,
                "force-crash",
                "crash",
                "crash",
                "",
                null);
        died(process, true);
    }

    /**
     * {@code ProcessList.removeProcessLocked(app, callerWillRestart, allowRestart, ...)}, as
     * AppErrors calls it.
     */
    Object removeBySystem(Object[] asked) {
        AppProcess process = of(asked[0]);
        if (process != null) died(process, (Boolean) asked[2]);
        return false;
    }

    /**
     * {@code am force-stop}: the platform's own method, from the kill of the processes to the end
     * of the budgets.
     */
    public void forceStop() {
        Object[] since15 = {
            Platform.PACKAGE,
            Platform.APP_ID,
            false,
            false,
            true,
            false,
            false,
            true,
            0,
            "force-stop"
        };
        Object[] before = {
            Platform.PACKAGE, Platform.APP_ID, false, false, true, false, false, 0, "force-stop"
        };
        boolean isNew = mirror.canCall(server.activityManager, FORCE_STOP, since15);
        mirror.call(server.activityManager, FORCE_STOP, isNew ? since15 : before);
        server.processStates.update();
    }

    /**
     * {@code AnrHelper.appNotResponding}: told, and nothing is killed. The helper skips a process
     * that is gone.
     */
    Object onAnr(Object[] asked) {
        AppProcess process = of(asked[0]);
        if (process == null) return null;
        String reason = (String) mirror.get(asked[1], "mReason");
        String service = Manifest.serviceIn(reason);
        if (reason.contains("SHORT_SERVICE"))
            server.outcomes.tell("anr-short-service", service, "shortService");
        else if (reason.startsWith("Context.startForegroundService()"))
            server.outcomes.tell("anr-did-not-start", service, null);
        else throw new IllegalStateException("an ANR that no scenario has: " + reason);
        return null;
    }
}
