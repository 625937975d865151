package dev.curfew.conformance.aosp.loading;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The methods that rewritten classes call: one number for each replaced method. Generated code is
 * its only caller.
 */
public final class Hooks {
    private static final List<Hook> HOOKS = new ArrayList<>();

    private Hooks() {}

    static synchronized int register(Hook hook) {
        HOOKS.add(hook);
        return HOOKS.size() - 1;
    }

    /**
     * Called by replaced methods. What the hook throws is thrown on, checked or not, as the
     * platform's method would.
     */
    public static Object call(int number, Object self, Object[] arguments) {
        try {
            return HOOKS.get(number).call(self, arguments);
        } catch (Throwable thrown) {
            throw Hooks.<RuntimeException>unchecked(thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** For code that wraps checked exceptions away, such as reflection. */
    public static <T> T sneaky(Callable<T> work) {
        try {
            return work.call();
        } catch (Throwable thrown) {
            throw Hooks.<RuntimeException>unchecked(thrown);
        }
    }

    public static boolean toBoolean(Object value) {
        return value != null && (Boolean) value;
    }

    public static int toInt(Object value) {
        return value == null ? 0 : ((Number) value).intValue();
    }

    public static long toLong(Object value) {
        return value == null ? 0L : ((Number) value).longValue();
    }

    public static float toFloat(Object value) {
        return value == null ? 0F : ((Number) value).floatValue();
    }

    public static double toDouble(Object value) {
        return value == null ? 0D : ((Number) value).doubleValue();
    }
}
