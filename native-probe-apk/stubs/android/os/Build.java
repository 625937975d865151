package android.os;

public class Build {
    public static final String FINGERPRINT = null;
    public static class VERSION {
        // Not a constant: it would be copied into the classes that read it.
        public static final int SDK_INT = Integer.parseInt("0");
    }
}
