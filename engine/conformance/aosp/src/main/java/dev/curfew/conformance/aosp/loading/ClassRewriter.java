package dev.curfew.conformance.aosp.loading;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Applies the replacements to one class file, and lets class files of Java 21 run where only a JDK
 * 17 is.
 */
final class ClassRewriter {
    private static final int NEWEST = Opcodes.V17;
    private static final int WITHOUT_BODY = Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT;

    private final Replacements replacements;

    ClassRewriter(Replacements replacements) {
        this.replacements = replacements;
    }

    byte[] rewrite(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        reader.accept(new Visitor(writer), 0);
        return writer.toByteArray();
    }

    private final class Visitor extends ClassVisitor {
        private String owner = "";
        private String parent = "";
        private boolean isInterface;

        Visitor(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                String signature,
                String parent,
                String[] interfaces) {
            owner = name;
            this.parent = parent;
            isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(Math.min(version, NEWEST), access, name, signature, parent, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            Integer hook = replacements.hookOf(owner, name);
            if (hook != null) {
                boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
                Bodies.callHook(
                        bodied(access, name, descriptor, signature, thrown),
                        hook,
                        isStatic,
                        descriptor);
                return null;
            }
            if (name.equals("<clinit>") && replacements.isSilent(owner)) return null;
            if (name.equals("<init>") && replacements.isHollow(owner)) {
                Bodies.callParent(bodied(access, name, descriptor, signature, thrown), parent);
                return null;
            }
            boolean isOrdinary = !name.startsWith("<") && !isInterface;
            if (isOrdinary && replacements.isSilent(owner)) {
                Bodies.returnZero(bodied(access, name, descriptor, signature, thrown), descriptor);
                return null;
            }
            return super.visitMethod(access, name, descriptor, signature, thrown);
        }

        @Override
        public void visitEnd() {
            Integer hash = replacements.hashOf(owner);
            if (hash != null)
                Bodies.callHook(
                        bodied(Opcodes.ACC_PUBLIC, "hashCode", "()I", null, null),
                        hash,
                        false,
                        "()I");
            super.visitEnd();
        }

        private MethodVisitor bodied(
                int access, String name, String descriptor, String signature, String[] thrown) {
            return super.visitMethod(access & ~WITHOUT_BODY, name, descriptor, signature, thrown);
        }
    }
}
