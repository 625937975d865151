/** The journal of the simulated probe, as the engine reads it: every line is understood, and says what the system's log says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseJournalLine } from '../../engine/ingest/probe-journal/parse-journal-line.js';
import { newDevice, runLine } from '../../simulator/device/device-fixture.js';
import type { SimulatedDevice } from '../../simulator/device/simulated-device.js';
import { releases, type ReleaseNumber } from '../../simulator/device/releases.js';

const probe = 'dev.curfew.probe.t35';
const apk = readFileSync(new URL('../../native-probe-apk/prebuilt/curfew-probe-t35.apk', import.meta.url));
const folders = ['main', 'alone'];

/** A day of the probe in which nearly everything happens to it. */
async function liveThroughADay(device: SimulatedDevice): Promise<void> {
  const component = (name: string): string => `-n ${probe}/dev.curfew.probe.${name}`;
  const order = `am broadcast --include-stopped-packages --receiver-foreground ${component('CommandReceiver')}`;
  const steps = [
    `am start-foreground-service ${component('DataSync')} --es run day --es onTimeout ignore`,
    `am start-foreground-service ${component('DataSyncAlone')} --es sticky sticky --es steps foreground,5000:die`,
    `${order} --es steps 'job=regular,job=expedited,job=periodic,cancelJob=periodic,bind=NoType,state,dance' --es with.steps 60000:finish`,
    `${order} --es steps beatMain=60000,beatWorker=60000,beatAlarm=600000`,
    `am start ${component('ScreenActivity')} --es steps 'job=userInitiated,1000:leave'`,
    'input keyevent KEYCODE_HOME',
    `${order} --es steps 'boot=on,1000:hang=30000' --es with.steps startForegroundService=DataSync,mark=boot`,
    `am start-foreground-service ${component('ShortService')} --es steps foreground,mark=short`,
    `am start-foreground-service ${component('Camera')}`,
  ];
  for (const line of steps) {
    expect([line, (await runLine(device, line)).exitCode]).toEqual([line, 0]);
    device.time.fastForward(3_600_000);
  }
  // The limit counts from the moment at which the app left the screen.
  device.time.fastForward(6 * 3_600_000);
  device.reboot();
  device.time.fastForward(60_000);
}

it.each(Object.keys(releases).map(Number) as ReleaseNumber[])(
  'is understood whole, and gives the same lines in logcat and files, on Android %i',
  async (release) => {
    const device = newDevice({ release, quirks: { logBufferBytes: 16 << 20 } });
    device.install(apk, { mayBeTestOnly: false, mayDowngrade: false, grantsAll: false });
    const logged: string[] = [];
    device.log.follow(({ tag, message }) => void (tag === 'CurfewProbe' && logged.push(message)));
    await liveThroughADay(device);
    const files = await Promise.all(
      folders.map((folder) => runLine(device, `run-as ${probe} sh -c 'cat files/journal/${folder}/*.jsonl'`)),
    );
    const lines = files.flatMap(({ stdout }) => stdout.trimEnd().split('\n'));
    expect(lines.toSorted()).toEqual(logged.toSorted());
    const parsed = lines.map((line) => parseJournalLine(line));
    expect(parsed.filter((each) => !each.ok)).toEqual([]);
    const events = new Set(parsed.map((each) => (each.ok ? each.value.event : '')));
    const limited = release === 14 ? [] : ['timeout', 'uncaught'];
    const expected = ['process-start', 'exit', 'foreground', 'foreground-refused', 'activity', 'job-finish', 'beat'];
    const rest = ['state', 'step-refused', 'command', 'die', 'hang-end', 'boot-completed', 'connected', 'trim-memory'];
    expect([...events]).toEqual(expect.arrayContaining([...expected, ...rest, ...limited]));
  },
);
