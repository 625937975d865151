/** The example logs and what must come out of them: verdicts, reasons, explanations. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { android15 } from '../policy/shipped.js';
import { assemble } from '../ingest/assemble/assemble.js';
import { readSource } from '../testing/log-builder.js';
import { analyze } from './analyze.js';
import type { Analysis } from './analysis.js';

const folder = new URL('../../examples/logs/', import.meta.url);

function analysisOf(name: string): Analysis {
  const sources = readSource(new Uint8Array(readFileSync(new URL(name, folder))), name);
  const assembly = assemble(sources, { calendar: { year: 2026 } });
  return analyze(sources, assembly, { policy: android15, policyFrom: 'as asked for' }).analysis;
}

/** `verdict outcome service delta`, the reasons of the prediction below it, and the cause of a difference. */
function story(name: string): string {
  const { verdicts, predicted } = analysisOf(name);
  return verdicts
    .flatMap(({ verdict, outcome, service, deltaMs, predicted: id, cause }) => [
      `${verdict} ${outcome} ${service} ${deltaMs ?? '-'}`,
      ...(predicted.find((each) => each.id === id)?.because ?? []).map((reason) => `    ${reason}`),
      ...(cause === null ? [] : [`  ${cause.cause}, ${cause.standing}: ${cause.explanation}`]),
    ])
    .join('\n');
}

describe('the example logs', () => {
  it('short-service-anr: three steps, each as predicted', () => {
    expect(story('short-service-anr.log')).toMatchInlineSnapshot(`
      "as-predicted timeout-callback com.example.podcasts/.ResumeService 5
          2026-10-05 08:14:03.061 a shortService in the foreground: deadline 2026-10-05 08:17:03.061
          2026-10-05 08:17:03.061 the deadline of the shortService came: onTimeout(int)
      as-predicted short-service-demoted com.example.podcasts/.ResumeService 10
          2026-10-05 08:14:03.061 a shortService in the foreground: deadline 2026-10-05 08:17:03.061
          2026-10-05 08:17:03.061 the deadline of the shortService came: onTimeout(int)
          2026-10-05 08:17:08.061 still running: its process loses the importance of a foreground service
      as-predicted anr-short-service com.example.podcasts/.ResumeService 18
          2026-10-05 08:14:03.061 a shortService in the foreground: deadline 2026-10-05 08:17:03.061
          2026-10-05 08:17:03.061 the deadline of the shortService came: onTimeout(int)
          2026-10-05 08:17:08.061 still running: its process loses the importance of a foreground service
          2026-10-05 08:17:13.061 still running: the app is said not to respond"
    `);
  });

  it('broken-promise: the promise counts from the moment the process attached', () => {
    expect(story('broken-promise.log')).toMatchInlineSnapshot(`
      "as-predicted crash-did-not-start com.example.notes/.UploadService 15
          2026-10-06 19:41:21.268 startForegroundService: startForeground must follow by 2026-10-06 19:41:51.268
          2026-10-06 19:41:51.268 the service goes and startForeground has not been called: crash"
    `);
  });

  it('idle-stop: as predicted, by the event of the idle uid', () => {
    expect(story('idle-stop.log')).toMatchInlineSnapshot(`
      "as-predicted service-stopped-idle com.example.tracker/.StepService 0
          2026-10-07 22:06:02.950 the process left the screen
          2026-10-07 22:07:03.015 the app became idle in the background: its started services are stopped"
    `);
  });

  it('background-denial: one by the rules, one against them', () => {
    expect(story('background-denial.log')).toMatchInlineSnapshot(`
      "as-predicted start-denied-background com.example.mailbox/.FetchService 1
          2026-10-08 03:00:00.702 refused: the app may not start a foreground service from the background now
      unpredicted start-denied-background com.example.mailbox/.WidgetService -
        rule-unknown, suspected: By the state and the exemptions that the system printed the start was to be accepted. No change of a single fact explains this difference."
    `);
  });

  it('shortened-limit: the limit that was in force is found', () => {
    expect(story('shortened-limit.log')).toMatchInlineSnapshot(`
      "unpredicted timeout-callback com.example.photosync/.SyncService -
        limit-not-in-force, proved: With 1 m 30 s as the limit (data_sync_fgs_timeout_duration) the prediction meets the observation; the policy android-15 has another."
    `);
  });

  it('data-sync-six-hours: both as predicted', () => {
    expect(story('data-sync-six-hours.log')).toMatchInlineSnapshot(`
      "as-predicted timeout-callback com.example.photosync/.SyncService 1
          2026-09-26 21:12:38.620 in the foreground with 6 h of the budget left: deadline 2026-09-27 03:12:38.620
          2026-09-26 21:12:41.000 the process left the screen
          2026-09-27 03:12:38.620 the timer fired, but the process was on screen until 2026-09-26 21:12:41.000: deadline moved to 2026-09-27 03:12:41.000
          2026-09-27 03:12:41.000 the deadline came with 6 h 2.380 s charged: onTimeout; nothing had stopped the service or reset the budget
      as-predicted crash-did-not-stop com.example.photosync/.SyncService 2
          2026-09-26 21:12:38.620 in the foreground with 6 h of the budget left: deadline 2026-09-27 03:12:38.620
          2026-09-26 21:12:41.000 the process left the screen
          2026-09-27 03:12:38.620 the timer fired, but the process was on screen until 2026-09-26 21:12:41.000: deadline moved to 2026-09-27 03:12:41.000
          2026-09-27 03:12:41.000 the deadline came with 6 h 2.380 s charged: onTimeout; nothing had stopped the service or reset the budget
          2026-09-27 03:12:51.000 the service had not stopped 10 s after onTimeout: crash
      not-observable start-denied-exhausted com.example.photosync/androidx.work.impl.foreground.SystemForegroundService -
          2026-09-26 21:12:38.620 in the foreground (com.example.photosync/.SyncService) with 6 h of the budget left: deadline 2026-09-27 03:12:38.620
          2026-09-27 03:12:38.620 the timer (com.example.photosync/.SyncService) fired, but the process was on screen until 2026-09-26 21:12:41.000: deadline moved to 2026-09-27 03:12:41.000
          2026-09-27 03:12:41.000 6 h 2.380 s were charged (com.example.photosync/.SyncService)
          2026-09-27 03:12:41.000 the deadline (com.example.photosync/.SyncService) came with 6 h 2.380 s charged: onTimeout; nothing had stopped the service or reset the budget
          2026-09-27 03:12:51.000 the service (com.example.photosync/.SyncService) had not stopped 10 s after onTimeout: crash
          2026-09-27 03:28:51.414 refused: onTimeout was called at 2026-09-27 03:12:41.000, the process has not been on screen since, and the 24 h window began not more than 24 h ago
        observation-gap, proved: Not observable: the system writes nothing about this outcome; only the app is told; the app itself says so at line 210, which is a claim."
    `);
  });

  it('each is named in the README beside them', () => {
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    const names = readdirSync(folder).filter((name) => name.endsWith('.log'));
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
