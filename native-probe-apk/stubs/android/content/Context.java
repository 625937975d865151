package android.content;

import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import java.io.File;

public abstract class Context {
    public static final int MODE_PRIVATE = 0;
    public static final int BIND_AUTO_CREATE = 1;
    public static final String POWER_SERVICE = "power";
    public static final String ACTIVITY_SERVICE = "activity";
    public static final String ALARM_SERVICE = "alarm";
    public static final String NOTIFICATION_SERVICE = "notification";
    public static final String USAGE_STATS_SERVICE = "usagestats";
    public static final String JOB_SCHEDULER_SERVICE = "jobscheduler";
    public abstract PackageManager getPackageManager();
    public abstract ContentResolver getContentResolver();
    public abstract Context getApplicationContext();
    public abstract String getPackageName();
    public abstract ApplicationInfo getApplicationInfo();
    public abstract SharedPreferences getSharedPreferences(String a, int b);
    public abstract File getFilesDir();
    public abstract void startActivity(Intent a);
    public abstract Intent registerReceiver(BroadcastReceiver a, IntentFilter b);
    public abstract ComponentName startService(Intent a);
    public abstract ComponentName startForegroundService(Intent a);
    public abstract boolean stopService(Intent a);
    public abstract boolean bindService(Intent a, ServiceConnection b, int c);
    public abstract void unbindService(ServiceConnection a);
    public abstract Object getSystemService(String a);
}
