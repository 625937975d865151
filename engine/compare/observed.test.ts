import { expect, it } from 'vitest';
import { APP, APP_PID, LogBuilder } from '../testing/log-builder.js';
import { analyzed, until, verdicts } from './analysis-fixture.js';

const exception =
  'android.app.RemoteServiceException$ForegroundServiceDidNotStopInTimeException,A foreground service of type dataSync did not stop within its timeout: ' +
  `ComponentInfo{${APP}/${APP}.SyncService},ActivityThread.java,2282,0`;
const crashed = (log: LogBuilder, at: string): LogBuilder =>
  log.line(at, `am_crash: [0,${APP_PID},${APP},0,${exception}]`).processDied(at);
const ran = (): LogBuilder =>
  new LogBuilder().processStarted('09-26 09:59:59.000').start('09-26 10:00:00.000').timeout('09-26 16:00:00.001');

it('takes a crash that waits for a hanging main thread, and what becomes of it, for one', () => {
  const log = crashed(ran().crash('09-26 16:00:10.002'), '09-26 16:17:00.000');
  const analysis = analyzed(until(log, '09-26 17:00:00.000'));
  expect(verdicts(analysis)).toEqual(['as-predicted timeout-callback 1', 'as-predicted crash-did-not-stop 2']);
  const [crash] = analysis.observed.filter(({ outcome }) => outcome === 'crash-did-not-stop');
  expect(crash?.evidence.map(({ line }) => line)).toEqual([4, 5]);
});

it('takes a crash of which the system tells anew for another', () => {
  const log = crashed(ran().crash('09-26 16:00:10.002'), '09-26 16:00:10.100');
  const analysis = analyzed(
    until(crashed(log.crash('09-26 16:17:00.000'), '09-26 16:17:00.100'), '09-26 17:00:00.000'),
  );
  expect(analysis.observed.filter(({ outcome }) => outcome === 'crash-did-not-stop')).toHaveLength(2);
});
