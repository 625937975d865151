package android.app.job;

import android.os.PersistableBundle;

public class JobParameters {
    public int getJobId() { return 0; }
    public int getStopReason() { return 0; }
    public PersistableBundle getExtras() { return null; }
    public boolean isUserInitiatedJob() { return false; }
}
