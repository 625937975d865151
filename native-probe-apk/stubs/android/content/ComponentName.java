package android.content;

public final class ComponentName {
    public ComponentName(Context a, Class<?> b) {}
    public String flattenToShortString() { return null; }
}
