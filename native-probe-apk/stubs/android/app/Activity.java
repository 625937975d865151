package android.app;

import android.content.Intent;
import android.os.Bundle;
import android.view.ContextThemeWrapper;
import android.view.View;

public class Activity extends ContextThemeWrapper {
    public Activity() {}
    public Intent getIntent() { return null; }
    protected void onCreate(Bundle a) {}
    protected void onResume() {}
    protected void onNewIntent(Intent a) {}
    protected void onPause() {}
    protected void onStop() {}
    protected void onDestroy() {}
    public void onTrimMemory(int a) {}
    public void setContentView(View a) {}
    public void startActivity(Intent a) {}
    public void finish() {}
    public boolean moveTaskToBack(boolean a) { return false; }
    public Object getSystemService(String a) { return null; }
}
