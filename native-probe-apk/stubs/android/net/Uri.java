package android.net;

public abstract class Uri {
    public static Uri fromParts(String a, String b, String c) { return null; }
}
