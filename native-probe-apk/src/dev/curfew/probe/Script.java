package dev.curfew.probe;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import android.os.SystemClock;

import java.util.List;

/** Performs the steps of an order on the main thread: those without a time at once, the others when their time has come. */
final class Script {
    private final Context context;
    private final Actor actor;
    private final Handler main = new Handler(Looper.getMainLooper());

    Script(Context context, Actor actor) {
        this.context = context;
        this.actor = actor;
    }

    void run(String steps, final Order order) {
        final long began = SystemClock.uptimeMillis();
        List<Step> parsed;
        try {
            parsed = Step.parse(steps);
        } catch (IllegalArgumentException e) {
            refuse(steps, e.toString(), order);
            return;
        }
        for (final Step step : parsed) {
            if (step.afterMs == 0) perform(step, order);
            else main.postAtTime(new Runnable() {
                @Override
                public void run() {
                    perform(step, order);
                }
            }, began + step.afterMs);
        }
    }

    /** Steps whose time has not come are forgotten. */
    void cancel() {
        main.removeCallbacksAndMessages(null);
    }

    private void perform(Step step, Order order) {
        try {
            if (!actor.perform(step, order)) refuse(step.toString(), "unknown here", order);
        } catch (NumberFormatException e) {
            refuse(step.toString(), e.toString(), order);
        }
    }

    private void refuse(String step, String why, Order order) {
        Journal.of(context).write(new Line("step-refused").of(order.run()).put("step", step).put("why", why));
    }
}
