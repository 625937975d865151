package dev.curfew.probe;

import android.content.Context;
import android.provider.Settings;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;

/** Tells boots apart: uptime and elapsed time of two lines may be compared only within one boot. */
final class BootId {
    private BootId() {}

    /** The kernel's id of this boot, the one that the desktop reads too; where an app may not read it, the count of boots. */
    static String read(Context context) {
        try (BufferedReader in = new BufferedReader(new FileReader("/proc/sys/kernel/random/boot_id"))) {
            String id = in.readLine();
            if (id != null && id.length() == 36) return id;
        } catch (IOException e) {
            return counted(context);
        }
        return counted(context);
    }

    private static String counted(Context context) {
        return "count-" + Settings.Global.getInt(context.getContentResolver(), Settings.Global.BOOT_COUNT, 0);
    }
}
