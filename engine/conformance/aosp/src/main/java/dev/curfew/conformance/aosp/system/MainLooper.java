package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

/**
 * The system server's main looper: the platform's own message queue, whose messages are taken out
 * one by one.
 */
public final class MainLooper {
    private final Mirror mirror;
    private final Object looper;
    private final Object queue;
    private final VirtualClock clock;

    MainLooper(Mirror mirror, VirtualClock clock) {
        this.mirror = mirror;
        this.clock = clock;
        looper = mirror.create("android.os.Looper", true);
        queue = mirror.get(looper, "mQueue");
    }

    Object looper() {
        return looper;
    }

    /** Uptime at which the next message is due; {@link Long#MAX_VALUE} when there is none. */
    public long nextDue() {
        Object next = mirror.get(queue, "mMessages");
        return next == null
                ? Long.MAX_VALUE
                : Math.max(mirror.getLong(next, "when"), clock.uptime());
    }

    /** Handles the next message when it is due. Returns whether there was one. */
    public boolean handleIfDue() {
        if (nextDue() > clock.uptime()) return false;
        Object message = mirror.call(queue, "next");
        mirror.call(mirror.get(message, "target"), "dispatchMessage", message);
        mirror.call(message, "recycleUnchecked");
        return true;
    }
}
