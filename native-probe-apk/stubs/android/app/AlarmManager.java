package android.app;

public class AlarmManager {
    public static final int ELAPSED_REALTIME_WAKEUP = 2;
    public void setAndAllowWhileIdle(int a, long b, PendingIntent c) {}
    public void setExactAndAllowWhileIdle(int a, long b, PendingIntent c) {}
    public void cancel(PendingIntent a) {}
    public boolean canScheduleExactAlarms() { return false; }
}
