package android.content.pm;

public class ServiceInfo {
    public int getForegroundServiceType() { return 0; }
}
