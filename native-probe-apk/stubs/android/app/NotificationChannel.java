package android.app;

public final class NotificationChannel {
    public NotificationChannel(String a, CharSequence b, int c) {}
}
