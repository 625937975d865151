package dev.curfew.probe;

import android.app.Service;
import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Binder;
import android.os.Build;
import android.os.IBinder;
import android.os.SystemClock;

/**
 * A service that does what its order says and writes down what the system does to it. The subclasses differ only in what the manifest
 * declares for them.
 *
 *     steps       on each start                              without it: foreground
 *     onTimeout   when the system calls onTimeout            without it: stopSelf
 *     onRefused   when startForeground throws                without it: stopSelf
 *     onRestart   when the system starts it again by itself  without it: foreground
 *     sticky      "sticky" or "redeliver"                    without it: not sticky
 */
public abstract class ProbeService extends Service implements Actor {
    private static final int TYPES_OF_THE_MANIFEST = -1;
    private static final int SHORT_SERVICE = 1 << 11;
    /** From Android 16 on both overloads are called for a shortService, one right after the other. */
    private static final long SAME_CALL_MS = 1000;

    private Order order = new Order();
    private Script script;
    private long answeredAt = -SAME_CALL_MS;

    @Override
    public void onCreate() {
        super.onCreate();
        script = new Script(this, this);
        note(new Line("service-create"));
    }

    @Override
    public int onStartCommand(Intent intent, int flags, int startId) {
        boolean isRestart = intent == null || (flags & START_FLAG_REDELIVERY) != 0;
        order = intent == null ? Order.saved(this, slot()) : Order.of(intent);
        order.save(this, slot());
        int returns = restartsAs(order.text("sticky", ""));
        note(new Line("start-command")
                .put("startId", startId)
                .put("flags", flags)
                .put("restart", isRestart)
                .put("returns", returns));
        script.run(order.text(isRestart ? "onRestart" : "steps", "foreground"), order);
        return returns;
    }

    private static int restartsAs(String sticky) {
        switch (sticky) {
            case "sticky":
                return START_STICKY;
            case "redeliver":
                return START_REDELIVER_INTENT;
            default:
                return START_NOT_STICKY;
        }
    }

    @Override
    public void onTimeout(int startId) {
        note(new Line("timeout").put("overload", 1).put("startId", startId));
        answer();
    }

    @Override
    public void onTimeout(int startId, int types) {
        note(new Line("timeout").put("overload", 2).put("startId", startId).put("types", types));
        if (types != SHORT_SERVICE || SystemClock.uptimeMillis() - answeredAt >= SAME_CALL_MS) answer();
    }

    private void answer() {
        answeredAt = SystemClock.uptimeMillis();
        script.run(order.text("onTimeout", "stopSelf"), order);
    }

    @Override
    public boolean perform(Step step, Order order) {
        switch (step.action) {
            case "foreground":
                foreground(step.value.isEmpty() ? TYPES_OF_THE_MANIFEST : Integer.parseInt(step.value));
                return true;
            case "stopForeground":
                stopForeground(STOP_FOREGROUND_REMOVE);
                note(new Line("stop-foreground"));
                return true;
            case "stopSelf":
                note(new Line("stop-self"));
                stopSelf();
                return true;
            default:
                return Commands.perform(this, step, order);
        }
    }

    private void foreground(int asked) {
        try {
            if (Build.VERSION.SDK_INT >= 29) startForeground(notificationId(), ProbeNotification.of(this), asked);
            else startForeground(notificationId(), ProbeNotification.of(this));
        } catch (RuntimeException e) {
            Line refused = new Line("foreground-refused").put("asked", asked);
            if (Build.VERSION.SDK_INT >= 29) refused.put("types", asked == TYPES_OF_THE_MANIFEST ? declaredTypes() : asked);
            note(refused.put("exception", e.getClass().getName()).put("message", e.getMessage()));
            script.run(order.text("onRefused", "stopSelf"), order);
            return;
        }
        Line accepted = new Line("foreground").put("asked", asked);
        if (Build.VERSION.SDK_INT >= 29) accepted.put("types", getForegroundServiceType());
        note(accepted);
    }

    private int declaredTypes() {
        try {
            return getPackageManager().getServiceInfo(component(), 0).getForegroundServiceType();
        } catch (PackageManager.NameNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public IBinder onBind(Intent intent) {
        note(new Line("bind"));
        return new Binder();
    }

    @Override
    public void onRebind(Intent intent) {
        note(new Line("rebind"));
    }

    @Override
    public boolean onUnbind(Intent intent) {
        note(new Line("unbind"));
        return true;
    }

    @Override
    public void onTaskRemoved(Intent rootIntent) {
        note(new Line("task-removed"));
    }

    @Override
    public void onDestroy() {
        script.cancel();
        note(new Line("service-destroy"));
        super.onDestroy();
    }

    private void note(Line line) {
        Journal.of(this).write(line.of(order.run()).put("service", component().flattenToShortString()));
    }

    private ComponentName component() {
        return new ComponentName(this, getClass());
    }

    private String slot() {
        return getClass().getSimpleName();
    }

    /** Of its own, or two services would share one notification. */
    private int notificationId() {
        return slot().hashCode() | 1;
    }
}
