package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.util.HashMap;
import java.util.Map;

/**
 * What the app calls: {@code Context} and {@code Service}, straight into {@code ActiveServices}.
 */
public final class AppCalls {
    private static final int NOTIFICATION_ID = 1;
    private static final int CLIENT_PID = 999;
    private static final long BIND_AUTO_CREATE = 1;

    private final SystemServer server;
    private final Mirror mirror;
    private final Manifest manifest;
    private final Object activeServices;
    private final Object notification;
    private final Object clientThread;
    private final Map<String, Object> connections = new HashMap<>();
    private boolean isStarting;

    AppCalls(SystemServer server) {
        this.server = server;
        mirror = server.mirror;
        manifest = server.manifest;
        activeServices = server.activeServices;
        notification = mirror.create("android.app.Notification");
        clientThread = client();
    }

    /** {@code startService} and {@code startForegroundService}. */
    public void startService(String service, boolean isForegroundRequired) {
        Object intent = manifest.intent(service);
        isStarting = true;
        try {
            mirror.call(
                    activeServices,
                    "startServiceLocked",
                    null,
                    intent,
                    null,
                    Platform.SYSTEM_PID,
                    Platform.APP_UID,
                    isForegroundRequired,
                    Platform.PACKAGE,
                    null,
                    0,
                    false,
                    -1,
                    null,
                    null);
        } catch (RuntimeException refused) {
            tellRefusal(refused, service, 0);
        } finally {
            isStarting = false;
        }
    }

    /** Whether {@code startService} is being done. */
    boolean isStarting() {
        return isStarting;
    }

    public void startForeground(Object record, int types) {
        setForeground(record, NOTIFICATION_ID, types);
    }

    /** {@code setServiceForeground}; id 0 is {@code stopForeground}. */
    public void setForeground(Object record, int id, int types) {
        try {
            mirror.call(
                    activeServices,
                    "setServiceForegroundLocked",
                    mirror.get(record, "name"),
                    record,
                    id,
                    id == 0 ? null : notification,
                    0,
                    types);
        } catch (RuntimeException refused) {
            tellRefusal(refused, server.nameOf(record), types);
        }
    }

    public void stopService(String service) {
        mirror.call(
                activeServices,
                "stopServiceLocked",
                null,
                manifest.intent(service),
                null,
                0,
                false,
                -1,
                null,
                null);
    }

    public void stopSelf(Object record) {
        mirror.call(
                activeServices, "stopServiceTokenLocked", mirror.get(record, "name"), record, -1);
    }

    /** A process of the app itself binds that is not part of the script and never dies. */
    public void bind(String service) {
        Object connection =
                connections.computeIfAbsent(
                        service, name -> DeafBinder.of(mirror, "android.app.IServiceConnection"));
        Object bound = server.recordOf(service);
        if (bound != null && (Boolean) mirror.call(bound, "hasAutoCreateConnections")) return;
        mirror.call(
                activeServices,
                "bindServiceLocked",
                clientThread,
                null,
                manifest.intent(service),
                null,
                connection,
                BIND_AUTO_CREATE,
                null,
                false,
                -1,
                null,
                null,
                Platform.PACKAGE,
                0);
    }

    public void unbind(String service) {
        Object connection = connections.get(service);
        Object bound = server.recordOf(service);
        if (connection != null && bound != null)
            mirror.call(activeServices, "unbindServiceLocked", connection);
    }

    private void tellRefusal(RuntimeException refused, String service, int types) {
        String name = refused.getClass().getSimpleName();
        String message = String.valueOf(refused.getMessage());
        if (name.equals("StartForegroundCalledOnStoppedServiceException"))
            server.outcomes.tell("start-denied-type", service, null);
        else if (!name.equals("ForegroundServiceStartNotAllowedException")) throw refused;
        else if (message.startsWith("Time limit already exhausted"))
            server.outcomes.tell("start-denied-exhausted", service, trackedLabel(types));
        else if (message.contains("BOOT_COMPLETED"))
            server.outcomes.tell("start-denied-boot", service, null);
        else server.outcomes.tell("start-denied-background", service, null);
    }

    /**
     * The exception names the whole mask; the scenario's outcome names the type that is charged.
     */
    private String trackedLabel(int types) {
        return server.label((Integer) mirror.call(activeServices, "getTimeLimitedFgsType", types));
    }

    /** A process of the app that is not part of the script: it only binds. */
    private Object client() {
        Object record = server.processes.record("client");
        Object thread = DeafBinder.of(mirror, "android.app.IApplicationThread");
        mirror.set(record, "mPid", CLIENT_PID);
        server.processes.activate(record, thread);
        mirror.call(
                mirror.get(server.processList, "mProcessNames"),
                "put",
                "client",
                Platform.APP_UID,
                record);
        return thread;
    }
}
