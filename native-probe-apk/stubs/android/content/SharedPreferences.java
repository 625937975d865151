package android.content;

import java.util.Map;

public interface SharedPreferences {
    Map<String, ?> getAll();
    SharedPreferences.Editor edit();
    public interface Editor {
        SharedPreferences.Editor putString(String a, String b);
        SharedPreferences.Editor clear();
        boolean commit();
    }
}
