package dev.curfew.probe;

import android.content.ComponentName;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.os.Build;
import android.os.Process;
import android.os.SystemClock;

/** Actions that any part of the app can perform. Values that name a class name a service of this app, without its package. */
final class Commands {
    private Commands() {}

    /** For an order to the app itself. */
    static void run(final Context app, String steps, Order order) {
        new Script(app, new Actor() {
            @Override
            public boolean perform(Step step, Order order) {
                return Commands.perform(app, step, order);
            }
        }).run(steps, order);
    }

    static boolean perform(Context context, Step step, Order order) {
        switch (step.action) {
            case "startForegroundService":
            case "startService":
                start(context, step, order);
                return true;
            case "stopService":
                boolean stopped = context.stopService(intent(context, step.value));
                write(context, order, new Line("stop-service").put("service", service(context, step)).put("found", stopped));
                return true;
            case "bind":
                ProbeApplication.of(context).bindings().bind(intent(context, step.value), order.run());
                return true;
            case "unbind":
                ProbeApplication.of(context).bindings().unbind(intent(context, step.value), order.run());
                return true;
            case "job":
                Jobs.schedule(context, step.value, order);
                return true;
            case "cancelJob":
                Jobs.cancel(context, step.value, order);
                return true;
            case "beatMain":
            case "beatWorker":
            case "beatAlarm":
                ProbeApplication.of(context).beats().set(step.action, step.number(), order.run());
                return true;
            case "state":
                SelfReport.state(context, order.run());
                return true;
            case "boot":
                boot(context, step.value, order);
                return true;
            case "top":
                top(context, order);
                return true;
            case "mark":
                write(context, order, new Line("mark").put("text", step.value));
                return true;
            case "ignore":
                return true;
            default:
                return performOnProcess(context, step, order);
        }
    }

    /** What is done to the process itself. */
    private static boolean performOnProcess(Context context, Step step, Order order) {
        switch (step.action) {
            case "hang":
                write(context, order, new Line("hang").put("forMs", step.number()));
                SystemClock.sleep(step.number());
                write(context, order, new Line("hang-end"));
                return true;
            case "crash":
                write(context, order, new Line("crash"));
                throw new IllegalStateException("the order was to crash");
            case "die":
                write(context, order, new Line("die"));
                Process.killProcess(Process.myPid());
                return true;
            default:
                return false;
        }
    }

    private static void start(Context context, Step step, Order order) {
        Intent intent = order.forChild().into(intent(context, step.value));
        boolean foreground = step.action.equals("startForegroundService");
        Line line = new Line("start").put("call", step.action).put("service", service(context, step));
        try {
            ComponentName found = foreground ? context.startForegroundService(intent) : context.startService(intent);
            line.put("accepted", found != null);
        } catch (RuntimeException e) {
            line.put("accepted", false).put("exception", e.getClass().getName()).put("message", e.getMessage());
        }
        write(context, order, line);
    }

    /** To the top of the screen; the activity gets the `with.` part. From the background Android may forbid it without a word. */
    private static void top(Context context, Order order) {
        Intent intent = new Intent(context, ScreenActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
        context.startActivity(order.forChild().into(intent));
    }

    /** `on`: at the next boot do the `with.` part of this order. */
    private static void boot(Context context, String value, Order order) {
        boolean on = value.equals("on");
        if (on) order.forChild().save(context, BootReceiver.SLOT);
        int state = on ? PackageManager.COMPONENT_ENABLED_STATE_ENABLED : PackageManager.COMPONENT_ENABLED_STATE_DEFAULT;
        ComponentName receiver = new ComponentName(context, BootReceiver.class);
        context.getPackageManager().setComponentEnabledSetting(receiver, state, PackageManager.DONT_KILL_APP);
        write(context, order, new Line("boot-receiver").put("on", on));
    }

    private static Intent intent(Context context, String className) {
        return new Intent().setClassName(context, Commands.class.getPackage().getName() + "." + className);
    }

    private static String service(Context context, Step step) {
        return intent(context, step.value).getComponent().flattenToShortString();
    }

    private static void write(Context context, Order order, Line line) {
        Journal.of(context).write(line.of(order.run()));
    }
}
