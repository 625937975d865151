package dev.curfew.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;
import android.os.SystemClock;

/** Takes the alarm's beat and sets the next. Not exported: only this app and the system reach it. */
public final class BeatReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        long every = intent.getLongExtra(Beats.EVERY, 0);
        long count = intent.getLongExtra("count", 0);
        String run = intent.getStringExtra("run");
        long late = SystemClock.elapsedRealtime() - intent.getLongExtra("due", 0);
        Journal.of(context)
                .write(new Line("beat").of(run).put("source", "alarm").put("count", count).put("lateMs", late));
        SelfReport.state(context, run);
        if (every > 0) Beats.nextAlarm(context, new Intent(context, BeatReceiver.class).putExtras(intent), every, count + 1);
    }
}
