package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.app.job.JobInfo;
import android.app.job.JobParameters;
import android.app.job.JobScheduler;
import android.content.Context;
import android.content.Intent;
import android.os.Looper;

import org.json.JSONObject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.util.ReflectionHelpers;

import java.time.Duration;
import java.util.Arrays;

@RunWith(RobolectricTestRunner.class)
public class JobsTest {
    private final Application app = RuntimeEnvironment.getApplication();
    private final JobScheduler scheduler = (JobScheduler) app.getSystemService(Context.JOB_SCHEDULER_SERVICE);

    private JobInfo schedule(String kind, String steps) {
        Intent order = new Intent().putExtra("run", "r").putExtra("steps", "job=" + kind);
        if (steps != null) order.putExtra("with.steps", steps);
        new CommandReceiver().onReceive(app, order);
        return scheduler.getPendingJob(Arrays.asList("regular", "expedited", "userInitiated", "periodic").indexOf(kind) + 1);
    }

    private static JobParameters parameters(JobInfo job) {
        return with(job, 0);
    }

    /** What the scheduler hands to the service; the class has no public constructor. */
    private static JobParameters with(JobInfo job, int stopReason) {
        JobParameters parameters = ReflectionHelpers.newInstance(JobParameters.class);
        ReflectionHelpers.setField(parameters, "jobId", job.getId());
        ReflectionHelpers.setField(parameters, "extras", job.getExtras());
        ReflectionHelpers.setField(parameters, "mStopReason", stopReason);
        return parameters;
    }

    @Test
    public void areOfTheKindThatWasAsked() {
        assertTrue(schedule("expedited", null).isExpedited());
        assertTrue(schedule("userInitiated", null).isUserInitiated());
        assertEquals(15 * 60 * 1000, schedule("periodic", null).getIntervalMillis());
        assertFalse(schedule("regular", null).isPeriodic());
        assertEquals(4, scheduler.getAllPendingJobs().size());
    }

    @Test
    public void anUnknownKindIsRefusedInTheJournal() throws Exception {
        new CommandReceiver().onReceive(app, new Intent().putExtra("steps", "job=hourly"));
        assertFalse(Witnessed.last(app, "job-schedule").getBoolean("accepted"));
        assertEquals(0, scheduler.getAllPendingJobs().size());
    }

    @Test
    public void tellTheirStartAndTheirOwnEnd() throws Exception {
        JobInfo job = schedule("regular", "60000:finish");
        ProbeJobService service = Robolectric.buildService(ProbeJobService.class).create().get();
        assertTrue(service.onStartJob(parameters(job)));
        assertFalse(shadowOf(service).getIsJobFinished());
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(61));
        assertTrue(shadowOf(service).getIsJobFinished());
        assertEquals(
                Arrays.asList("command", "job-schedule", "job-start", "job-finish"),
                Witnessed.events(Witnessed.ofRun(app, "r")));
        JSONObject finish = Witnessed.last(app, "job-finish");
        assertEquals(1, finish.getInt("job"));
        assertEquals("regular", finish.getString("kind"));
        Witnessed.keep(app, "job finishes");
    }

    @Test
    public void tellWhyTheyWereStopped() throws Exception {
        JobInfo job = schedule("expedited", "60000:finish");
        ProbeJobService service = Robolectric.buildService(ProbeJobService.class).create().get();
        service.onStartJob(parameters(job));
        assertFalse(service.onStopJob(with(job, JobParameters.STOP_REASON_TIMEOUT)));
        assertEquals(JobParameters.STOP_REASON_TIMEOUT, Witnessed.last(app, "job-stop").getInt("reason"));
        // What was still to be done is forgotten with the job.
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(61));
        assertFalse(shadowOf(service).getIsJobFinished());
        Witnessed.keep(app, "job is stopped");
    }
}
