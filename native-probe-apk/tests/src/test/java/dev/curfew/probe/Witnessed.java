package dev.curfew.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import android.content.Context;

import org.json.JSONException;
import org.json.JSONObject;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the journal of the app under test says. */
final class Witnessed {
    private Witnessed() {}

    static File folder(Context context) {
        return new File(context.getFilesDir(), "journal/main");
    }

    static File[] segments(Context context) {
        File[] segments = folder(context).listFiles();
        Arrays.sort(segments);
        return segments;
    }

    /** The whole lines of all segments, oldest first. */
    static List<String> text(Context context) throws IOException {
        List<String> lines = new ArrayList<>();
        for (File segment : segments(context)) lines.addAll(Files.readAllLines(segment.toPath(), UTF_8));
        return lines;
    }

    static List<JSONObject> lines(Context context) throws IOException, JSONException {
        List<JSONObject> objects = new ArrayList<>();
        for (String line : text(context)) objects.add(new JSONObject(line));
        return objects;
    }

    /** Those of one run: what an order brought about. */
    static List<JSONObject> ofRun(Context context, String run) throws IOException, JSONException {
        return lines(context).stream().filter(line -> line.optString("run").equals(run)).collect(Collectors.toList());
    }

    static List<String> events(List<JSONObject> lines) {
        return lines.stream().map(line -> line.optString("event")).collect(Collectors.toList());
    }

    static JSONObject last(Context context, String event) throws IOException, JSONException {
        JSONObject found = null;
        for (JSONObject line : lines(context)) if (line.optString("event").equals(event)) found = line;
        if (found == null) throw new AssertionError("no " + event + " in " + text(context));
        return found;
    }

    /** Puts the lines where scripts/probe-test.mjs compares them with journal.schema.json. */
    static void keep(Context context, String name) throws IOException {
        File folder = new File(System.getProperty("probe.journals"));
        folder.mkdirs();
        File file = new File(folder, name.replaceAll("[^A-Za-z0-9]+", "-") + ".jsonl");
        Files.write(file.toPath(), text(context), UTF_8, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
