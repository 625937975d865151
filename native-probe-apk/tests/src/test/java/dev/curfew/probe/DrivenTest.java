package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.ActivityManager;
import android.app.AlarmManager;
import android.app.Application;
import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.BatteryManager;
import android.os.Looper;

import org.json.JSONObject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowActivityManager;
import org.robolectric.shadows.ShadowAlarmManager;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The app driven by broadcasts, by the boot and on the screen; its heartbeats and reports. */
@RunWith(RobolectricTestRunner.class)
public class DrivenTest {
    private final Application app = RuntimeEnvironment.getApplication();

    private void command(String... extras) {
        Intent order = new Intent().putExtra("run", "r");
        for (int i = 0; i < extras.length; i += 2) order.putExtra(extras[i], extras[i + 1]);
        new CommandReceiver().onReceive(app, order);
    }

    private static void advance(int seconds) {
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(seconds));
    }

    private List<String> events() throws Exception {
        return Witnessed.events(Witnessed.ofRun(app, "r"));
    }

    @Test
    public void handsOnWhatIsMeantForTheServiceItStarts() throws Exception {
        command("steps", "startForegroundService=DataSyncAlone", "with.steps", "9:stopSelf", "with.with.steps", "mark=inner");
        Intent started = shadowOf(app).getNextStartedService();
        assertEquals("dev.curfew.probe.DataSyncAlone", started.getComponent().getClassName());
        assertEquals(app.getPackageName(), started.getComponent().getPackageName());
        assertEquals("9:stopSelf", started.getStringExtra("steps"));
        assertEquals("mark=inner", started.getStringExtra("with.steps"));
        assertEquals("r", started.getStringExtra("run"));
        assertEquals("startForegroundService", Witnessed.last(app, "start").getString("call"));
    }

    @Test
    public void unknownStepsAndNumbersThatAreNoneAreRefusedAndTheRestIsDone() throws Exception {
        command("steps", "dance,hang=soon,stopSelf,mark=end");
        assertEquals(Arrays.asList("command", "step-refused", "step-refused", "step-refused", "mark"), events());
        Witnessed.keep(app, "refused steps");
    }

    @Test
    public void anExceptionThatNobodyCatchesIsTheLastLine() throws Exception {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        assertNotNull(handler);
        handler.uncaughtException(Thread.currentThread(), new IllegalStateException("A foreground service of type dataSync did not stop"));
        JSONObject line = Witnessed.last(app, "uncaught");
        assertEquals("java.lang.IllegalStateException", line.getString("exception"));
        assertTrue(line.getString("message").startsWith("A foreground service"));
        app.onTrimMemory(60);
        assertEquals(60, Witnessed.last(app, "trim-memory").getInt("level"));
        Witnessed.keep(app, "uncaught");
    }

    @Test
    public void beatsOnTheMainThreadUntilToldToStop() throws Exception {
        command("steps", "beatMain=10000");
        advance(35);
        command("steps", "beatMain=0");
        advance(35);
        assertEquals(Arrays.asList("command", "beat-set", "beat", "beat", "beat", "command", "beat-set"), events());
        assertEquals(3, Witnessed.last(app, "beat").getInt("count"));
    }

    @Test
    public void aHangingMainThreadShowsInALateBeat() throws Exception {
        command("steps", "beatMain=10000,5000:hang=30000");
        advance(60);
        JSONObject first = null;
        for (JSONObject line : Witnessed.ofRun(app, "r")) if (first == null && line.getString("event").equals("beat")) first = line;
        assertEquals(25000, first.getLong("lateMs"));
        Witnessed.keep(app, "late beat");
    }

    @Test
    public void beatsOnAThreadOfItsOwn() throws Exception {
        command("steps", "beatWorker=1");
        assertEquals(5000, Witnessed.last(app, "beat-set").getLong("everyMs"));
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!events().contains("beat") && System.nanoTime() < deadline) Thread.sleep(200);
        command("steps", "beatWorker=0");
        assertEquals("worker", Witnessed.last(app, "beat").getString("source"));
    }

    @Test
    public void beatsByAlarmInANewProcessToo() throws Exception {
        AlarmManager alarms = (AlarmManager) app.getSystemService(Context.ALARM_SERVICE);
        ShadowAlarmManager.setAutoSchedule(true);
        ShadowAlarmManager.setCanScheduleExactAlarms(true);
        command("steps", "beatAlarm=60000");
        advance(61);
        JSONObject beat = Witnessed.last(app, "beat");
        assertEquals("alarm", beat.getString("source"));
        assertEquals(1, beat.getInt("count"));
        assertEquals("r", Witnessed.last(app, "state").getString("run"));
        // The next one was set by the first, with nothing kept in the process.
        advance(60);
        assertEquals(2, Witnessed.last(app, "beat").getInt("count"));
        command("steps", "beatAlarm=0");
        assertNull(shadowOf(alarms).peekNextScheduledAlarm());
        Witnessed.keep(app, "alarm beats");
    }

    @Test
    public void reportsBatteryAndProcessState() throws Exception {
        app.sendStickyBroadcast(new Intent(Intent.ACTION_BATTERY_CHANGED)
                .putExtra(BatteryManager.EXTRA_LEVEL, 40)
                .putExtra(BatteryManager.EXTRA_SCALE, 50)
                .putExtra(BatteryManager.EXTRA_TEMPERATURE, 275));
        command();
        JSONObject state = Witnessed.last(app, "state");
        assertEquals(80, state.getInt("battery"));
        assertEquals(275, state.getInt("temperature"));
        for (String key : new String[] {"importance", "trimLevel", "interactive", "doze", "saver", "unrestricted", "restricted", "bucket"}) {
            assertTrue(key, state.has(key));
        }
        Witnessed.keep(app, "state");
    }

    @Test
    public void tellsHowEarlierProcessesEnded() throws Exception {
        ActivityManager activities = (ActivityManager) app.getSystemService(Context.ACTIVITY_SERVICE);
        ShadowActivityManager shadow = shadowOf(activities);
        shadow.addApplicationExitInfo(ShadowActivityManager.ApplicationExitInfoBuilder.newBuilder()
                .setPid(4711)
                .setProcessName(app.getPackageName())
                .setReason(4)
                .setDescription("crash")
                .setTimestamp(1790449096477L)
                .build());
        SelfReport.exits(app);
        JSONObject exit = Witnessed.last(app, "exit");
        assertEquals(4711, exit.getInt("exitPid"));
        assertEquals(4, exit.getInt("reason"));
        assertEquals(1790449096477L, exit.getLong("exitWall"));
        assertEquals("crash", exit.getString("description"));
        Witnessed.keep(app, "exit");
    }

    @Test
    public void doesAtTheNextBootWhatItWasToldBefore() throws Exception {
        command("steps", "boot=on", "with.steps", "startForegroundService=DataSync", "with.with.steps", "foreground");
        PackageManager packages = app.getPackageManager();
        ComponentName receiver = new ComponentName(app, BootReceiver.class);
        assertEquals(PackageManager.COMPONENT_ENABLED_STATE_ENABLED, packages.getComponentEnabledSetting(receiver));
        new BootReceiver().onReceive(app, new Intent("android.intent.action.ANYTHING"));
        assertNull(shadowOf(app).getNextStartedService());
        new BootReceiver().onReceive(app, new Intent(Intent.ACTION_BOOT_COMPLETED));
        assertEquals("foreground", shadowOf(app).getNextStartedService().getStringExtra("steps"));
        command("steps", "boot=off");
        assertEquals(PackageManager.COMPONENT_ENABLED_STATE_DEFAULT, packages.getComponentEnabledSetting(receiver));
        assertEquals(Arrays.asList("command", "boot-receiver", "boot-completed", "start", "command", "boot-receiver"), events());
        Witnessed.keep(app, "boot");
    }

    @Test
    public void comesToTheTopOfTheScreenAndLeavesIt() throws Exception {
        command("steps", "top", "with.steps", "5000:leave");
        Intent opened = shadowOf(app).getNextStartedActivity();
        assertEquals("5000:leave", opened.getStringExtra("steps"));
        ActivityController<ScreenActivity> screen = Robolectric.buildActivity(ScreenActivity.class, opened).setup();
        assertEquals("resume", Witnessed.last(app, "activity").getString("phase"));
        advance(6);
        screen.pause().stop();
        screen.newIntent(new Intent().putExtra("run", "r").putExtra("steps", "job=userInitiated,finish"));
        assertTrue(screen.get().isFinishing());
        assertTrue(Witnessed.last(app, "job-schedule").getBoolean("accepted"));
        screen.destroy();
        Witnessed.keep(app, "screen");
    }

    @Test
    public void unbindsOnlyWhatItHolds() throws Exception {
        shadowOf(app).declareComponentUnbindable(new ComponentName(app, DataSync.class));
        command("steps", "unbind=DataSync,bind=DataSync,bind=DataSync,unbind=DataSync,unbind=DataSync");
        List<String> events = events();
        events.remove("disconnected");
        assertEquals(
                Arrays.asList("command", "unbind-refused", "bind-refused", "bind-refused", "unbind-asked", "unbind-refused"), events);
        assertFalse(events.contains("bind-asked"));
        Witnessed.keep(app, "bindings");
    }

    @Test
    public void killsItsOwnProcess() throws Exception {
        command("steps", "die,mark=never on a device");
        assertEquals("die", events().get(1));
        Witnessed.keep(app, "die");
    }
}
