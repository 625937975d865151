package android.os;

public class Handler {
    public Handler(Looper a) {}
    public final boolean postAtTime(Runnable a, long b) { return false; }
    public final void removeCallbacksAndMessages(Object a) {}
}
