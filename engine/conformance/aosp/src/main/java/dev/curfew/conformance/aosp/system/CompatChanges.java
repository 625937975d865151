package dev.curfew.conformance.aosp.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The compat changes of the activity manager with the target SDK that has them, as the jar's own
 * tables say.
 */
final class CompatChanges {
    private static final Pattern CHANGE = Pattern.compile("<compat-change\\b[^>]*>");
    private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final Map<Long, Integer> firstTargetSdk = new HashMap<>();

    static CompatChanges of(Path androidAll) throws IOException {
        CompatChanges changes = new CompatChanges();
        try (JarFile jar = new JarFile(androidAll.toFile(), false)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (!name.startsWith("com/android/server/am/")
                        || !name.endsWith("_compat_config.xml")) continue;
                changes.read(
                        new String(
                                jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return changes;
    }

    boolean isEnabled(long change, int targetSdk) {
        Integer first = firstTargetSdk.get(change);
        return first != null && targetSdk >= first;
    }

    private void read(String xml) {
        Matcher changes = CHANGE.matcher(xml);
        while (changes.find()) {
            Map<String, String> attributes = new HashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(changes.group());
            while (attribute.find()) attributes.put(attribute.group(1), attribute.group(2));
            long id = Long.parseLong(attributes.get("id"));
            if (attributes.containsKey("enableSinceTargetSdk"))
                firstTargetSdk.put(id, Integer.parseInt(attributes.get("enableSinceTargetSdk")));
            if (attributes.containsKey("enableAfterTargetSdk"))
                firstTargetSdk.put(
                        id, Integer.parseInt(attributes.get("enableAfterTargetSdk")) + 1);
        }
    }
}
