package dev.curfew.probe;

import android.content.Context;
import android.os.Process;
import android.os.SystemClock;
import android.util.Log;

import java.io.File;
import java.io.IOException;

/**
 * What this process saw, line by line: to a file that outlives the process, and to logcat under one tag. Each process of the app
 * has a journal of its own, so that no lock between processes is needed; the numbers of its lines go on after a death.
 */
final class Journal {
    static final String TAG = "CurfewProbe";
    static final String SCHEMA = "probe-journal/1";
    static final String SEQ_PREFIX = "{\"v\":1,\"seq\":";

    private final JournalRing ring;
    private final String origin;
    private long seq;

    Journal(Context context, String process) {
        int colon = process.indexOf(':');
        String name = colon < 0 ? "main" : process.substring(colon + 1);
        ring = new JournalRing(new File(new File(context.getFilesDir(), "journal"), name));
        StringBuilder head = new StringBuilder(",\"uid\":").append(Process.myUid()).append(",\"pid\":").append(Process.myPid());
        Line.quote(head.append(",\"process\":"), process);
        Line.quote(head.append(",\"boot\":"), BootId.read(context));
        origin = head.toString();
        try {
            seq = ring.lastSeq();
        } catch (IOException e) {
            Log.e(TAG, "the journal cannot be read: " + e);
        }
    }

    static Journal of(Context context) {
        return ProbeApplication.of(context).journal();
    }

    /** Never fails: what cannot be written to the file is still in logcat, and the gap in the numbers of the file tells of it. */
    synchronized void write(Line line) {
        seq++;
        String head = SEQ_PREFIX.substring(1) + seq
                + ",\"up\":" + SystemClock.uptimeMillis()
                + ",\"elapsed\":" + SystemClock.elapsedRealtime()
                + ",\"wall\":" + System.currentTimeMillis()
                + origin;
        String json = line.json(head);
        Log.i(TAG, json);
        try {
            ring.append(seq, (json + "\n").getBytes("UTF-8"));
        } catch (IOException e) {
            Log.e(TAG, "the journal cannot be written: " + e);
        }
    }
}
