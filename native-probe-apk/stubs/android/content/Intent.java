package android.content;

import android.net.Uri;
import android.os.Bundle;

public class Intent {
    public static final String ACTION_BOOT_COMPLETED = "android.intent.action.BOOT_COMPLETED";
    public static final String ACTION_BATTERY_CHANGED = "android.intent.action.BATTERY_CHANGED";
    public static final int FLAG_ACTIVITY_NEW_TASK = 268435456;
    public Intent() {}
    public Intent(String a, Uri b) {}
    public Intent(Context a, Class<?> b) {}
    public String getAction() { return null; }
    public int getIntExtra(String a, int b) { return 0; }
    public long getLongExtra(String a, long b) { return 0; }
    public String getStringExtra(String a) { return null; }
    public Bundle getExtras() { return null; }
    public ComponentName getComponent() { return null; }
    public Intent putExtra(String a, long b) { return null; }
    public Intent putExtra(String a, String b) { return null; }
    public Intent putExtras(Intent a) { return null; }
    public Intent addFlags(int a) { return null; }
    public Intent setClassName(Context a, String b) { return null; }
}
