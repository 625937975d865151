package android.os;

public final class SystemClock {
    public static void sleep(long a) {}
    public static long uptimeMillis() { return 0; }
    public static long elapsedRealtime() { return 0; }
}
