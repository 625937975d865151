/** shortService: when its time begins, when it begins anew, and what each of its three timers still asks when it fires (3.1 to 3.4). */
import { describe, expect, it } from 'vitest';
import { ServiceType } from '../android/service-types.js';
import { Script } from '../testing/script.js';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../time.js';

const M = MS_PER_MINUTE;
const S = MS_PER_SECOND;
const { shortService, specialUse } = ServiceType;

const timedOut = (at: string): string => `${at} timeout-callback A shortService`;
const demoted = (at: string): string => `${at} short-service-demoted A shortService`;
const notResponding = (at: string): string => `${at} anr-short-service A shortService`;
const whole = [timedOut('+0:03:00'), demoted('+0:03:05'), notResponding('+0:03:10')];

/** Started and bound, so that a stop does not take its record away. */
const bound = (): Script => new Script().bind(0).start(0, 'A', shortService);

describe('the time of a shortService', () => {
  it('runs out after three minutes; five seconds later the process counts less, five more later it is not responding', () => {
    expect(new Script().start(0, 'A', shortService).outcomes()).toEqual(whole);
  });

  it('begins anew with each startForeground that is allowed from the background', () => {
    const script = new Script().start(0, 'A', shortService).startForeground(2 * M, 'A', shortService);
    expect(script.outcomes()[0]).toBe(timedOut('+0:05:00'));
  });

  it('is not extended by a startForeground from the background', () => {
    const script = new Script().start(0, 'A', shortService).startForegroundInBackground(2 * M, 'A', shortService);
    expect(script.outcomes()).toEqual(whole);
  });

  it('begins for a service that ran with another type, also from the background', () => {
    const script = new Script().start(0, 'A', specialUse).startForegroundInBackground(M, 'A', shortService);
    expect(script.outcomes()[0]).toBe(timedOut('+0:04:00'));
  });

  it('ends with another type', () => {
    expect(
      new Script()
        .start(0, 'A', shortService)
        .startForeground(2 * M, 'A', specialUse)
        .outcomes(),
    ).toEqual([]);
  });

  it('is over when the service is stopped, though it stays bound and in the foreground', () => {
    expect(bound().stop(M).outcomes()).toEqual([]);
  });

  it('begins again for a bound service that was stopped and started, also from the background', () => {
    const script = bound()
      .stop(M)
      .startService(2 * M)
      .startForegroundInBackground(2 * M, 'A', shortService);
    expect(script.outcomes()[0]).toBe(timedOut('+0:05:00'));
  });

  it('does not go on because a stopped service is started again without startForeground', () => {
    const afterTimeout = bound()
      .stop(3 * M + S)
      .startService(3 * M + 2 * S);
    expect(afterTimeout.outcomes()).toEqual([timedOut('+0:03:00')]);
  });

  it('is over when the service leaves the foreground', () => {
    const script = new Script().start(0, 'A', shortService).stopForeground(3 * M + 6 * S);
    expect(script.outcomes()).toEqual(whole.slice(0, 2));
  });

  it('is counted from the boot for a service that starts after it', () => {
    const script = new Script()
      .start(0, 'A', shortService)
      .boot(M)
      .start(2 * M, 'A', shortService);
    expect(script.outcomes()).toEqual([timedOut('+0:05:00'), demoted('+0:05:05'), notResponding('+0:05:10')]);
  });
});

describe('a timer of a shortService that fires', () => {
  const raised = (at: number, key: string, ms: number): string[] =>
    new Script().start(0, 'A', shortService).setConfig(at, key, ms).outcomes();

  it('leaves a service alone that is started no more: its process died, and only its binding brought it back', () => {
    expect(
      bound()
        .processStarts(0)
        .dies(M)
        .processStarts(2 * M)
        .outcomes(),
    ).toEqual([]);
  });

  it('leaves a service alone whose limit was raised meanwhile', () => {
    expect(raised(M, 'short_fgs_timeout_duration', 4 * M)).toEqual([]);
  });

  it('leaves a service alone whose wait for the demotion was raised meanwhile, and still tells that it does not respond', () => {
    expect(raised(3 * M + S, 'short_fgs_proc_state_extra_wait_duration', 6 * S)).toEqual([whole[0], whole[2]]);
  });

  it('leaves a service alone whose wait for the ANR was raised meanwhile', () => {
    expect(raised(3 * M + S, 'short_fgs_anr_extra_wait_duration', 11 * S)).toEqual(whole.slice(0, 2));
  });

  it('does nothing for a service that died with its process in between', () => {
    expect(
      new Script()
        .start(0, 'A', shortService)
        .dies(3 * M + S)
        .outcomes(),
    ).toEqual([timedOut('+0:03:00')]);
  });
});
