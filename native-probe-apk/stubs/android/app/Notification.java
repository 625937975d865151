package android.app;

import android.content.Context;

public class Notification {
    public static class Builder {
        public Builder(Context a, String b) {}
        public Notification.Builder setSmallIcon(int a) { return null; }
        public Notification.Builder setContentTitle(CharSequence a) { return null; }
        public Notification.Builder setContentText(CharSequence a) { return null; }
        public Notification build() { return null; }
    }
}
