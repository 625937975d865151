package dev.curfew.probe;

import android.app.Application;
import android.content.Context;
import android.os.Build;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;

/** The process: opens its journal, says what it is and how those before it ended, and witnesses its own end. */
public final class ProbeApplication extends Application {
    private Journal journal;
    private Beats beats;
    private Bindings bindings;

    @Override
    public void onCreate() {
        super.onCreate();
        journal = new Journal(this, processName());
        beats = new Beats(this);
        bindings = new Bindings(this);
        journal.write(new Line("process-start")
                .put("schema", Journal.SCHEMA)
                .put("package", getPackageName())
                .put("sdk", Build.VERSION.SDK_INT)
                .put("target", getApplicationInfo().targetSdkVersion)
                .put("fingerprint", Build.FINGERPRINT));
        SelfReport.exits(this);
        witnessUncaught();
    }

    @Override
    public void onTrimMemory(int level) {
        super.onTrimMemory(level);
        journal.write(new Line("trim-memory").put("level", level));
    }

    Journal journal() {
        return journal;
    }

    Beats beats() {
        return beats;
    }

    Bindings bindings() {
        return bindings;
    }

    static ProbeApplication of(Context context) {
        return (ProbeApplication) context.getApplicationContext();
    }

    /** A service that did not stop or start in time is told so by an exception on the main thread: the last thing to be seen. */
    private void witnessUncaught() {
        final Thread.UncaughtExceptionHandler platform = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(new Thread.UncaughtExceptionHandler() {
            @Override
            public void uncaughtException(Thread thread, Throwable thrown) {
                journal.write(new Line("uncaught")
                        .put("thread", thread.getName())
                        .put("exception", thrown.getClass().getName())
                        .put("message", thrown.getMessage()));
                if (platform != null) platform.uncaughtException(thread, thrown);
            }
        });
    }

    private String processName() {
        if (Build.VERSION.SDK_INT >= 28) return Application.getProcessName();
        try (BufferedReader in = new BufferedReader(new FileReader("/proc/self/cmdline"))) {
            String line = in.readLine();
            if (line != null) return line.substring(0, line.indexOf('\0') < 0 ? line.length() : line.indexOf('\0'));
        } catch (IOException e) {
            return getPackageName();
        }
        return getPackageName();
    }
}
