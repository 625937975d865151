package dev.curfew.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** `am broadcast -n PKG/dev.curfew.probe.CommandReceiver --es steps ...`: the app itself does the steps, as an app in the background. */
public final class CommandReceiver extends BroadcastReceiver {
    @Override
    public void onReceive(Context context, Intent intent) {
        Context app = context.getApplicationContext();
        Order order = Order.of(intent);
        String steps = order.text("steps", "state");
        Journal.of(app).write(new Line("command").of(order.run()).put("steps", steps));
        Commands.run(app, steps, order);
    }
}
