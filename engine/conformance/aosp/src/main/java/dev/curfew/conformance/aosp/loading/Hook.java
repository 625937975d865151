package dev.curfew.conformance.aosp.loading;

/**
 * What is done in place of one method of the platform. The result is unboxed; null stands for the
 * type's zero.
 */
@FunctionalInterface
public interface Hook {
    /**
     * @param self the object the method was called on, null for a static method
     */
    Object call(Object self, Object[] arguments) throws Throwable;
}
