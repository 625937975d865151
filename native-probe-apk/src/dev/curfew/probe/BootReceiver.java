package dev.curfew.probe;

import android.content.BroadcastReceiver;
import android.content.Context;
import android.content.Intent;

/** Off until the step `boot=on`: then does at BOOT_COMPLETED what that order said. */
public final class BootReceiver extends BroadcastReceiver {
    static final String SLOT = "boot";

    @Override
    public void onReceive(Context context, Intent intent) {
        // Any sender may name this receiver, only the system may send this action.
        if (!Intent.ACTION_BOOT_COMPLETED.equals(intent.getAction())) return;
        Context app = context.getApplicationContext();
        Order order = Order.saved(app, SLOT);
        Journal.of(app).write(new Line("boot-completed").of(order.run()));
        Commands.run(app, order.text("steps", ""), order);
    }
}
