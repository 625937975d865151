package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.ForegroundServiceStartNotAllowedException;
import android.app.ForegroundServiceTypePolicy;
import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.ServiceInfo;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowService;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The services as Android's own parser reads them from the APK. */
@RunWith(RobolectricTestRunner.class)
public class ServicesTest {
    private final Application app = RuntimeEnvironment.getApplication();
    private final PackageManager packages = app.getPackageManager();

    private JSONArray services() throws Exception {
        return ProbeJson.read().getJSONArray("services");
    }

    private int mask(JSONArray types) throws Exception {
        int mask = 0;
        for (int i = 0; i < types.length(); i++) {
            String constant = types.getString(i).replaceAll("([A-Z])", "_$1").toUpperCase();
            mask |= ServiceInfo.class.getField("FOREGROUND_SERVICE_TYPE_" + constant).getInt(null);
        }
        return mask;
    }

    @Test
    public void declareTheTypesOfProbeJson() throws Exception {
        JSONArray services = services();
        for (int i = 0; i < services.length(); i++) {
            JSONObject service = services.getJSONObject(i);
            ComponentName name = new ComponentName(app.getPackageName(), "dev.curfew.probe." + service.getString("class"));
            ServiceInfo info = packages.getServiceInfo(name, 0);
            assertEquals(name.toString(), mask(service.getJSONArray("types")), info.getForegroundServiceType());
            assertEquals(app.getPackageName() + service.optString("process"), info.processName);
            assertTrue(ProbeService.class.isAssignableFrom(Class.forName(name.getClassName())));
        }
    }

    @Test
    public void coverEveryTypeThatAndroid15HasPoliciesFor() throws Exception {
        JSONArray services = services();
        int covered = 0;
        for (int i = 0; i < services.length(); i++) covered |= mask(services.getJSONObject(i).getJSONArray("types"));
        int known = 0;
        for (Field field : ServiceInfo.class.getFields()) {
            String name = field.getName();
            // fileManagement is no public type, -1 and 0 stand for "as in the manifest" and "none".
            if (!name.startsWith("FOREGROUND_SERVICE_TYPE_") || name.endsWith("_FILE_MANAGEMENT")) continue;
            if (field.getInt(null) > 0 && !name.contains("MAX_INDEX")) known |= field.getInt(null);
        }
        assertEquals(Integer.toHexString(known), Integer.toHexString(covered));
    }

    /** The platform's own policy objects say which permissions a type needs from target 34 on. */
    @Test
    public void holdTheRightsThatTheirTypesAskFor() throws Exception {
        PackageInfo own = packages.getPackageInfo(app.getPackageName(), PackageManager.GET_PERMISSIONS);
        Set<String> requested = new HashSet<>(Arrays.asList(own.requestedPermissions));
        // Which of them are asked for beside the right of the type itself.
        Set<String> bare = new HashSet<>();
        for (String name : requested) if (name.contains(".FOREGROUND_SERVICE")) bare.add(name);
        Set<String> needMore = new TreeSet<>();
        JSONArray services = services();
        int checked = 0;
        for (int i = 0; i < services.length(); i++) {
            JSONArray types = services.getJSONObject(i).getJSONArray("types");
            if (types.length() != 1) continue;
            ForegroundServiceTypePolicy.ForegroundServiceTypePolicyInfo policy = ForegroundServiceTypePolicy.getDefaultPolicy()
                    .getForegroundServiceTypePolicyInfo(mask(types), mask(types));
            String text = policy.toPermissionString();
            assertTrue(types.getString(0) + ": " + text, isHeld(text, requested) || types.getString(0).equals("mediaProjection"));
            assertEquals(text, types.getString(0).equals("shortService"), isHeld(text, new HashSet<>()));
            if (!isHeld(text, bare)) needMore.add(types.getString(0));
            checked++;
        }
        assertEquals(17, checked);
        assertEquals(
                "[camera, connectedDevice, health, location, mediaProjection, microphone, phoneCall, systemExempted]",
                needMore.toString());
    }

    /** `all of the permissions allOf=true [A, B] any of the permissions allOf=false [C, D]`, as the platform prints it. */
    private static boolean isHeld(String policy, Set<String> requested) {
        boolean held = true;
        for (String part : policy.split("(?=all of|any of)")) {
            Set<String> names = new HashSet<>();
            for (String word : part.split("[^A-Za-z_.]+")) if (word.contains("permission.")) names.add(word);
            if (part.startsWith("all of")) held &= requested.containsAll(names);
            else if (part.startsWith("any of")) held &= names.stream().anyMatch(requested::contains);
        }
        return held;
    }

    @Test
    public void haveNotificationsOfTheirOwn() throws Exception {
        Set<Integer> ids = new HashSet<>();
        JSONArray services = services();
        for (int i = 0; i < services.length(); i++) {
            Class<? extends ProbeService> type = Class.forName("dev.curfew.probe." + services.getJSONObject(i).getString("class"))
                    .asSubclass(ProbeService.class);
            ShadowService service = shadowOf(Robolectric.buildService(type, new Intent()).create().startCommand(0, 1).get());
            assertTrue(service.getLastForegroundNotification() != null);
            assertTrue(ids.add(service.getLastForegroundNotificationId()));
        }
        assertEquals(services.length(), ids.size());
    }

    @Test
    public void aRefusedStartIsWrittenAndAnswered() throws Exception {
        Intent intent = new Intent().putExtra("run", "r").putExtra("onRefused", "mark=refused,stopSelf");
        ProbeService service = Robolectric.buildService(DataSync.class, intent).create().get();
        shadowOf(service).setThrowInStartForeground(
                new ForegroundServiceStartNotAllowedException(
                        "Time limit already exhausted for foreground service type dataSync"));
        service.onStartCommand(intent, 0, 1);
        JSONObject line = Witnessed.last(app, "foreground-refused");
        assertEquals("android.app.ForegroundServiceStartNotAllowedException", line.getString("exception"));
        assertEquals("Time limit already exhausted for foreground service type dataSync", line.getString("message"));
        assertEquals(-1, line.getInt("asked"));
        assertEquals(ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC, line.getInt("types"));
        assertEquals("refused", Witnessed.last(app, "mark").getString("text"));
        assertTrue(shadowOf(service).isStoppedBySelf());
        Witnessed.keep(app, "refused");
    }

    @Test
    public void bindingsAndTaskRemovalAreWritten() throws Exception {
        ProbeService service = Robolectric.buildService(DataSync.class, new Intent()).create().get();
        service.onBind(new Intent());
        assertTrue(service.onUnbind(new Intent()));
        service.onRebind(new Intent());
        service.onTaskRemoved(new Intent());
        assertEquals(
                Arrays.asList("process-start", "service-create", "bind", "unbind", "rebind", "task-removed"),
                Witnessed.events(Witnessed.lines(app)));
        Witnessed.keep(app, "bound");
    }
}
