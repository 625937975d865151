package dev.curfew.conformance.aosp.play;

import java.util.HashMap;
import java.util.Map;

/** aconfig flags: scripts have them by their own name, the platform by the name of a method. */
final class Flags {
    private Flags() {}

    static Map<String, Boolean> of(Map<String, Boolean> flags) {
        Map<String, Boolean> methods = new HashMap<>();
        flags.forEach((name, value) -> methods.put(methodOf(name), value));
        return methods;
    }

    /** {@code enable_fgs_timeout} to {@code enableFgsTimeout} */
    private static String methodOf(String flag) {
        StringBuilder method = new StringBuilder();
        for (String word : flag.split("_")) {
            boolean isFirst = method.isEmpty();
            method.append(
                    isFirst ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return method.toString();
    }
}
