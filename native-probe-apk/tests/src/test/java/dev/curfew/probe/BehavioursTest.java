package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.Service;
import android.content.ComponentName;
import android.content.Intent;
import android.os.Binder;
import android.os.Looper;

import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.ParameterizedRobolectricTestRunner;
import org.robolectric.Robolectric;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ServiceController;

import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each behaviour of probe.json is driven and must write the events that stand there, in that order. */
@RunWith(ParameterizedRobolectricTestRunner.class)
public class BehavioursTest {
    private static final String RUN = "behaviour";
    private static final int SHORT_SERVICE = 2048;
    private static final Pattern NAME = Pattern.compile("\"name\": \"([^\"]+)\",\\s+\"service\"");

    @ParameterizedRobolectricTestRunner.Parameters(name = "a service {0}")
    public static Collection<Object[]> behaviours() throws Exception {
        // Outside Android's classes: only the names are read here, because org.json belongs to them.
        String text = new String(Files.readAllBytes(Paths.get(System.getProperty("probe.json"))), "UTF-8");
        List<Object[]> names = new ArrayList<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) names.add(new Object[] {name.group(1)});
        if (names.size() < 10) throw new AssertionError("behaviours found in probe.json: " + names.size());
        return names;
    }

    private final String name;
    private final Application app = RuntimeEnvironment.getApplication();

    public BehavioursTest(String name) {
        this.name = name;
    }

    @Test
    public void writesItsEvents() throws Exception {
        JSONObject behaviour = named();
        Class<? extends ProbeService> type =
                Class.forName("dev.curfew.probe." + behaviour.getString("service")).asSubclass(ProbeService.class);
        Intent intent = new Intent(app, type).putExtra("run", RUN);
        JSONObject extras = behaviour.getJSONObject("extras");
        for (Iterator<String> keys = extras.keys(); keys.hasNext(); ) {
            String key = keys.next();
            intent.putExtra(key, extras.getString(key));
        }
        if (behaviour.has("throws")) assertThrows(thrown(behaviour), () -> drive(behaviour, type, intent));
        else drive(behaviour, type, intent);

        List<String> expected = new ArrayList<>();
        JSONArray events = behaviour.getJSONArray("events");
        for (int i = 0; i < events.length(); i++) expected.add(events.getString(i));
        Witnessed.keep(app, name);
        List<JSONObject> lines = Witnessed.lines(app);
        // Robolectric calls onServiceDisconnected at every unbind; Android does so when the process is gone.
        lines.removeIf(line -> List.of("process-start", "disconnected").contains(line.optString("event")));
        // The first line is of a service that has no order yet.
        assertEquals("service-create", Witnessed.events(lines).get(0));
        assertEquals(expected, Witnessed.events(lines.subList(1, lines.size())));
    }

    private void drive(JSONObject behaviour, Class<? extends ProbeService> type, Intent intent) throws Exception {
        shadowOf(app).setComponentNameAndServiceForBindService(new ComponentName(app, DataSync.class), new Binder());
        ServiceController<? extends ProbeService> service = Robolectric.buildService(type, intent).create();
        int returned = service.get().onStartCommand(intent, 0, 1);
        if (behaviour.has("returns")) assertEquals(behaviour.getInt("returns"), returned);
        advance(60);
        if (behaviour.has("timeout")) timeOut(service.get(), behaviour.getInt("timeout"));
        advance(60);
        if (shadowOf(service.get()).isStoppedBySelf()) service.destroy();
        if (behaviour.has("restart")) restart(service, type, behaviour.getString("restart").equals("null intent") ? null : intent);
    }

    private void timeOut(ProbeService service, int types) {
        // Android 16 tells a shortService both ways, one right after the other.
        if (types == SHORT_SERVICE) service.onTimeout(1);
        service.onTimeout(1, types);
    }

    private void restart(ServiceController<?> old, Class<? extends ProbeService> type, Intent intent) {
        old.destroy();
        ProbeService again = Robolectric.buildService(type).create().get();
        again.onStartCommand(intent, intent == null ? 0 : Service.START_FLAG_REDELIVERY, 1);
        advance(60);
    }

    private static void advance(int seconds) {
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(seconds));
    }

    private static Class<? extends Throwable> thrown(JSONObject behaviour) throws Exception {
        return Class.forName(behaviour.getString("throws")).asSubclass(Throwable.class);
    }

    private JSONObject named() throws Exception {
        JSONArray all = ProbeJson.read().getJSONArray("behaviours");
        for (int i = 0; i < all.length(); i++) if (all.getJSONObject(i).getString("name").equals(name)) return all.getJSONObject(i);
        throw new AssertionError("no behaviour " + name);
    }
}
