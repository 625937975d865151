package dev.curfew.probe;

import android.content.Context;
import android.content.Intent;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.os.PersistableBundle;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the caller wants: the text extras of an intent. What is meant for a service or job that this one starts has `with.` before its
 * name (`with.steps`, `with.onTimeout`, `with.with.steps`).
 */
final class Order {
    private static final String WITH = "with.";

    private final Map<String, String> extras = new TreeMap<>();

    static Order of(Intent intent) {
        Order order = new Order();
        Bundle bundle = intent.getExtras();
        if (bundle == null) return order;
        for (String key : bundle.keySet()) order.put(key, bundle.getString(key));
        return order;
    }

    static Order of(PersistableBundle bundle) {
        Order order = new Order();
        for (String key : bundle.keySet()) order.put(key, bundle.getString(key));
        return order;
    }

    /** For the service or job that this one starts; it belongs to the same run. */
    Order forChild() {
        Order child = new Order();
        child.put("run", run());
        for (Map.Entry<String, String> extra : extras.entrySet()) {
            if (extra.getKey().startsWith(WITH)) child.put(extra.getKey().substring(WITH.length()), extra.getValue());
        }
        return child;
    }

    private void put(String key, String value) {
        if (value != null) extras.put(key, value);
    }

    String text(String key, String fallback) {
        String value = extras.get(key);
        return value == null ? fallback : value;
    }

    /** Null where the caller named none. */
    String run() {
        return extras.get("run");
    }

    Intent into(Intent intent) {
        for (Map.Entry<String, String> extra : extras.entrySet()) intent.putExtra(extra.getKey(), extra.getValue());
        return intent;
    }

    PersistableBundle into(PersistableBundle bundle) {
        for (Map.Entry<String, String> extra : extras.entrySet()) bundle.putString(extra.getKey(), extra.getValue());
        return bundle;
    }

    /** Keeps the order beyond the death of the process: for restarts of a sticky service and for the next boot. */
    void save(Context context, String slot) {
        SharedPreferences.Editor editor = slot(context, slot).edit().clear();
        for (Map.Entry<String, String> extra : extras.entrySet()) editor.putString(extra.getKey(), extra.getValue());
        editor.commit();
    }

    static Order saved(Context context, String slot) {
        Order order = new Order();
        for (Map.Entry<String, ?> extra : slot(context, slot).getAll().entrySet()) {
            order.put(extra.getKey(), String.valueOf(extra.getValue()));
        }
        return order;
    }

    private static SharedPreferences slot(Context context, String slot) {
        return context.getSharedPreferences("order-" + slot, Context.MODE_PRIVATE);
    }
}
