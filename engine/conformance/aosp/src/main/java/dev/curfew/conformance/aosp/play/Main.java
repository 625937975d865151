package dev.curfew.conformance.aosp.play;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import dev.curfew.conformance.aosp.system.Platform;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads scripts, one JSON object a line, and answers each with one line: the result, or {@code
 * {"failure": ...}}.
 */
public final class Main {
    private Main() {}

    /**
     * @param arguments the android-all jar, and {@code --trace} to see the platform's log on the
     *     error output
     */
    public static void main(String[] arguments) throws IOException {
        boolean isTracing = arguments.length > 1 && arguments[1].equals("--trace");
        Platform platform = new Platform(Path.of(arguments[0]), isTracing);
        Gson gson = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) continue;
            out.write(answer(platform, gson, line, isTracing));
            out.newLine();
            // The other side waits for the answer when nothing more is there to be read.
            if (!in.ready()) out.flush();
        }
        out.flush();
    }

    private static String answer(Platform platform, Gson gson, String line, boolean isTracing) {
        try {
            return gson.toJson(new Player(platform, gson.fromJson(line, Script.class)).play());
        } catch (RuntimeException | LinkageError failure) {
            if (isTracing) failure.printStackTrace();
            return gson.toJson(new Failure(Failure.tell(failure)));
        }
    }

    private record Failure(String failure) {
        /** The first frames too: they say in which method of the platform it stopped. */
        static String tell(Throwable thrown) {
            StringBuilder told = new StringBuilder(thrown.toString());
            StackTraceElement[] frames = thrown.getStackTrace();
            for (int index = 0; index < Math.min(6, frames.length); index++)
                told.append(" < ").append(frames[index]);
            return told.toString();
        }
    }
}
