package android.os;

import java.util.Set;

public class BaseBundle {
    public Set<String> keySet() { return null; }
    public void putString(String a, String b) {}
    public String getString(String a) { return null; }
}
