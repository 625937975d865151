package android.app.job;

import android.content.ComponentName;
import android.os.PersistableBundle;

public class JobInfo {
    public static final int NETWORK_TYPE_ANY = 1;
    public static final class Builder {
        public Builder(int a, ComponentName b) {}
        public JobInfo.Builder setExtras(PersistableBundle a) { return null; }
        public JobInfo.Builder setRequiredNetworkType(int a) { return null; }
        public JobInfo.Builder setEstimatedNetworkBytes(long a, long b) { return null; }
        public JobInfo.Builder setPeriodic(long a) { return null; }
        public JobInfo.Builder setOverrideDeadline(long a) { return null; }
        public JobInfo.Builder setExpedited(boolean a) { return null; }
        public JobInfo.Builder setUserInitiated(boolean a) { return null; }
        public JobInfo build() { return null; }
    }
}
