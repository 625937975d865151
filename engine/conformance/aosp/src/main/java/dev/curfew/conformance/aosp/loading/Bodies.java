package dev.curfew.conformance.aosp.loading;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the bodies of replaced and of silent methods. They have no branches, so they need no stack
 * maps.
 */
final class Bodies {
    private static final String HOOKS = Type.getInternalName(Hooks.class);

    private Bodies() {}

    /** {@code return Hooks.call(number, this, arguments)}, with boxing. */
    static void callHook(MethodVisitor code, int number, boolean isStatic, String descriptor) {
        code.visitCode();
        code.visitLdcInsn(number);
        int local = 0;
        if (isStatic) code.visitInsn(Opcodes.ACONST_NULL);
        else code.visitVarInsn(Opcodes.ALOAD, local++);
        Type[] types = Type.getArgumentTypes(descriptor);
        code.visitLdcInsn(types.length);
        code.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int index = 0; index < types.length; index++) {
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(index);
            code.visitVarInsn(types[index].getOpcode(Opcodes.ILOAD), local);
            box(code, types[index]);
            code.visitInsn(Opcodes.AASTORE);
            local += types[index].getSize();
        }
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                HOOKS,
                "call",
                "(ILjava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;",
                false);
        returnUnboxed(code, Type.getReturnType(descriptor));
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Returns the zero of the return type. */
    static void returnZero(MethodVisitor code, String descriptor) {
        Type type = Type.getReturnType(descriptor);
        code.visitCode();
        switch (type.getSort()) {
            case Type.VOID -> {}
            case Type.LONG -> code.visitInsn(Opcodes.LCONST_0);
            case Type.FLOAT -> code.visitInsn(Opcodes.FCONST_0);
            case Type.DOUBLE -> code.visitInsn(Opcodes.DCONST_0);
            case Type.ARRAY, Type.OBJECT -> code.visitInsn(Opcodes.ACONST_NULL);
            default -> code.visitInsn(Opcodes.ICONST_0);
        }
        code.visitInsn(type.getOpcode(Opcodes.IRETURN));
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** A constructor that does nothing but {@code super()}. */
    static void callParent(MethodVisitor code, String parent) {
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    static byte[] emptyClass(String name) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(
                Opcodes.V17,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER,
                name.replace('.', '/'),
                null,
                "java/lang/Object",
                null);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void box(MethodVisitor code, Type type) {
        String owner =
                switch (type.getSort()) {
                    case Type.BOOLEAN -> "java/lang/Boolean";
                    case Type.BYTE -> "java/lang/Byte";
                    case Type.CHAR -> "java/lang/Character";
                    case Type.SHORT -> "java/lang/Short";
                    case Type.INT -> "java/lang/Integer";
                    case Type.LONG -> "java/lang/Long";
                    case Type.FLOAT -> "java/lang/Float";
                    case Type.DOUBLE -> "java/lang/Double";
                    default -> null;
                };
        if (owner == null) return;
        String descriptor = "(" + type.getDescriptor() + ")L" + owner + ";";
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "valueOf", descriptor, false);
    }

    private static void returnUnboxed(MethodVisitor code, Type type) {
        switch (type.getSort()) {
            case Type.VOID -> code.visitInsn(Opcodes.POP);
            case Type.BOOLEAN -> unbox(code, "toBoolean", "Z");
            case Type.LONG -> unbox(code, "toLong", "J");
            case Type.FLOAT -> unbox(code, "toFloat", "F");
            case Type.DOUBLE -> unbox(code, "toDouble", "D");
            case Type.ARRAY, Type.OBJECT ->
                    code.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
            default -> unbox(code, "toInt", "I");
        }
        code.visitInsn(type.getOpcode(Opcodes.IRETURN));
    }

    private static void unbox(MethodVisitor code, String method, String type) {
        code.visitMethodInsn(
                Opcodes.INVOKESTATIC, HOOKS, method, "(Ljava/lang/Object;)" + type, false);
    }
}
