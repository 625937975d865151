package android.content;

import android.content.pm.ApplicationInfo;
import android.content.pm.PackageManager;
import java.io.File;

public class ContextWrapper extends Context {
    public PackageManager getPackageManager() { return null; }
    public ContentResolver getContentResolver() { return null; }
    public Context getApplicationContext() { return null; }
    public String getPackageName() { return null; }
    public ApplicationInfo getApplicationInfo() { return null; }
    public SharedPreferences getSharedPreferences(String a, int b) { return null; }
    public File getFilesDir() { return null; }
    public void startActivity(Intent a) {}
    public Intent registerReceiver(BroadcastReceiver a, IntentFilter b) { return null; }
    public ComponentName startService(Intent a) { return null; }
    public ComponentName startForegroundService(Intent a) { return null; }
    public boolean stopService(Intent a) { return false; }
    public boolean bindService(Intent a, ServiceConnection b, int c) { return false; }
    public void unbindService(ServiceConnection a) {}
    public Object getSystemService(String a) { return null; }
}
