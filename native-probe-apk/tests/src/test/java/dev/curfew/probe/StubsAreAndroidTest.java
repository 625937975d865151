package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import org.junit.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import javax.xml.parsers.DocumentBuilderFactory;

/**
 * The stubs that the probe is compiled against say nothing that Android 15 does not say: each class, its kind and its superclass, each
 * member with its whole descriptor (so also int or long), and each constant with its value. So does the attribute table.
 */
public class StubsAreAndroidTest {
    private static final int KIND = Opcodes.ACC_INTERFACE | Opcodes.ACC_PUBLIC;
    private static final int MEMBER = Opcodes.ACC_STATIC | Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    private static ClassNode read(InputStream in) throws Exception {
        ClassNode node = new ClassNode();
        new ClassReader(in.readAllBytes()).accept(node, ClassReader.SKIP_CODE);
        return node;
    }

    private static ZipFile android() throws Exception {
        return new ZipFile(System.getProperty("probe.android"));
    }

    private static ClassNode real(ZipFile android, String name) throws Exception {
        try (InputStream in = android.getInputStream(android.getEntry(name + ".class"))) {
            return read(in);
        }
    }

    private static List<ClassNode> stubs() throws Exception {
        List<ClassNode> nodes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Paths.get(System.getProperty("probe.stubs")))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).collect(Collectors.toList())) {
                try (InputStream in = Files.newInputStream(file)) {
                    nodes.add(read(in));
                }
            }
        }
        return nodes;
    }

    /** The real class and all above it, nearest first. */
    private static List<ClassNode> line(ZipFile android, String name) throws Exception {
        List<ClassNode> line = new ArrayList<>();
        for (String at = name; at.startsWith("android/"); at = line.get(line.size() - 1).superName) line.add(real(android, at));
        return line;
    }

    @Test
    public void everyClassAndMember() throws Exception {
        int members = 0;
        try (ZipFile android = android()) {
            for (ClassNode stub : stubs()) {
                assertNotNull("no class " + stub.name, android.getEntry(stub.name + ".class"));
                List<ClassNode> line = line(android, stub.name);
                assertEquals(stub.name, stub.access & KIND, line.get(0).access & KIND);
                boolean isBelow = stub.superName.equals("java/lang/Object")
                        || line.stream().anyMatch(node -> node.superName.equals(stub.superName));
                assertTrue(stub.name + " is no " + stub.superName, isBelow);
                for (MethodNode method : stub.methods) {
                    if (method.name.equals("<clinit>")) continue;
                    // The compiler adds a constructor without parameters where a stub shows none; were one used that Android does not
                    // have, the code would not compile against Android itself (below).
                    if (method.name.equals("<init>") && method.desc.equals("()V") && accessOf(line, method) <= 0) continue;
                    assertEquals(stub.name + "." + method.name + method.desc, method.access & MEMBER, accessOf(line, method));
                    members++;
                }
                for (FieldNode field : stub.fields) {
                    compare(stub, field, line.get(0));
                    members++;
                }
            }
        }
        assertTrue(members + " members", members > 200);
    }

    private static int accessOf(List<ClassNode> line, MethodNode wanted) {
        for (ClassNode node : line) {
            for (MethodNode method : node.methods) {
                if (method.name.equals(wanted.name) && method.desc.equals(wanted.desc)) return method.access & MEMBER;
            }
            if (wanted.name.equals("<init>")) break;
        }
        return -1;
    }

    /** A constant is copied into the classes that use it: it must have the real value, and nothing else may look like one. */
    private static void compare(ClassNode stub, FieldNode field, ClassNode real) {
        FieldNode found = null;
        for (FieldNode each : real.fields) if (each.name.equals(field.name) && each.desc.equals(field.desc)) found = each;
        assertNotNull("no field " + stub.name + "." + field.name + " " + field.desc, found);
        assertEquals(stub.name + "." + field.name, found.access & MEMBER, field.access & MEMBER);
        assertEquals(stub.name + "." + field.name, found.value, field.value);
    }

    /** The class files of the probe are the same whether compiled against the stubs or against Android 15 itself. */
    @Test
    public void theCodeComesOutTheSameAgainstAndroidItself() throws Exception {
        Path against = Files.createTempDirectory("against-android");
        List<String> command = new ArrayList<>(List.of(
                Paths.get(System.getProperty("java.home"), "bin", "javac").toString(),
                "--release", "8", "-encoding", "UTF-8", "-Xlint:none", "-nowarn", "-g:source,lines",
                "-cp", System.getProperty("probe.android"), "-d", against.toString()));
        File source = new File(new File(System.getProperty("probe.json")).getParentFile(), "src/dev/curfew/probe");
        for (File file : source.listFiles()) command.add(file.toString());
        Path log = Files.createTempFile("javac", ".log");
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertEquals(new String(Files.readAllBytes(log)), 0, javac.waitFor());
        Path folder = Paths.get("dev", "curfew", "probe");
        File[] built = Paths.get(System.getProperty("probe.classes")).resolve(folder).toFile().listFiles();
        assertEquals(against.resolve(folder).toFile().listFiles().length, built.length);
        for (File file : built) {
            byte[] other = Files.readAllBytes(against.resolve(folder).resolve(file.getName()));
            assertTrue(file.getName(), java.util.Arrays.equals(Files.readAllBytes(file.toPath()), other));
        }
    }

    @Test
    public void everyAttributeAndFlag() throws Exception {
        try (ZipFile android = android()) {
            ClassNode attributes = real(android, "android/R$attr");
            NodeList ids = elements("public.xml", "public");
            for (int i = 0; i < ids.getLength(); i++) {
                Element each = (Element) ids.item(i);
                assertEquals(each.getAttribute("name"), constant(attributes, each.getAttribute("name")), number(each, "id"));
            }
            ClassNode services = real(android, "android/content/pm/ServiceInfo");
            NodeList flags = elements("attrs_manifest.xml", "flag");
            for (int i = 0; i < flags.getLength(); i++) {
                Element flag = (Element) flags.item(i);
                String name = flag.getAttribute("name").replaceAll("([A-Z])", "_$1").toUpperCase();
                assertEquals(name, constant(services, "FOREGROUND_SERVICE_TYPE_" + name), number(flag, "value"));
            }
            assertEquals(14, flags.getLength());
            ClassNode activities = real(android, "android/content/pm/ActivityInfo");
            NodeList modes = elements("attrs_manifest.xml", "enum");
            assertEquals(1, modes.getLength());
            assertEquals(constant(activities, "LAUNCH_SINGLE_TASK"), number((Element) modes.item(0), "value"));
        }
    }

    private static NodeList elements(String file, String tag) throws Exception {
        File source = new File(System.getProperty("probe.framework"), file);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source).getElementsByTagName(tag);
    }

    private static int number(Element element, String attribute) {
        return Integer.decode(element.getAttribute(attribute));
    }

    private static int constant(ClassNode node, String name) {
        for (FieldNode field : node.fields) if (field.name.equals(name)) return (Integer) field.value;
        throw new AssertionError("no " + node.name + "." + name);
    }
}
