package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * The app's side of {@code IApplicationThread}: what the system asks of the process. Calls are
 * oneway, so what the app answers is put off until the system is done ({@link AppWork}).
 */
final class AppThread {
    /**
     * The exceptions of {@code RemoteServiceException} that a limit is the cause of, by their
     * TYPE_ID.
     */
    private static final int DID_NOT_START_IN_TIME = 1;

    private static final int DID_NOT_STOP_IN_TIME = 7;

    /** The types of {@code ActivityThread.SERVICE_DONE_EXECUTING_*}. */
    private static final int DONE_ANONYMOUS = 0;

    private static final int DONE_START = 1;
    private static final int DONE_STOP = 2;

    private final SystemServer server;
    private final AppProcess process;
    private final Mirror mirror;
    final Object binder;
    final Object proxy;

    AppThread(SystemServer server, AppProcess process) {
        this.server = server;
        this.process = process;
        mirror = server.mirror;
        binder = mirror.create("android.os.Binder");
        Class<?> type = mirror.type("android.app.IApplicationThread");
        proxy =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (self, method, asked) ->
                                switch (method.getName()) {
                                    case "asBinder" -> binder;
                                    case "hashCode" -> System.identityHashCode(self);
                                    case "equals" -> self == asked[0];
                                    case "toString" -> "AppThread of " + process.name;
                                    default -> {
                                        onCall(method.getName(), asked);
                                        yield null;
                                    }
                                });
    }

    private void onCall(String method, Object[] asked) {
        switch (method) {
            case "scheduleCreateService" -> done(asked[0], DONE_ANONYMOUS, 0, 0);
            case "scheduleServiceArgs" -> onStartCommands(asked[0], asked[1]);
            case "scheduleStopService" -> done(asked[0], DONE_STOP, 0, 0);
            case "scheduleBindService" -> publish(asked[0], asked[1]);
            case "scheduleUnbindService" -> done(asked[0], DONE_ANONYMOUS, 0, 0);
            case "scheduleTimeoutService" -> onTimeout(asked[0], "shortService");
            case "scheduleTimeoutServiceForType" ->
                    onTimeout(asked[0], server.label((Integer) asked[2]));
            case "scheduleCrash" -> onCrash((String) asked[0], (Integer) asked[1]);
            default -> {}
        }
    }

    /**
     * {@code Service.onStartCommand} for each start, answered by START_STICKY or START_NOT_STICKY.
     */
    private void onStartCommands(Object record, Object slice) {
        int answer = server.isSticky(record) ? 1 : 2;
        for (Object start : (List<?>) mirror.call(slice, "getList"))
            done(record, DONE_START, mirror.getInt(start, "startId"), answer);
    }

    private void done(Object record, int type, int startId, int result) {
        server.appWork.add(
                process, () -> server.serviceDoneExecuting(record, type, startId, result));
    }

    private void publish(Object record, Object intent) {
        Object service = mirror.create("android.os.Binder");
        server.appWork.add(
                process,
                () ->
                        mirror.call(
                                server.activeServices,
                                "publishServiceLocked",
                                record,
                                intent,
                                service));
    }

    private void onTimeout(Object record, String type) {
        server.outcomes.tell("timeout-callback", server.nameOf(record), type);
        server.app.onTimeout(process, record);
    }

    /** A blocked main thread never comes to throw it. */
    private void onCrash(String message, int typeId) {
        if (process.isHung) return;
        String service = Manifest.serviceIn(message);
        if (typeId == DID_NOT_STOP_IN_TIME)
            server.outcomes.tell("crash-did-not-stop", service, typeIn(message));
        if (typeId == DID_NOT_START_IN_TIME)
            server.outcomes.tell("crash-did-not-start", service, null);
        server.appWork.add(process, () -> server.processes.crash(process));
    }

    /** "A foreground service of type dataSync did not stop ..." */
    private static String typeIn(String message) {
        String rest = message.substring(message.indexOf("of type ") + "of type ".length());
        return rest.substring(0, rest.indexOf(' '));
    }
}
