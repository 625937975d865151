package android.app;

import android.content.ContextWrapper;
import android.content.Intent;
import android.os.IBinder;

public abstract class Service extends ContextWrapper {
    public static final int STOP_FOREGROUND_REMOVE = 1;
    public static final int START_STICKY = 1;
    public static final int START_NOT_STICKY = 2;
    public static final int START_REDELIVER_INTENT = 3;
    public static final int START_FLAG_REDELIVERY = 1;
    public Service() {}
    public void onCreate() {}
    public int onStartCommand(Intent a, int b, int c) { return 0; }
    public void onDestroy() {}
    public void onTrimMemory(int a) {}
    public abstract IBinder onBind(Intent a);
    public boolean onUnbind(Intent a) { return false; }
    public void onRebind(Intent a) {}
    public void onTaskRemoved(Intent a) {}
    public final void stopSelf() {}
    public final void startForeground(int a, Notification b) {}
    public final void startForeground(int a, Notification b, int c) {}
    public final void stopForeground(int a) {}
    public final int getForegroundServiceType() { return 0; }
    public void onTimeout(int a) {}
    public void onTimeout(int a, int b) {}
}
