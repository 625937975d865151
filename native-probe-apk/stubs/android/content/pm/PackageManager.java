package android.content.pm;

import android.content.ComponentName;

public abstract class PackageManager {
    public static final int COMPONENT_ENABLED_STATE_DEFAULT = 0;
    public static final int COMPONENT_ENABLED_STATE_ENABLED = 1;
    public static final int DONT_KILL_APP = 1;
    public abstract void setComponentEnabledSetting(ComponentName a, int b, int c);
    public abstract ServiceInfo getServiceInfo(ComponentName a, int b) throws NameNotFoundException;
    public static class NameNotFoundException extends Exception {
    }
}
