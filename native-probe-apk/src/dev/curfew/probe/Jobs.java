package dev.curfew.probe;

import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.ComponentName;
import android.content.Context;
import android.os.Build;
import android.os.PersistableBundle;

import java.util.Arrays;
import java.util.List;

/** Schedules jobs of the four kinds; the job gets the `with.` part of the order. A kind has one job at a time. */
final class Jobs {
    static final String KIND = "kind";
    /** The id of a job is the place of its kind in this list, from 1. */
    private static final List<String> KINDS = Arrays.asList("regular", "expedited", "userInitiated", "periodic");
    private static final long SHORTEST_PERIOD_MS = 15 * 60 * 1000;

    private Jobs() {}

    static void schedule(Context context, String kind, Order order) {
        Line line = new Line("job-schedule").of(order.run()).put("kind", kind);
        try {
            line.put("job", id(kind)).put("accepted", scheduler(context).schedule(job(context, kind, order)) > 0);
        } catch (RuntimeException e) {
            line.put("accepted", false).put("exception", e.getClass().getName()).put("message", e.getMessage());
        }
        Journal.of(context).write(line);
    }

    static void cancel(Context context, String kind, Order order) {
        scheduler(context).cancel(id(kind));
        Journal.of(context).write(new Line("job-cancel").of(order.run()).put("kind", kind).put("job", id(kind)));
    }

    private static JobInfo job(Context context, String kind, Order order) {
        PersistableBundle extras = order.forChild().into(new PersistableBundle());
        extras.putString(KIND, kind);
        JobInfo.Builder job = new JobInfo.Builder(id(kind), new ComponentName(context, ProbeJobService.class))
                .setExtras(extras);
        switch (kind) {
            case "expedited":
                need(31, kind);
                return job.setExpedited(true).build();
            case "userInitiated":
                need(34, kind);
                // The platform refuses a user-initiated job that needs no network.
                return job.setUserInitiated(true)
                        .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                        .setEstimatedNetworkBytes(1 << 20, 1 << 20)
                        .build();
            case "periodic":
                return job.setPeriodic(SHORTEST_PERIOD_MS).build();
            default:
                // A job without any constraint is refused by older releases.
                return job.setOverrideDeadline(0).build();
        }
    }

    private static void need(int sdk, String kind) {
        if (Build.VERSION.SDK_INT < sdk) throw new UnsupportedOperationException(kind + " jobs begin with SDK " + sdk);
    }

    private static int id(String kind) {
        int place = KINDS.indexOf(kind);
        if (place < 0) throw new NumberFormatException("no kind of job: " + kind);
        return place + 1;
    }

    private static JobScheduler scheduler(Context context) {
        return (JobScheduler) context.getSystemService(Context.JOB_SCHEDULER_SERVICE);
    }
}
