package dev.curfew.probe;

import java.util.ArrayList;
import java.util.List;

/** One thing to do: `[MILLISECONDS:]ACTION[=VALUE]`; several are parted by commas, as in `foreground,30000:stopSelf`. */
final class Step {
    /** After the script began, on the clock that stops in deep sleep, as the limits do. */
    final long afterMs;
    final String action;
    /** Empty where there is none. */
    final String value;

    private Step(long afterMs, String action, String value) {
        this.afterMs = afterMs;
        this.action = action;
        this.value = value;
    }

    static List<Step> parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isEmpty()) steps.add(one(part));
        }
        return steps;
    }

    private static Step one(String text) {
        int equals = text.indexOf('=');
        String before = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        int colon = before.indexOf(':');
        long afterMs = colon < 0 ? 0 : Long.parseLong(before.substring(0, colon));
        if (afterMs < 0) throw new IllegalArgumentException("a time before the beginning: " + text);
        return new Step(afterMs, before.substring(colon + 1), value);
    }

    long number() {
        return Long.parseLong(value);
    }

    @Override
    public String toString() {
        return (afterMs == 0 ? "" : afterMs + ":") + action + (value.isEmpty() ? "" : "=" + value);
    }
}
