package dev.curfew.probe;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;

/**
 * The files of a journal: segments of 1 MiB, each named after the number of its first line, the oldest deleted when there are too
 * many. A line is on the disk when `append` returns. A line torn by a lost battery stays where it is and is ended.
 *
 * 32 MiB hold 24 h of all three heartbeats at their shortest interval (5 s: 51,840 lines of at most 350 bytes, 17.3 MiB) and 14 MiB of
 * other lines beside them.
 */
final class JournalRing {
    static final int SEGMENT_BYTES = 1 << 20;
    static final int SEGMENTS = 32;
    private static final int TAIL_BYTES = 64 << 10;
    private static final String SUFFIX = ".jsonl";

    private final File folder;
    private FileOutputStream out;
    private long size;

    JournalRing(File folder) {
        this.folder = folder;
    }

    /** The number of the last line that is there whole; 0 in an empty journal. */
    long lastSeq() throws IOException {
        File[] segments = segments();
        for (int i = segments.length - 1; i >= 0; i--) {
            long seq = lastSeqIn(segments[i]);
            if (seq > 0) return seq;
        }
        return 0;
    }

    void append(long seq, byte[] line) throws IOException {
        if (out == null) resume(seq);
        else if (size + line.length > SEGMENT_BYTES) next(seq);
        try {
            out.write(line);
            size += line.length;
            out.getFD().sync();
        } catch (IOException e) {
            // Half of the line may be there: the next one opens the file anew and ends it first.
            close();
            throw e;
        }
    }

    private void resume(long seq) throws IOException {
        if (!folder.isDirectory() && !folder.mkdirs()) throw new IOException("cannot make " + folder);
        File[] segments = segments();
        File last = segments.length == 0 ? null : segments[segments.length - 1];
        if (last == null || last.length() >= SEGMENT_BYTES) {
            next(seq);
            return;
        }
        boolean torn = last.length() > 0 && tail(last, 1)[0] != '\n';
        open(last);
        if (torn) {
            out.write('\n');
            size++;
        }
    }

    private void next(long seq) throws IOException {
        close();
        open(new File(folder, Long.toString(1000000000000L + seq).substring(1) + SUFFIX));
        File[] segments = segments();
        for (int i = 0; i < segments.length - SEGMENTS; i++) {
            if (!segments[i].delete()) throw new IOException("cannot delete " + segments[i]);
        }
    }

    private void open(File file) throws IOException {
        size = file.length();
        out = new FileOutputStream(file, true);
    }

    private void close() throws IOException {
        if (out != null) out.close();
        out = null;
    }

    /** Oldest first: the names have one length. */
    private File[] segments() {
        File[] files = folder.listFiles();
        if (files == null) return new File[0];
        Arrays.sort(files);
        return files;
    }

    private static long lastSeqIn(File file) throws IOException {
        String[] lines = new String(tail(file, TAIL_BYTES), "UTF-8").split("\n", -1);
        // What follows the last line end is torn or empty.
        for (int i = lines.length - 2; i >= 0; i--) {
            String line = lines[i];
            int end = line.indexOf(',', Journal.SEQ_PREFIX.length());
            if (!line.startsWith(Journal.SEQ_PREFIX) || !line.endsWith("}") || end < 0) continue;
            try {
                return Long.parseLong(line.substring(Journal.SEQ_PREFIX.length(), end));
            } catch (NumberFormatException e) {
                continue;
            }
        }
        return 0;
    }

    private static byte[] tail(File file, int bytes) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            byte[] tail = new byte[(int) Math.min(in.length(), bytes)];
            in.seek(in.length() - tail.length);
            in.readFully(tail);
            return tail;
        }
    }
}
