package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

/**
 * The states of the app's processes and of its uid. The choice of the state is ours, a small part
 * of {@code OomAdjuster.computeOomAdjLSP}: TOP, foreground service, service, empty. What follows
 * from a new state is the platform's: {@code maybeUpdateLastTopTime} and {@code updateUidsLSP}.
 */
final class ProcessStates {
    private static final int TOP = 2;
    private static final int FOREGROUND_SERVICE = 4;
    private static final int SERVICE = 10;
    private static final int CACHED_EMPTY = 19;
    private static final int NONEXISTENT = 20;

    /** PROCESS_CAPABILITY_BFSL: the app may start foreground services from the background. */
    private static final int CAPABILITY_BFSL = 16;

    private static final String DEMOTED = "Short FGS procstate demoted: ";

    private final SystemServer server;
    private final Mirror mirror;

    ProcessStates(SystemServer server) {
        this.server = server;
        mirror = server.mirror;
    }

    void update() {
        int uidState = NONEXISTENT;
        int capability = 0;
        for (AppProcess process : server.processes.live()) {
            if (!process.isAttached) continue;
            int state = stateOf(process);
            apply(process, state);
            uidState = Math.min(uidState, state);
            boolean isFgs =
                    (Boolean) mirror.call(services(process), "hasNonShortForegroundServices");
            if (process.isTop || isFgs) capability = CAPABILITY_BFSL;
        }
        Object uid = server.uidRecord();
        if (uid == null || uidState == NONEXISTENT) return;
        mirror.call(uid, "setCurProcState", uidState);
        mirror.call(uid, "setCurCapability", capability);
        mirror.call(
                server.oomAdjuster,
                "updateUidsLSP",
                server.activeUids,
                server.clock.elapsedRealtime());
    }

    private int stateOf(AppProcess process) {
        if (process.isTop) return TOP;
        Object services = services(process);
        boolean hasForeground = (Boolean) mirror.call(services, "hasForegroundServices");
        if (hasForeground) {
            if ((Boolean) mirror.call(services, "hasNonShortForegroundServices"))
                return FOREGROUND_SERVICE;
            // One millisecond later: messages never come in the very millisecond on a device, and
            // the platform asks for `>=`.
            long soon = server.clock.uptime() + 1;
            if (!(Boolean)
                    mirror.call(services, "areAllShortForegroundServicesProcstateTimedOut", soon))
                return FOREGROUND_SERVICE;
        }
        return (Integer) mirror.call(services, "numberOfRunningServices") > 0
                ? SERVICE
                : CACHED_EMPTY;
    }

    private void apply(AppProcess process, int procState) {
        Object state = mirror.get(process.record, "mState");
        mirror.call(state, "setCurProcState", procState);
        mirror.call(server.oomAdjuster, "maybeUpdateLastTopTime", state, server.clock.uptime());
        mirror.call(state, "setReportedProcState", procState);
        mirror.call(state, "setSetProcState", procState);
    }

    private Object services(AppProcess process) {
        return mirror.get(process.record, "mServices");
    }

    /** {@code Slog.e}: the only place where the platform says that it demoted a short service. */
    Object onLogLine(String line) {
        if (server.platform.isTracing) server.platform.trace("e", new Object[] {null, line});
        if (!line.startsWith(DEMOTED)) return null;
        server.outcomes.tell("short-service-demoted", Manifest.serviceIn(line), "shortService");
        return null;
    }
}
