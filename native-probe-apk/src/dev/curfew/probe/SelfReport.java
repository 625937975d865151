package dev.curfew.probe;

import android.app.ActivityManager;
import android.app.ApplicationExitInfo;
import android.app.usage.UsageStatsManager;
import android.content.Context;
import android.content.Intent;
import android.content.IntentFilter;
import android.os.BatteryManager;
import android.os.Build;
import android.os.PowerManager;

import java.util.List;

/** What an app can learn about itself and its battery without any permission. */
final class SelfReport {
    private static final int EXITS = 5;

    private SelfReport() {}

    static void state(Context context, String run) {
        Line line = new Line("state").of(run);
        battery(context, line);
        ActivityManager.RunningAppProcessInfo own = new ActivityManager.RunningAppProcessInfo();
        ActivityManager.getMyMemoryState(own);
        line.put("importance", own.importance).put("trimLevel", own.lastTrimLevel);
        PowerManager power = (PowerManager) context.getSystemService(Context.POWER_SERVICE);
        line.put("interactive", power.isInteractive())
                .put("doze", power.isDeviceIdleMode())
                .put("saver", power.isPowerSaveMode())
                .put("unrestricted", power.isIgnoringBatteryOptimizations(context.getPackageName()));
        if (Build.VERSION.SDK_INT >= 28) {
            line.put("restricted", activities(context).isBackgroundRestricted());
            UsageStatsManager usage = (UsageStatsManager) context.getSystemService(Context.USAGE_STATS_SERVICE);
            line.put("bucket", usage.getAppStandbyBucket());
        }
        Journal.of(context).write(line);
    }

    private static void battery(Context context, Line line) {
        Intent battery = context.registerReceiver(null, new IntentFilter(Intent.ACTION_BATTERY_CHANGED));
        if (battery == null) return;
        int scale = battery.getIntExtra(BatteryManager.EXTRA_SCALE, 0);
        int level = battery.getIntExtra(BatteryManager.EXTRA_LEVEL, 0);
        if (scale > 0) line.put("battery", level * 100 / scale);
        line.put("plugged", battery.getIntExtra(BatteryManager.EXTRA_PLUGGED, 0))
                .put("temperature", battery.getIntExtra(BatteryManager.EXTRA_TEMPERATURE, 0));
    }

    /** How processes of this app ended, newest first, as the system keeps it. Told at each start: the reader sees what is new. */
    static void exits(Context context) {
        if (Build.VERSION.SDK_INT < 30) return;
        List<ApplicationExitInfo> exits = activities(context).getHistoricalProcessExitReasons(null, 0, EXITS);
        for (ApplicationExitInfo exit : exits) {
            Journal.of(context).write(new Line("exit")
                    .put("exitWall", exit.getTimestamp())
                    .put("exitPid", exit.getPid())
                    .put("exitProcess", exit.getProcessName())
                    .put("reason", exit.getReason())
                    .put("status", exit.getStatus())
                    .put("importance", exit.getImportance())
                    .put("description", exit.getDescription()));
        }
    }

    private static ActivityManager activities(Context context) {
        return (ActivityManager) context.getSystemService(Context.ACTIVITY_SERVICE);
    }
}
