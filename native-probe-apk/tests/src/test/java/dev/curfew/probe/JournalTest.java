package dev.curfew.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import android.app.Application;
import android.os.Process;
import android.os.SystemClock;
import android.util.Log;

import org.json.JSONObject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowLog;

import java.io.File;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

@RunWith(RobolectricTestRunner.class)
public class JournalTest {
    private final Application app = RuntimeEnvironment.getApplication();

    /** As the same process would begin anew after its death: nothing of it is left but the files. */
    private Journal afterDeath() {
        return new Journal(app, app.getPackageName());
    }

    @Test
    public void theFirstLineOfAProcessSaysWhatItIs() throws Exception {
        JSONObject first = Witnessed.lines(app).get(0);
        assertEquals("process-start", first.getString("event"));
        assertEquals("probe-journal/1", first.getString("schema"));
        assertEquals(app.getPackageName(), first.getString("package"));
        assertEquals(35, first.getInt("target"));
        assertEquals(1, first.getLong("seq"));
        assertEquals(Process.myUid(), first.getInt("uid"));
        assertEquals(Process.myPid(), first.getInt("pid"));
        assertEquals(SystemClock.uptimeMillis(), first.getLong("up"));
        assertEquals(SystemClock.elapsedRealtime(), first.getLong("elapsed"));
        assertTrue(Math.abs(System.currentTimeMillis() - first.getLong("wall")) < 60_000);
        assertTrue(first.getString("boot"), first.getString("boot").matches("[0-9a-f-]{36}|count-\\d+"));
    }

    @Test
    public void numbersGoOnAfterADeath() throws Exception {
        Journal.of(app).write(new Line("mark").put("text", "before"));
        afterDeath().write(new Line("mark").put("text", "after"));
        List<JSONObject> lines = Witnessed.lines(app);
        assertEquals(3, lines.size());
        for (int i = 0; i < 3; i++) assertEquals(i + 1, lines.get(i).getLong("seq"));
    }

    @Test
    public void aTornLineStaysAndTheNextBeginsOnItsOwn() throws Exception {
        File segment = Witnessed.segments(app)[0];
        try (FileOutputStream out = new FileOutputStream(segment, true)) {
            out.write("{\"v\":1,\"seq\":2,\"up\":7".getBytes(StandardCharsets.UTF_8));
        }
        afterDeath().write(new Line("mark").put("text", "after"));
        List<String> text = Witnessed.text(app);
        assertEquals(3, text.size());
        assertEquals("{\"v\":1,\"seq\":2,\"up\":7", text.get(1));
        assertEquals(2, new JSONObject(text.get(2)).getLong("seq"));
    }

    @Test
    public void aLastSegmentWithoutAWholeLineDoesNotTakeNumbersBack() throws Exception {
        Files.write(new File(Witnessed.folder(app), "000000000002.jsonl").toPath(), new byte[300]);
        afterDeath().write(new Line("mark").put("text", "after"));
        List<String> text = Witnessed.text(app);
        assertEquals(2, new JSONObject(text.get(text.size() - 1)).getLong("seq"));
    }

    @Test
    public void theRingKeepsItsSizeAndTheNewestLines() throws Exception {
        File folder = Witnessed.folder(app);
        JournalRing ring = new JournalRing(folder);
        byte[] line = new byte[JournalRing.SEGMENT_BYTES / 2];
        Arrays.fill(line, (byte) 'x');
        line[line.length - 1] = '\n';
        for (int seq = 2; seq < 2 + 3 * JournalRing.SEGMENTS; seq++) ring.append(seq, line);
        File[] segments = Witnessed.segments(app);
        assertEquals(JournalRing.SEGMENTS, segments.length);
        for (File segment : segments) assertTrue(segment.length() <= JournalRing.SEGMENT_BYTES);
        // Two lines fill a segment, so that the last one begins with the last line but one.
        long last = 2 + 3L * JournalRing.SEGMENTS - 1;
        long named = Long.parseLong(segments[segments.length - 1].getName().replace(".jsonl", ""));
        assertTrue(named + " of " + last, named == last || named == last - 1);
    }

    @Test
    public void aDayOfAllHeartbeatsFitsIntoTheRing() {
        StringBuilder run = new StringBuilder();
        for (int i = 0; i < 64; i++) run.append('r');
        Line beat = new Line("beat").of(run.toString()).put("source", "worker").put("count", 17280).put("lateMs", 99999);
        String head = "\"v\":1,\"seq\":9999999,\"up\":9999999999,\"elapsed\":9999999999,\"wall\":1790449096477,\"uid\":1010212,\"pid\":32768,"
                + "\"process\":\"dev.curfew.probe.t35\",\"boot\":\"dbbacb82-620c-42c8-9e60-21237e01d37e\"";
        int bytes = beat.json(head).length() + 1;
        assertTrue("a beat takes " + bytes + " bytes", bytes <= 350);
        long perDay = 3 * 24 * 3600 / 5;
        // One segment may just have been begun.
        assertTrue(perDay * bytes < (JournalRing.SEGMENTS - 1L) * JournalRing.SEGMENT_BYTES);
    }

    @Test
    public void aDiskThatRefusesCostsTheFileLineOnlyAndShowsAsAGap() throws Exception {
        File folder = Witnessed.folder(app);
        File aside = new File(folder.getParentFile(), "aside");
        assertTrue(folder.renameTo(aside));
        Files.write(folder.toPath(), new byte[0]);
        Journal journal = afterDeath();
        journal.write(new Line("mark").put("text", "lost"));
        assertTrue(folder.delete());
        assertTrue(aside.renameTo(folder));
        journal.write(new Line("mark").put("text", "kept"));
        List<JSONObject> lines = Witnessed.lines(app);
        assertEquals("kept", lines.get(lines.size() - 1).getString("text"));
        assertTrue(ShadowLog.getLogsForTag(Journal.TAG).stream().anyMatch(log -> log.msg.contains("\"text\":\"lost\"")));
        assertTrue(ShadowLog.getLogsForTag(Journal.TAG).stream().anyMatch(log -> log.type == Log.ERROR));
    }

    @Test
    public void logcatGetsTheSameLine() throws Exception {
        Journal.of(app).write(new Line("mark").put("text", "both"));
        List<String> text = Witnessed.text(app);
        List<ShadowLog.LogItem> logs = ShadowLog.getLogsForTag("CurfewProbe");
        assertEquals(text.get(text.size() - 1), logs.get(logs.size() - 1).msg);
        assertEquals(Log.INFO, logs.get(logs.size() - 1).type);
    }

    @Test
    public void noTextCanBreakALine() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 0x180; c++) all.append(c);
        String hostile = all + "\ud83d\ude00\ud800\u2028\"}";
        Journal.of(app).write(new Line("mark").of("r\"un\n").put("text", hostile));
        List<String> text = Witnessed.text(app);
        assertEquals(2, text.size());
        assertTrue(text.get(1).chars().allMatch(c -> c >= ' ' && c < 127));
        JSONObject line = new JSONObject(text.get(1));
        assertEquals(hostile, line.getString("text"));
        assertEquals("r\"un\n", line.getString("run"));
    }

    @Test
    public void theLongestLineFitsIntoALogcatRecord() throws Exception {
        char[] wide = new char[100_000];
        Arrays.fill(wide, '\u4e16');
        String text = new String(wide);
        Journal.of(app).write(new Line("mark").of(text).put("text", text));
        List<String> lines = Witnessed.text(app);
        int length = lines.get(lines.size() - 1).length();
        assertTrue(length + " characters", length < 6000);
        Witnessed.keep(app, "longest line");
    }

    @Test
    public void anotherProcessHasAJournalOfItsOwn() throws Exception {
        new Journal(app, app.getPackageName() + ":alone").write(new Line("mark").put("text", "alone"));
        File own = new File(app.getFilesDir(), "journal/alone/000000000001.jsonl");
        assertTrue(own.isFile());
        assertEquals(1, Witnessed.lines(app).size());
    }
}
