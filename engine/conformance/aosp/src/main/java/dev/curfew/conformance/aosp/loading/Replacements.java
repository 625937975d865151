package dev.curfew.conformance.aosp.loading;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Everything of the platform that is not run as Google compiled it: methods with another body, and
 * classes whose methods do nothing. Whatever is not named here is the platform's own code; a native
 * method that is not named fails loudly.
 */
public final class Replacements {
    private final Map<String, Integer> methods = new HashMap<>();
    private final Set<String> absent = new HashSet<>();
    private final Map<String, Integer> hashes = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Set<String> hollow = new HashSet<>();

    /**
     * @param method {@code java.name.of.Class#method}: all overloads of that name
     */
    public Replacements method(String method, Hook hook) {
        methods.put(method.replace('.', '/'), Hooks.register(hook));
        return this;
    }

    /** Methods that only ever answer one value; null stands for nothing, zero and false. */
    public Replacements answer(String owner, Object value, String... names) {
        for (String name : names) method(owner + '#' + name, (self, arguments) -> value);
        return this;
    }

    /**
     * Methods of these classes return zero, false or null, and their static initializers do
     * nothing.
     */
    public Replacements silent(String... classes) {
        for (String name : classes) silent.add(name.replace('.', '/'));
        return this;
    }

    /** Silent, and their constructors only call the one of their parent that has no parameters. */
    public Replacements hollow(String... classes) {
        silent(classes);
        for (String name : classes) hollow.add(name.replace('.', '/'));
        return this;
    }

    /** Classes that other classes name and the jar does not have: empty ones stand in for them. */
    public Replacements absent(String... classes) {
        absent.addAll(Arrays.asList(classes));
        return this;
    }

    boolean isAbsent(String name) {
        return absent.contains(name);
    }

    /**
     * Gives a class that has none a {@code hashCode}, for collections that would follow the
     * addresses of objects.
     */
    public Replacements hash(String className, Hook hook) {
        hashes.put(className.replace('.', '/'), Hooks.register(hook));
        return this;
    }

    Integer hashOf(String owner) {
        return hashes.get(owner);
    }

    Integer hookOf(String owner, String name) {
        return methods.get(owner + '#' + name);
    }

    boolean isSilent(String owner) {
        return silent.contains(owner);
    }

    boolean isHollow(String owner) {
        return hollow.contains(owner);
    }
}
