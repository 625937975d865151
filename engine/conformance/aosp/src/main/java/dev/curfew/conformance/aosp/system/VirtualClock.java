package dev.curfew.conformance.aosp.system;

/**
 * The clocks of one device, in milliseconds. Elapsed time since the script's beginning drives both.
 */
public final class VirtualClock {
    private long elapsed;
    private long uptimeAhead;
    private long realtimeAhead;

    /** The device booted that long before the beginning, and has not slept since. */
    public void restart(long bootUptime) {
        elapsed = 0;
        uptimeAhead = bootUptime;
        realtimeAhead = bootUptime;
    }

    public long elapsed() {
        return elapsed;
    }

    /** {@code SystemClock.uptimeMillis()} */
    public long uptime() {
        return elapsed + uptimeAhead;
    }

    /** {@code SystemClock.elapsedRealtime()} */
    public long elapsedRealtime() {
        return elapsed + realtimeAhead;
    }

    /** The elapsed time at which that uptime is reached by a device that stays awake. */
    public long elapsedAtUptime(long uptime) {
        return uptime - uptimeAhead;
    }

    public void advanceTo(long instant) {
        if (instant < elapsed)
            throw new IllegalStateException("time runs backwards: " + elapsed + " to " + instant);
        elapsed = instant;
    }

    /** Deep sleep: elapsed time goes on, uptime stands still. */
    public void sleep(long duration) {
        elapsed += duration;
        uptimeAhead -= duration;
    }

    public void reboot() {
        uptimeAhead = -elapsed;
        realtimeAhead = -elapsed;
    }
}
