package android.app.job;

public abstract class JobScheduler {
    public abstract int schedule(JobInfo a);
    public abstract void cancel(int a);
}
