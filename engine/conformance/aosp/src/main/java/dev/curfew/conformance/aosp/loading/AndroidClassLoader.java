package dev.curfew.conformance.aosp.loading;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Loads the platform's classes from one android-all jar, rewritten. The jar goes first: what the
 * JDK has under the same name ({@code java.*}, which no loader may define) comes from the JDK,
 * everything else from Android.
 */
public final class AndroidClassLoader extends ClassLoader implements AutoCloseable {
    static {
        registerAsParallelCapable();
    }

    private final JarFile jar;
    private final Replacements replacements;
    private final ClassRewriter rewriter;

    public AndroidClassLoader(Path androidAll, Replacements replacements) throws IOException {
        super("android", AndroidClassLoader.class.getClassLoader());
        jar = new JarFile(androidAll.toFile(), false);
        this.replacements = replacements;
        rewriter = new ClassRewriter(replacements);
    }

    @Override
    protected Class<?> loadClass(String name, boolean isResolved) throws ClassNotFoundException {
        if (name.startsWith("java.")) return super.loadClass(name, isResolved);
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            byte[] classFile = bytesOf(name);
            if (classFile == null && replacements.isAbsent(name))
                return define(name, Bodies.emptyClass(name));
            if (classFile == null) return super.loadClass(name, isResolved);
            byte[] rewritten = rewriter.rewrite(classFile);
            return defineClass(name, rewritten, 0, rewritten.length);
        }
    }

    @Override
    protected URL findResource(String name) {
        if (jar.getEntry(name) == null) return null;
        try {
            return URI.create("jar:" + Path.of(jar.getName()).toUri() + "!/" + name).toURL();
        } catch (MalformedURLException failure) {
            throw new IllegalStateException("no address for " + name, failure);
        }
    }

    /** Makes a class that did not come from the jar, for stubs. */
    Class<?> define(String name, byte[] classFile) {
        return defineClass(name, classFile, 0, classFile.length);
    }

    private byte[] bytesOf(String name) {
        ZipEntry entry = jar.getEntry(name.replace('.', '/') + ".class");
        if (entry == null) return null;
        try (InputStream stream = jar.getInputStream(entry)) {
            return stream.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException(
                    "cannot read " + name + " from " + jar.getName(), failure);
        }
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
