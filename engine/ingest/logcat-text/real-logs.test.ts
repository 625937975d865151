import { expect, it } from 'vitest';
import { describeWithRealData, realData } from '../../testing/real-data.js';
import type { LogRecord } from '../record.js';
import { readText } from './testing.js';

const read = (name: string, chunkSize = 64 * 1024) => readText(realData(name), { chunkSize });
const emptyTags = (records: readonly LogRecord[]): number => records.filter((record) => record.tag === '').length;
const largestBackStep = (name: string): number =>
  Math.min(...read(name).stats.clockSteps.kept.map((step) => step.deltaMs));

describeWithRealData('real logs', () => {
  it.each([
    ['andlogview__emulator_api31_long.log', 'long', 46, 3, 0],
    ['andlogview__emulator_cupcake_android_studio.log', 'android-studio-classic', 29, 0, 0],
    ['andlogview__galaxy_nexus_jbmr2_brief.log', 'brief', 9, 1, 0],
    ['andlogview__galaxy_nexus_jbmr2_threadtime.log', 'threadtime', 9, 1, 0],
    ['andlogview__galaxy_nexus_jbmr2_time.log', 'time', 9, 1, 0],
    ['andlogview__goldfish_omr1_threadtime.log', 'threadtime', 5_000, 0, 0],
    ['andlogview__huawei_p10_log_snippet.log', 'threadtime', 4, 1, 2],
    ['andlogview__tricky_filter_snippets.log', 'threadtime', 8, 0, 0],
    ['R012_plaso_android_logcat_format_samples.log', 'threadtime', 8, 2, 0],
    ['hyperxray__adb_log_disconnect_zombie.txt', 'threadtime', 8_342, 2, 0],
    ['minimanode__logcat_full.txt', 'threadtime', 4_908, 3, 0],
    ['S12_emulator_a9_chatty_identical.txt', 'threadtime', 91, 0, 0],
  ])('%s: %s, %i records, %i markers, %i unknown lines', (name, layout, records, markers, unknown) => {
    const { stats } = read(name);
    expect(stats).toMatchObject({ layout, records, markerLines: markers, unknown: { count: unknown } });
    const sum = stats.records + stats.continuations + stats.unknown.count + stats.markerLines + stats.blank;
    expect(stats.lines).toBe(sum);
  });

  it('the same nine records of a Galaxy Nexus in brief, time and threadtime have the same tags, pids and messages', () => {
    const [brief, time, threadtime] = ['brief', 'time', 'threadtime'].map((layout) =>
      read(`andlogview__galaxy_nexus_jbmr2_${layout}.log`).records.map(
        ({ level, tag, message, writer, provenance }) => {
          return { level, tag, message, pid: writer.pid, buffer: provenance.buffer };
        },
      ),
    );
    expect(threadtime).toHaveLength(9);
    expect(threadtime?.[0]).toMatchObject({ level: 'W', tag: 'ActivityManager', pid: 380, buffer: 'system' });
    expect(brief).toEqual(threadtime);
    expect(time).toEqual(threadtime);
  });

  it('time and threadtime of the Galaxy Nexus have the same stamps', () => {
    const stamps = (layout: string) =>
      read(`andlogview__galaxy_nexus_jbmr2_${layout}.log`).records.map((record) => record.stamp);
    expect(stamps('time')).toEqual(stamps('threadtime'));
    expect(stamps('time')[0]).toEqual({ clock: 'year-less', localMs: Date.UTC(2000, 6, 19, 13, 29, 22, 804) });
  });

  it('every year, zone, uid and usec form of plaso is read', () => {
    const seen = read('R012_plaso_android_logcat_format_samples.log').records.map(({ stamp, writer, tag }) => {
      const zone = stamp.clock === 'local' || stamp.clock === 'year-less' ? stamp.zoneMinutes : undefined;
      return [tag, stamp.clock, zone, writer.uid, writer.pid, writer.tid];
    });
    expect(seen).toEqual([
      ['threadtime', 'year-less', undefined, undefined, 1234, 1234],
      ['sometag', 'year-less', undefined, undefined, 190, undefined],
      ['App', 'local', 0, undefined, 1885, 3066],
      ['App', 'local', 0, 1000, 1885, 3066],
      ['App', 'local', undefined, 1000, 1885, 3066],
      ['AppTag', 'local', 600, undefined, 9346, 9347],
      ['AppTag', 'local', 600, 1080, 1179, undefined],
      ['AppTag', 'local', 600, undefined, 1179, undefined],
    ]);
  });

  it('empty tags are found: 184 in minimanode, 168 in goldfish', () => {
    expect(emptyTags(read('minimanode__logcat_full.txt').records)).toBe(184);
    expect(emptyTags(read('andlogview__goldfish_omr1_threadtime.log').records)).toBe(168);
  });

  it('backward steps of the clock are found: 1.9 s in minimanode, 243 s in goldfish, 14 ms in hyperxray', () => {
    expect(largestBackStep('minimanode__logcat_full.txt')).toBe(-1_941);
    expect(largestBackStep('andlogview__goldfish_omr1_threadtime.log')).toBe(-243_097);
    expect(largestBackStep('hyperxray__adb_log_disconnect_zombie.txt')).toBe(-14);
  });

  it('the uid column is read as number and as name', () => {
    const { records } = read('S12_emulator_a9_chatty_identical.txt');
    expect(records[0]).toMatchObject({ writer: { uid: 0, pid: 1992 }, tag: 'sdcard' });
    expect(records[1]).toMatchObject({ writer: { uid: 1000, pid: 1867 }, tag: 'NetworkManagement' });
    expect(records.some((record) => record.tag === 'chatty' && record.message.endsWith('expire 25 lines'))).toBe(true);
  });

  it('the text that every record shows as its proof stands in the file at its place', () => {
    for (const name of ['hyperxray__adb_log_disconnect_zombie.txt', 'andlogview__emulator_api31_long.log']) {
      const bytes = realData(name);
      const { records } = readText(bytes, { chunkSize: 1_000 });
      for (const { provenance } of records) {
        const text = new TextDecoder().decode(bytes.subarray(provenance.byteStart, provenance.byteEnd));
        if (provenance.rawText.length < 8_000) expect(text).toBe(provenance.rawText);
      }
      expect(records.length).toBeGreaterThan(40);
    }
  });
});
