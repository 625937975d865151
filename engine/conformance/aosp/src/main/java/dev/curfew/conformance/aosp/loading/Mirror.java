package dev.curfew.conformance.aosp.loading;

import sun.misc.Unsafe;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads, writes and calls what the platform keeps to itself, by name. Everything found is
 * remembered.
 */
public final class Mirror {
    private static final Unsafe UNSAFE = unsafe();

    private final ClassLoader loader;
    private final Map<String, Class<?>> types = new HashMap<>();
    private final Map<Member, Field> fields = new HashMap<>();
    private final Map<Member, Method> methods = new HashMap<>();

    private record Member(Class<?> type, String name, int arity) {}

    public Mirror(ClassLoader loader) {
        this.loader = loader;
    }

    public Class<?> type(String name) {
        return types.computeIfAbsent(
                name, wanted -> Hooks.sneaky(() -> Class.forName(wanted, false, loader)));
    }

    public boolean hasField(Object target, String name) {
        for (Class<?> at = target.getClass(); at != null; at = at.getSuperclass())
            for (Field field : at.getDeclaredFields())
                if (field.getName().equals(name)) return true;
        return false;
    }

    /** Whether the platform has that class; not every release has every class. */
    public boolean hasType(String name) {
        return loader.getResource(name.replace('.', '/') + ".class") != null;
    }

    /** An object whose constructor was not run: its fields are zero. */
    public Object allocate(Class<?> type) {
        return Hooks.sneaky(() -> UNSAFE.allocateInstance(type));
    }

    public Object allocate(String type) {
        return allocate(type(type));
    }

    /**
     * Calls the constructor with that many parameters (the first declared, when there are several).
     */
    public Object create(String type, Object... arguments) {
        for (Constructor<?> constructor : type(type).getDeclaredConstructors()) {
            if (!fits(constructor.getParameterTypes(), arguments)) continue;
            constructor.setAccessible(true);
            return unwrapped(() -> constructor.newInstance(arguments));
        }
        throw new IllegalArgumentException(
                type + " has no constructor for " + arguments.length + " such arguments");
    }

    public Object get(Object target, String field) {
        Field found = field(target.getClass(), field);
        return Hooks.sneaky(() -> found.get(target));
    }

    public long getLong(Object target, String field) {
        return ((Number) get(target, field)).longValue();
    }

    public int getInt(Object target, String field) {
        return ((Number) get(target, field)).intValue();
    }

    /** Final fields too: the object was made without its constructor. */
    public void set(Object target, String field, Object value) {
        Field found = field(target.getClass(), field);
        Hooks.sneaky(
                () -> {
                    found.set(target, value);
                    return null;
                });
    }

    /** Calls the method of that name that the arguments fit, wherever it is declared. */
    public Object call(Object target, String method, Object... arguments) {
        return invoke(target.getClass(), target, method, arguments);
    }

    public boolean canCall(Object target, String method, Object... arguments) {
        return findMethod(target.getClass(), method, arguments) != null;
    }

    /**
     * As {@link #call}, for methods that got more parameters at their end from release to release:
     * leaves out what is too much.
     */
    public Object callLeading(Object target, String method, Object... arguments) {
        for (int count = arguments.length; count > 0; count--) {
            Object[] leading = Arrays.copyOf(arguments, count);
            if (findMethod(target.getClass(), method, leading) != null)
                return invoke(target.getClass(), target, method, leading);
        }
        throw noMethod(target.getClass(), method, arguments);
    }

    public Object callStatic(String type, String method, Object... arguments) {
        return invoke(type(type), null, method, arguments);
    }

    private Object invoke(Class<?> type, Object target, String name, Object[] arguments) {
        Member key = new Member(type, name, arguments.length);
        Method method = methods.computeIfAbsent(key, wanted -> methodOf(type, name, arguments));
        return unwrapped(() -> method.invoke(target, arguments));
    }

    private static Method methodOf(Class<?> type, String name, Object[] arguments) {
        Method method = findMethod(type, name, arguments);
        if (method == null) throw noMethod(type, name, arguments);
        return method;
    }

    private static RuntimeException noMethod(Class<?> type, String name, Object[] arguments) {
        return new IllegalArgumentException(
                type.getName()
                        + " has no method "
                        + name
                        + " for "
                        + arguments.length
                        + " such arguments");
    }

    private static Method findMethod(Class<?> type, String name, Object[] arguments) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Method method : at.getDeclaredMethods()) {
                if (!method.getName().equals(name) || !fits(method.getParameterTypes(), arguments))
                    continue;
                method.setAccessible(true);
                return method;
            }
        }
        return null;
    }

    private static boolean fits(Class<?>[] parameters, Object[] arguments) {
        if (parameters.length != arguments.length) return false;
        for (int index = 0; index < parameters.length; index++) {
            Object argument = arguments[index];
            boolean isPrimitive = parameters[index].isPrimitive();
            if (argument == null
                    ? isPrimitive
                    : !isPrimitive && !parameters[index].isInstance(argument)) return false;
            if (isPrimitive && !isBoxOf(parameters[index], argument)) return false;
        }
        return true;
    }

    private static boolean isBoxOf(Class<?> primitive, Object value) {
        if (primitive == boolean.class) return value instanceof Boolean;
        if (primitive == int.class) return value instanceof Integer;
        if (primitive == long.class) return value instanceof Long || value instanceof Integer;
        return value instanceof Number;
    }

    private Field field(Class<?> type, String name) {
        return fields.computeIfAbsent(
                new Member(type, name, -1),
                wanted -> {
                    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                        for (Field field : at.getDeclaredFields()) {
                            if (!field.getName().equals(name)) continue;
                            field.setAccessible(true);
                            return field;
                        }
                    }
                    throw new IllegalArgumentException(type.getName() + " has no field " + name);
                });
    }

    private interface Reflection {
        Object run() throws ReflectiveOperationException;
    }

    /** What the called code throws comes out as it was thrown. */
    private static Object unwrapped(Reflection work) {
        return Hooks.sneaky(
                () -> {
                    try {
                        return work.run();
                    } catch (InvocationTargetException wrapped) {
                        if (wrapped.getCause() instanceof Exception exception) throw exception;
                        if (wrapped.getCause() instanceof Error error) throw error;
                        throw wrapped;
                    }
                });
    }

    private static Unsafe unsafe() {
        return Hooks.sneaky(
                () -> {
                    Field field = Unsafe.class.getDeclaredField("theUnsafe");
                    field.setAccessible(true);
                    return (Unsafe) field.get(null);
                });
    }
}
