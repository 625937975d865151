package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.Manifest;
import android.app.Application;
import android.content.Intent;
import android.content.pm.ActivityInfo;
import android.content.pm.ApplicationInfo;
import android.content.pm.ComponentInfo;
import android.content.pm.PackageInfo;
import android.content.pm.PackageManager;
import android.content.pm.ServiceInfo;
import android.widget.TextView;

import org.json.JSONArray;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

import java.util.Arrays;
import java.util.TreeSet;

/** Who may drive the probe, as Android's own parser reads the APK. */
@RunWith(RobolectricTestRunner.class)
public class GuardTest {
    private final Application app = RuntimeEnvironment.getApplication();

    private PackageInfo read() throws Exception {
        int what = PackageManager.GET_ACTIVITIES | PackageManager.GET_SERVICES | PackageManager.GET_RECEIVERS
                | PackageManager.GET_PROVIDERS | PackageManager.GET_PERMISSIONS | PackageManager.MATCH_DISABLED_COMPONENTS;
        return app.getPackageManager().getPackageInfo(app.getPackageName(), what);
    }

    private static String guard(ComponentInfo component, String permission) {
        return component.exported ? String.valueOf(permission) : "not exported";
    }

    @Test
    public void onlyTheShellTheSystemAndTheAppItselfReachWhatTakesOrders() throws Exception {
        PackageInfo read = read();
        for (ServiceInfo service : read.services) {
            boolean isJob = service.name.endsWith("ProbeJobService");
            String expected = isJob ? Manifest.permission.BIND_JOB_SERVICE : Manifest.permission.DUMP;
            assertEquals(service.name, expected, guard(service, service.permission));
        }
        for (ActivityInfo receiver : read.receivers) {
            String expected = receiver.name.endsWith("CommandReceiver") ? Manifest.permission.DUMP : "not exported";
            assertEquals(receiver.name, expected, guard(receiver, receiver.permission));
        }
        for (ActivityInfo activity : read.activities) {
            String expected = activity.name.endsWith("AboutActivity") ? "null" : Manifest.permission.DUMP;
            assertEquals(activity.name, expected, guard(activity, activity.permission));
        }
        assertEquals(20, read.services.length);
        assertEquals(3, read.receivers.length);
        assertEquals(2, read.activities.length);
        assertEquals(null, read.providers);
    }

    @Test
    public void theBootReceiverIsOffUntilATestTurnsItOn() throws Exception {
        for (ActivityInfo receiver : read().receivers) assertEquals(receiver.name, !receiver.name.endsWith("BootReceiver"), receiver.enabled);
    }

    @Test
    public void asksForThePermissionsOfProbeJsonAndNotForTheInternet() throws Exception {
        TreeSet<String> named = new TreeSet<>();
        JSONArray permissions = ProbeJson.read().getJSONArray("permissions");
        for (int i = 0; i < permissions.length(); i++) named.add(permissions.getJSONObject(i).getString("name"));
        assertEquals(named, new TreeSet<>(Arrays.asList(read().requestedPermissions)));
        assertFalse(named.contains(Manifest.permission.INTERNET));
    }

    /** A release build would not let `am compat` and `run-as` at it. */
    @Test
    public void isDebuggableAndLeavesNoBackup() throws Exception {
        int flags = read().applicationInfo.flags;
        assertTrue((flags & ApplicationInfo.FLAG_DEBUGGABLE) != 0);
        assertFalse((flags & ApplicationInfo.FLAG_ALLOW_BACKUP) != 0);
    }

    @Test
    public void thePageThatAnybodyCanOpenTakesNoOrdersAndSaysHowToRemoveTheApp() throws Exception {
        Intent orders = new Intent().putExtra("steps", "mark=order,state").putExtra("run", "r");
        AboutActivity page = Robolectric.buildActivity(AboutActivity.class, orders).setup().get();
        assertEquals(1, Witnessed.lines(app).size());
        StringBuilder shown = new StringBuilder();
        android.view.ViewGroup content = page.findViewById(android.R.id.content);
        android.view.ViewGroup column = (android.view.ViewGroup) ((android.view.ViewGroup) content.getChildAt(0)).getChildAt(0);
        for (int i = 0; i < column.getChildCount(); i++) shown.append(((TextView) column.getChildAt(i)).getText()).append('\n');
        assertTrue(shown.toString(), shown.toString().contains("adb uninstall " + app.getPackageName()));
        assertTrue(shown.toString().contains("no access to the internet"));
        column.getChildAt(1).performClick();
        Intent opened = org.robolectric.Shadows.shadowOf(page).getNextStartedActivity();
        assertEquals("android.settings.APPLICATION_DETAILS_SETTINGS", opened.getAction());
        assertEquals("package:" + app.getPackageName(), opened.getDataString());
    }
}
