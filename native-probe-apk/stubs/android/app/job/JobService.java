package android.app.job;

import android.app.Notification;
import android.app.Service;
import android.content.Intent;
import android.os.IBinder;

public abstract class JobService extends Service {
    public static final int JOB_END_NOTIFICATION_POLICY_REMOVE = 1;
    public JobService() {}
    public final IBinder onBind(Intent a) { return null; }
    public final void jobFinished(JobParameters a, boolean b) {}
    public abstract boolean onStartJob(JobParameters a);
    public abstract boolean onStopJob(JobParameters a);
    public final void setNotification(JobParameters a, int b, Notification c, int d) {}
}
