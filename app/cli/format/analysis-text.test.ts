import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../engine/compare/analysis.js';
import { displayWidth } from '../../lab/reports/display-width.js';
import { crowded, hostile } from '../../lab/reports/fixtures-extreme.js';
import { agreeing, late, nothingRead, openEnds, quietNight } from '../../lab/reports/fixtures.js';
import { formatAnalysis } from './analysis-text.js';

const plain = (analysis: Analysis, width = 100): string => formatAnalysis(analysis, { colour: false, width });

describe('an analysis as text', () => {
  it('reads as a careful person would write it', () => {
    expect(plain(late)).toMatchInlineSnapshot(`
      "1 outcome as predicted; 1 missing: crash (did not stop in time) of com.example.sync/.SyncService; 1
      late by 1 h 51 m 16 s: timeout callback of com.example.sync/.SyncService

        log        night.log (threadtime, 48,977 lines, 812 understood)
        time       2026-09-26 21:00:00.000 +03:00 to 2026-09-27 06:00:00.000 +03:00, 9 h
        zone       UTC+03:00 (from the same line)
        device     Android 15 (from the build fingerprint),
                   google/shiba/shiba:15/AP4A.250105.002/12701944:user/release-keys
        policy     android-15 (V3): the release of the device; no policy was asked for
        tolerance  1 s

      Sessions (2)
        com.example.sync/.SyncService
            types           dataSync
            start           2026-09-26 21:12:44.000 +03:00
            stop            2026-09-27 05:04:02.000 +03:00
            length          7 h 51 m 18 s
            why it stopped  STOP_FOREGROUND
            lines           night.log:1284, night.log:2184
        com.example.sync/.upload.UploadService
            types           dataSync
            start           2026-09-27 00:00:00.000 +03:00
            stop            2026-09-27 01:11:00.000 +03:00
            length          1 h 11 m
            why it stopped  STOP_SERVICE
            lines           night.log:20113, night.log:21013

      Predicted and observed (3)
        ▽ #1 late by 1 h 51 m 16 s: timeout callback of com.example.sync/.SyncService, type dataSync
            predicted  2026-09-27 03:12:44.000 +03:00
            observed   2026-09-27 05:04:00.000 +03:00 (+1 h 51 m 16 s)
            because    Started 2026-09-26 21:12:44 with 6 h left.
                       The app left the screen 2026-09-26 21:12:41.
                       Nothing reset the budget since.
            proof      night.log:48801  09-27 05:04:00.000  1743  2107 E ActivityManager: FGS (dataSync)
                       timed out: ServiceRecord{5f3c2a1 u0 com.example.sync/.SyncService}
            cause      top-seen-differently (proved): The app came to the top of the screen at 23:04:00,
                       which gives a full budget again; the log shows it only as a resumed activity. A
                       replay with that moment as TOP predicts the callback at 05:04:00.020.
                       night.log:9120  09-26 23:04:00.000  1743  2107 I wm_on_resume_called:
                       [93371,com.example.sync.MainActivity,RESUME_ACTIVITY,0]

        ⊘ #2 as predicted: start denied (time limit exhausted) of
            com.example.sync/.upload.UploadService, type dataSync
            predicted  2026-09-27 03:30:44.000 +03:00
            observed   2026-09-27 03:30:44.012 +03:00 (+12 ms)
            because    Started 2026-09-26 21:12:44 with 6 h left.
                       The app left the screen 2026-09-26 21:12:41.
                       Nothing reset the budget since.
            proof      night.log:48440  09-27 03:30:44.012  1743  2107 W System.err:
                       android.app.ForegroundServiceStartNotAllowedException: Time limit already exhausted
                       for foreground service type dataSync
                       Written by an app, which may write anything: a claim, not proof.

        ✕ #3 missing: crash (did not stop in time) of com.example.sync/.SyncService, type dataSync
            predicted  2026-09-27 03:12:54.000 +03:00
            observed   not observed
            because    The service was still in the foreground 10 s later.
            cause      app-behaviour (suspected): The service stopped 2 s after the late callback, so the
                       crash was no longer due.

      Silent changes (1)
        ↺ 2026-09-27 05:30:00.000 +03:00  budget reset of com.example.sync/.SyncService: The app came
            to the top of the screen 2026-09-27 05:30:00.

      Budgets
        - dataSync of com.example.sync: 6 h used of 6 h; ran out 2026-09-27 03:12:44.000 +03:00.

      Assumed
        - The limit of dataSync is 6 h: no line of the log shows another value.
        - The target SDK of com.example.sync is 35: the start event says so.

      Noted while reading
        - 3 × line with no known layout; first at night.log:17: --------- beginning of crash
        - 1 × am_foreground_service event with a wrong number of fields; first at night.log:30411: I
          am_foreground_service_stop: [0,com.exa
      "
    `);
  });

  it('aligns the sessions in columns on a wide terminal', () => {
    expect(plain(agreeing, 160).split('\n\n')[2]).toMatchInlineSnapshot(`
      "Sessions (1)
        com.example.sync/.SyncService
            types           dataSync
            start           2026-09-26 21:12:44.000 +03:00
            stop            2026-09-27 03:12:54.070 +03:00
            length          6 h 10.070 s
            why it stopped  process died
            lines           night.log:1284, night.log:48377"
    `);
  });

  it('says open ends and unstated types in words', () => {
    const text = plain(openEnds);
    expect(text).toContain('No time-limited service in this log reached a limit\n');
    expect(text).toContain('types           not stated in this log');
    expect(text).toContain('not later than 2026-09-26 21:00:00.000; already running when the log begins');
    expect(text).toContain('still running where the log ends');
  });

  it('has words for a log with nothing in it', () => {
    expect(plain(quietNight)).toContain('No foreground service was seen in this log');
    expect(plain(nothingRead)).toContain(
      '1 × source has no known layout; first at photo.jpg:1: \u00ffØ\u00ff\\x00\\x10JFIF',
    );
  });

  it.each([40, 80, 120])('keeps within %i columns, whatever the text', (width) => {
    for (const analysis of [late, agreeing, openEnds, nothingRead, hostile, crowded(3, 30)]) {
      const tooLong = plain(analysis, width)
        .split('\n')
        .filter((line) => displayWidth(line) > width);
      expect(tooLong).toEqual([]);
    }
  });

  it('lets no control character of a log reach the terminal', () => {
    expect(plain(hostile)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    const coloured = formatAnalysis(hostile, { colour: true, width: 100 });
    const ownSequences = new RegExp(`${String.fromCharCode(27)}\\[(?:1|2|22|31|32|33|39)m`, 'g');
    expect(coloured).toMatch(ownSequences);
    expect(coloured.replace(ownSequences, '')).toBe(plain(hostile));
  });

  it('bounds the lists and counts what it leaves out', () => {
    expect(plain(crowded(10, 30))).toContain('262 sessions more, not listed here.');
  });
});
