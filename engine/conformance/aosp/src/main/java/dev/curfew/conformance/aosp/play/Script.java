package dev.curfew.conformance.aosp.play;

import java.util.List;
import java.util.Map;

/**
 * A scenario in the words of simulator/limits/script.ts; Gson reads it, so the names are those of
 * the JSON.
 */
final class Script {
    int targetSdk;
    long bootUptimeMs;
    Map<String, Long> config = Map.of();
    Map<String, Boolean> flags = Map.of();
    List<Service> services = List.of();
    List<Step> steps = List.of();
    long endMs;

    static final class Service {
        String name;
        String process;
        int declared;
        boolean sticky;
        OnTimeout onTimeout;
    }

    static final class OnTimeout {
        @com.google.gson.annotations.SerializedName("do")
        String action;

        long afterMs;
        Integer types;
    }

    static final class Step {
        long atMs;

        @com.google.gson.annotations.SerializedName("do")
        String action;

        String service;
        String process;
        Integer types;
        String backgroundStart;
        Long forMs;
        String key;
        Long value;
        Long change;
        Boolean enabled;
    }
}
