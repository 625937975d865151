package android.content;

public class IntentFilter {
    public IntentFilter(String a) {}
}
