package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.lang.reflect.Proxy;

/** Objects of a binder interface whose calls do nothing. */
final class DeafBinder {
    private DeafBinder() {}

    static Object of(Mirror mirror, String type) {
        Class<?> face = mirror.type(type);
        Object binder = mirror.create("android.os.Binder");
        return Proxy.newProxyInstance(
                face.getClassLoader(),
                new Class<?>[] {face},
                (self, method, asked) ->
                        switch (method.getName()) {
                            case "asBinder" -> binder;
                            case "hashCode" -> System.identityHashCode(self);
                            case "equals" -> self == asked[0];
                            default -> null;
                        });
    }
}
