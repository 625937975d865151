package android.provider;

import android.content.ContentResolver;

public final class Settings {
    public static final String ACTION_APPLICATION_DETAILS_SETTINGS = "android.settings.APPLICATION_DETAILS_SETTINGS";
    public static final class Global {
        public static final String BOOT_COUNT = "boot_count";
        public static int getInt(ContentResolver a, String b, int c) { return 0; }
    }
}
