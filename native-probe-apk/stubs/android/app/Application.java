package android.app;

import android.content.ContextWrapper;

public class Application extends ContextWrapper {
    public Application() {}
    public void onCreate() {}
    public void onTrimMemory(int a) {}
    public static String getProcessName() { return null; }
}
