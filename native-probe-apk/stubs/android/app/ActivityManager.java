package android.app;

import java.util.List;

public class ActivityManager {
    public boolean isBackgroundRestricted() { return false; }
    public List<ApplicationExitInfo> getHistoricalProcessExitReasons(String a, int b, int c) { return null; }
    public static void getMyMemoryState(ActivityManager.RunningAppProcessInfo a) {}
    public static class RunningAppProcessInfo {
        public int lastTrimLevel;
        public int importance;
        public RunningAppProcessInfo() {}
    }
}
