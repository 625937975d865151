package dev.curfew.conformance.aosp.loading;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes objects of a platform class that do nothing: a subclass that overrides every method, made
 * without a constructor. Methods return zero, false or null unless an answer is given. Private,
 * static and final methods stay as they are.
 */
public final class StubFactory {
    private final AndroidClassLoader loader;
    private final Mirror mirror;

    public StubFactory(AndroidClassLoader loader, Mirror mirror) {
        this.loader = loader;
        this.mirror = mirror;
    }

    /**
     * @param answers by name of method, all overloads
     */
    public Object stub(String className, Map<String, Hook> answers) {
        Class<?> parent = mirror.type(className);
        String name = parent.getName() + "$$Stub";
        String internalName = name.replace('.', '/');
        boolean isInterface = parent.isInterface();
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        String parentName = Type.getInternalName(parent);
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER,
                internalName,
                null,
                isInterface ? "java/lang/Object" : parentName,
                isInterface ? new String[] {parentName} : null);
        Map<String, Integer> numbers = new HashMap<>();
        answers.forEach((method, answer) -> numbers.put(method, Hooks.register(answer)));
        Set<String> done = new HashSet<>();
        for (Class<?> at = parent; at != null && at != Object.class; at = at.getSuperclass())
            override(writer, at, numbers, done);
        writer.visitEnd();
        return mirror.allocate(loader.define(name, writer.toByteArray()));
    }

    public Object stub(String className) {
        return stub(className, Map.of());
    }

    private static void override(
            ClassWriter writer, Class<?> type, Map<String, Integer> numbers, Set<String> done) {
        for (Method method : type.getDeclaredMethods()) {
            String descriptor = Type.getMethodDescriptor(method);
            int fixed = Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL;
            boolean isFinal =
                    !done.add(method.getName() + descriptor)
                            || (method.getModifiers() & fixed) != 0;
            if (isFinal) continue;
            int access = method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED);
            MethodVisitor code =
                    writer.visitMethod(access, method.getName(), descriptor, null, null);
            Integer number = numbers.get(method.getName());
            if (number == null) Bodies.returnZero(code, descriptor);
            else Bodies.callHook(code, number, false, descriptor);
        }
        for (Class<?> implemented : type.getInterfaces())
            override(writer, implemented, numbers, done);
    }
}
