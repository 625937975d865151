/**
 * Android 15's rule (V3) for one dataSync service per app that nobody sees on screen, written the plain way: an object per
 * app, fields, a branch per case. It answers what the engine answers for the same intervals, so each checks the other.
 */
import { HOURS_24, HOURS_6, readIntervals } from './intervals.mjs';

const GRACE = 10_000;

/** What is due at or before `now` happens: onTimeout, then the crash after the grace. */
function runTimers(app, now, counts) {
  if (app.deadline <= now) {
    app.total += app.deadline - app.last;
    app.last = app.deadline;
    app.exceededAt = app.deadline;
    app.crashAt = app.deadline + GRACE;
    app.deadline = Infinity;
    counts.timeouts++;
  }
  if (app.crashAt <= now) {
    app.running--;
    app.last = 0;
    app.crashAt = Infinity;
    counts.crashes++;
  }
}

function begin(app, now, counts) {
  if (app.isKnown) {
    if (app.firstStart < Math.max(0, now - HOURS_24)) {
      Object.assign(app, { running: 0, last: 0, total: 0, firstStart: 0, exceededAt: 0 });
    } else if (app.exceededAt > 0) {
      counts.denied++;
      return;
    }
  }
  app.isKnown = true;
  if (++app.running === 1) app.firstStart = now;
  app.last = now;
  app.deadline = now + Math.max(0, HOURS_6 - app.total);
  app.crashAt = Infinity;
  app.isForeground = true;
}

function end(app, now) {
  if (!app.isForeground) return;
  // Nothing asks whether anything runs: after a crash the device's whole uptime is charged.
  app.total += now - app.last;
  app.last = now;
  if (app.running > 0) app.running--;
  if (app.running === 0) app.last = 0;
  app.deadline = Infinity;
  app.crashAt = Infinity;
  app.isForeground = false;
}

export function objectRule(file) {
  const { length, apps, app, start, end: ends } = readIntervals(file);
  const intervals = Array.from({ length }, (_, row) => ({ app: app[row], start: start[row], end: ends[row] }));
  return () => {
    const counts = { timeouts: 0, crashes: 0, denied: 0 };
    const known = Array.from({ length: apps }, () => ({
      isKnown: false,
      isForeground: false,
      running: 0,
      firstStart: 0,
      last: 0,
      total: 0,
      exceededAt: 0,
      deadline: Infinity,
      crashAt: Infinity,
    }));
    for (const interval of intervals) {
      const state = known[interval.app];
      begin(state, interval.start, counts);
      if (state.isForeground) runTimers(state, interval.end, counts);
      end(state, interval.end);
    }
    return counts;
  };
}
