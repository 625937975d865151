package dev.curfew.conformance.aosp.system;

import dev.curfew.conformance.aosp.loading.Mirror;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The app as the package manager knows it: its services, each in its process, with its foreground
 * service types.
 */
public final class Manifest {
    /**
     * @param declared the mask of android:foregroundServiceType
     */
    public record Service(String name, String process, int declared) {}

    private static final Pattern SERVICE = Pattern.compile("\\.(\\w+)(?=$|[ }])");

    private final Mirror mirror;
    private final Object applicationInfo;
    private final List<String> names;
    private final Map<String, Object> resolveInfos = new LinkedHashMap<>();

    public Manifest(Mirror mirror, int targetSdk, List<Service> services) {
        this.mirror = mirror;
        names = services.stream().map(Service::name).toList();
        applicationInfo = mirror.create("android.content.pm.ApplicationInfo");
        mirror.set(applicationInfo, "packageName", Platform.PACKAGE);
        mirror.set(applicationInfo, "processName", "main");
        mirror.set(applicationInfo, "uid", Platform.APP_UID);
        mirror.set(applicationInfo, "targetSdkVersion", targetSdk);
        for (Service service : services)
            resolveInfos.put(className(service.name()), resolveInfo(service));
    }

    Object applicationInfo() {
        return applicationInfo;
    }

    /** {@code PackageManagerInternal.resolveService} */
    Object resolve(Object intent) {
        return resolveInfos.get(
                (String) mirror.call(mirror.call(intent, "getComponent"), "getClassName"));
    }

    Object component(String service) {
        return mirror.create("android.content.ComponentName", Platform.PACKAGE, className(service));
    }

    /** An explicit intent for the service. */
    Object intent(String service) {
        Object intent = mirror.create("android.content.Intent");
        mirror.call(intent, "setComponent", component(service));
        return intent;
    }

    int indexOf(String service) {
        return names.indexOf(service);
    }

    /**
     * The service whose component is the last thing with a slash in a text, in its short or its
     * long form: {@code ServiceRecord{... dev.curfew.probe/.A c:...}} is A.
     */
    static String serviceIn(String text) {
        Matcher service = SERVICE.matcher(text.substring(text.lastIndexOf('/') + 1));
        if (!service.find()) throw new IllegalArgumentException("names no service: " + text);
        return service.group(1);
    }

    private static String className(String service) {
        return Platform.PACKAGE + '.' + service;
    }

    private Object resolveInfo(Service service) {
        Object info = mirror.create("android.content.pm.ServiceInfo");
        mirror.set(info, "applicationInfo", applicationInfo);
        mirror.set(info, "packageName", Platform.PACKAGE);
        mirror.set(info, "name", className(service.name()));
        mirror.set(info, "processName", service.process());
        mirror.set(info, "mForegroundServiceType", service.declared());
        mirror.set(info, "exported", true);
        Object resolved = mirror.create("android.content.pm.ResolveInfo");
        mirror.set(resolved, "serviceInfo", info);
        return resolved;
    }
}
