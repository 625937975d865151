package dev.curfew.probe;

import android.app.AlarmManager;
import android.app.PendingIntent;
import android.content.Context;
import android.content.Intent;
import android.os.Build;
import android.os.Handler;
import android.os.Looper;
import android.os.SystemClock;

import java.util.Locale;

/**
 * Signs of life at a fixed interval, from three places that vendors stop separately: the main thread, a thread of its own, and an
 * alarm. Only the alarm wakes the device and brings a dead process back; the other two end with the process.
 */
final class Beats {
    static final String EVERY = "every";
    private static final long SHORTEST_MS = 5000;

    private final Context context;
    private final Handler main = new Handler(Looper.getMainLooper());
    private Worker worker;

    Beats(Context context) {
        this.context = context;
    }

    /** `everyMs` 0: no more beats from there. */
    void set(String action, long everyMs, String run) {
        long every = everyMs <= 0 ? 0 : Math.max(everyMs, SHORTEST_MS);
        switch (action) {
            case "beatMain":
                main.removeCallbacksAndMessages(null);
                if (every > 0) mainBeat(every, run, 1, SystemClock.uptimeMillis() + every);
                break;
            case "beatWorker":
                if (worker != null) worker.interrupt();
                worker = every == 0 ? null : new Worker(every, run);
                if (worker != null) worker.start();
                break;
            default:
                setAlarm(every, run);
        }
        Journal.of(context).write(new Line("beat-set").of(run).put("source", source(action)).put("everyMs", every));
    }

    private static String source(String action) {
        return action.substring("beat".length()).toLowerCase(Locale.ROOT);
    }

    private void mainBeat(final long every, final String run, final long count, final long due) {
        main.postAtTime(new Runnable() {
            @Override
            public void run() {
                write("main", run, count, SystemClock.uptimeMillis() - due);
                mainBeat(every, run, count + 1, SystemClock.uptimeMillis() + every);
            }
        }, due);
    }

    private void write(String source, String run, long count, long lateMs) {
        Journal.of(context)
                .write(new Line("beat").of(run).put("source", source).put("count", count).put("lateMs", lateMs));
    }

    /** `Thread.sleep` rests in deep sleep, as the main thread's queue does. */
    private final class Worker extends Thread {
        private final long every;
        private final String run;

        Worker(long every, String run) {
            super("beat");
            this.every = every;
            this.run = run;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (long count = 1; ; count++) {
                    long due = SystemClock.uptimeMillis() + every;
                    Thread.sleep(every);
                    write("worker", run, count, SystemClock.uptimeMillis() - due);
                }
            } catch (InterruptedException e) {
                // `set` ended this one.
                return;
            }
        }
    }

    private void setAlarm(long every, String run) {
        Intent intent = new Intent(context, BeatReceiver.class).putExtra(EVERY, every).putExtra("run", run);
        nextAlarm(context, intent, every, 1);
    }

    /** Each alarm sets the next, so that the chain goes on in a new process. */
    static void nextAlarm(Context context, Intent intent, long every, long count) {
        AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
        long due = SystemClock.elapsedRealtime() + every;
        Intent next = intent.putExtra("count", count).putExtra("due", due);
        int flags = PendingIntent.FLAG_UPDATE_CURRENT | PendingIntent.FLAG_IMMUTABLE;
        PendingIntent pending = PendingIntent.getBroadcast(context, 1, next, flags);
        if (every == 0) alarms.cancel(pending);
        else if (Build.VERSION.SDK_INT < 31 || alarms.canScheduleExactAlarms()) {
            alarms.setExactAndAllowWhileIdle(AlarmManager.ELAPSED_REALTIME_WAKEUP, due, pending);
        } else alarms.setAndAllowWhileIdle(AlarmManager.ELAPSED_REALTIME_WAKEUP, due, pending);
    }
}
