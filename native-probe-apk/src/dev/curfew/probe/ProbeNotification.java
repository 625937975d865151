package dev.curfew.probe;

import android.app.Notification;
import android.app.NotificationChannel;
import android.app.NotificationManager;
import android.content.Context;

/** The notification that a foreground service must show. */
final class ProbeNotification {
    private static final String CHANNEL = "probe";

    private ProbeNotification() {}

    static Notification of(Context context) {
        NotificationManager manager = (NotificationManager) context.getSystemService(Context.NOTIFICATION_SERVICE);
        // Silent; making a channel that is there already changes nothing.
        manager.createNotificationChannel(
                new NotificationChannel(CHANNEL, "Running tests", NotificationManager.IMPORTANCE_LOW));
        return new Notification.Builder(context, CHANNEL)
                .setSmallIcon(android.R.drawable.ic_dialog_info)
                .setContentTitle("Curfew probe: " + context.getClass().getSimpleName())
                .setContentText("A test of background limits is running.")
                .build();
    }
}
