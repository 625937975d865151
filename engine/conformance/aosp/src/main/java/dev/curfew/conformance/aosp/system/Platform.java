package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.AndroidClassLoader;
import dev.curfew.conformance.aosp.loading.Mirror;
import dev.curfew.conformance.aosp.loading.StubFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;

/**
 * One release of Android, loaded from its jar, on a virtual clock. The system server in it is made
 * anew for each script.
 */
public final class Platform {
    static final int SYSTEM_UID = 1000;
    static final int SYSTEM_PID = 1;
    static final int APP_UID = 10001;
    static final int APP_ID = 10001;
    static final String PACKAGE = "dev.curfew.probe";
    private static final int OP_ACTIVATE_VPN = 47;
    private static final int OP_ACTIVATE_PLATFORM_VPN = 94;
    private static final int OP_SYSTEM_EXEMPT = 128;
    private static final int MODE_IGNORED = 1;
    private static final int APP_START_MODE_NORMAL = 0;
    private static final int APP_START_MODE_DELAYED = 1;

    public final VirtualClock clock = new VirtualClock();
    public final Policy policy = new Policy();
    public final Mirror mirror;
    final StubFactory stubs;
    final boolean isTracing;
    final Object appOpsManager;
    final Object packageManager;
    private final CompatChanges changes;
    private final Properties buildProperties;
    private final Object typeIsAllowed;
    private final Neighbours neighbours;
    private SystemServer server;

    public Platform(Path androidAll, boolean isTracing) throws IOException {
        this.isTracing = isTracing;
        changes = CompatChanges.of(androidAll);
        buildProperties = buildProperties(androidAll);
        AndroidClassLoader loader =
                new AndroidClassLoader(androidAll, PlatformReplacements.of(this));
        Thread.currentThread().setContextClassLoader(loader);
        mirror = new Mirror(loader);
        stubs = new StubFactory(loader, mirror);
        appOpsManager = mirror.allocate("android.app.AppOpsManager");
        packageManager =
                stubs.stub(
                        "android.content.pm.PackageManagerInternal",
                        Map.of(
                                "resolveService",
                                        (self, asked) -> server().manifest.resolve(asked[0]),
                                "getPackageUid", (self, asked) -> APP_UID));
        typeIsAllowed = mirror.create("android.util.Pair", 1, null);
        neighbours = new Neighbours(this);
    }

    /** A device that has just booted; the clock is the caller's business. */
    public SystemServer boot(Manifest manifest) {
        server = new SystemServer(this, manifest);
        return server;
    }

    SystemServer server() {
        return server;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    Processes processes() {
        return server.processes;
    }

    ProcessStates processStates() {
        return server.processStates;
    }

    boolean isChangeEnabled(long change) {
        Boolean override = policy.compatOverrides.get(change);
        return override != null ? override : changes.isEnabled(change, policy.targetSdk);
    }

    /**
     * The app holds every permission but those that by themselves allow starts from the background.
     */
    Integer permission(String name) {
        return name.contains("FROM_BACKGROUND") || name.contains("REQUEST_COMPANION") ? -1 : 0;
    }

    Integer appOp(int op) {
        return op == OP_ACTIVATE_VPN || op == OP_ACTIVATE_PLATFORM_VPN || op == OP_SYSTEM_EXEMPT
                ? MODE_IGNORED
                : 0;
    }

    /**
     * What the platform asks about services of an idle app: {@code startService} is always accepted
     * (docs/scenarios.md), services that run are stopped.
     */
    Integer backgroundServiceMode() {
        return server.calls.isStarting() ? APP_START_MODE_NORMAL : APP_START_MODE_DELAYED;
    }

    Object typeIsAllowed() {
        return typeIsAllowed;
    }

    /** {@code SystemProperties.get}: what the jar's own build.prop says. */
    Object property(Object name, Object otherwise) {
        return buildProperties.getProperty((String) name, (String) otherwise);
    }

    private static Properties buildProperties(Path androidAll) throws IOException {
        Properties properties = new Properties();
        try (JarFile jar = new JarFile(androidAll.toFile(), false)) {
            properties.load(jar.getInputStream(jar.getEntry("build.prop")));
        }
        return properties;
    }

    Object processChange() {
        return mirror.allocate("com.android.server.am.ActivityManagerService$ProcessChangeItem");
    }

    Object onIdleStop(String shortName) {
        server.outcomes.tell("service-stopped-idle", Manifest.serviceIn(shortName), null);
        return null;
    }

    Object trace(String level, Object[] said) {
        System.err.println(clock.elapsed() + " " + level + " " + said[1]);
        return level.equals("wtf") ? 0 : null;
    }
}
