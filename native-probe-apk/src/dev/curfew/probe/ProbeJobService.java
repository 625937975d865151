package dev.curfew.probe;

import android.app.job.JobParameters;
import android.app.job.JobService;
import android.os.Build;

import java.util.HashMap;
import java.util.Map;

/**
 * Runs the jobs and writes when each began, ended by itself, or was stopped and why. A job does its `steps` (without any: `finish`);
 * one without `finish` goes on until the system stops it.
 */
public final class ProbeJobService extends JobService {
    /** The platform answers a stop with the reason only from here on. */
    private static final int SDK_WITH_STOP_REASON = 31;

    private final Map<Integer, Script> running = new HashMap<>();

    @Override
    public boolean onStartJob(JobParameters job) {
        Order order = Order.of(job.getExtras());
        note(job, new Line("job-start"));
        // Without a notification the platform stops a user-initiated job.
        if (Build.VERSION.SDK_INT >= 34 && job.isUserInitiatedJob()) {
            setNotification(job, job.getJobId(), ProbeNotification.of(this), JOB_END_NOTIFICATION_POLICY_REMOVE);
        }
        Script script = new Script(this, new Running(job));
        running.put(job.getJobId(), script);
        script.run(order.text("steps", "finish"), order);
        return true;
    }

    @Override
    public boolean onStopJob(JobParameters job) {
        Line line = new Line("job-stop");
        if (Build.VERSION.SDK_INT >= SDK_WITH_STOP_REASON) line.put("reason", job.getStopReason());
        note(job, line);
        Script script = running.remove(job.getJobId());
        if (script != null) script.cancel();
        return false;
    }

    @Override
    public void onDestroy() {
        for (Script script : running.values()) script.cancel();
        super.onDestroy();
    }

    private void note(JobParameters job, Line line) {
        Order order = Order.of(job.getExtras());
        Journal.of(this)
                .write(line.of(order.run()).put("kind", order.text(Jobs.KIND, "")).put("job", job.getJobId()));
    }

    private final class Running implements Actor {
        private final JobParameters job;

        Running(JobParameters job) {
            this.job = job;
        }

        @Override
        public boolean perform(Step step, Order order) {
            if (!step.action.equals("finish")) return Commands.perform(ProbeJobService.this, step, order);
            note(job, new Line("job-finish"));
            jobFinished(job, false);
            return true;
        }
    }
}
