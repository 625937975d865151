package android.os;

public final class PowerManager {
    public boolean isInteractive() { return false; }
    public boolean isPowerSaveMode() { return false; }
    public boolean isDeviceIdleMode() { return false; }
    public boolean isIgnoringBatteryOptimizations(String a) { return false; }
}
