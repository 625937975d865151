package dev.curfew.conformance.aosp.system;

import java.util.ArrayList;
import java.util.List;

/** What the platform did because of a limit, in the order in which it did it. */
public final class Outcomes {
    /**
     * @param type label of the tracked type, shortService, or null when the outcome is not about a
     *     type
     * @param elapsedMs since the script's beginning
     * @param uptimeMs since the last boot
     */
    public record Outcome(
            String outcome, String service, String type, long elapsedMs, long uptimeMs) {}

    private final VirtualClock clock;
    private final List<Outcome> told = new ArrayList<>();

    Outcomes(VirtualClock clock) {
        this.clock = clock;
    }

    public void tell(String outcome, String service, String type) {
        told.add(new Outcome(outcome, service, type, clock.elapsed(), clock.uptime()));
    }

    public List<Outcome> all() {
        return told;
    }
}
