/** The probe's behaviour, as probe.json lists it: on a simulated device the same events come as on the Java's own tests. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { newDevice, runLine } from '../device/device-fixture.js';
import type { SimulatedDevice } from '../device/simulated-device.js';
import type { ReleaseNumber } from '../device/releases.js';

interface Line {
  readonly seq: number;
  readonly event: string;
  readonly service?: string;
  readonly [name: string]: unknown;
}

interface Behaviour {
  readonly name: string;
  readonly service: string;
  readonly extras: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly throws?: string;
  readonly restart?: string;
  readonly returns?: number;
  readonly events: readonly string[];
}

const read = (name: string): string => readFileSync(new URL(`../../native-probe-apk/${name}`, import.meta.url), 'utf8');
const { behaviours } = JSON.parse(read('probe.json')) as { readonly behaviours: readonly Behaviour[] };
const isValid = new Ajv2020({ strict: false }).compile(JSON.parse(read('journal.schema.json')));
const minute = 60_000;

function withProbe(target = 35, release: ReleaseNumber = 16): SimulatedDevice {
  const device = newDevice({ release });
  const apk = readFileSync(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));
  device.install(apk, { mayBeTestOnly: false, mayDowngrade: false, grantsAll: false });
  return device;
}

const probe = 'dev.curfew.probe.t35';
const extrasOf = (extras: Readonly<Record<string, string>>): string =>
  Object.entries(extras)
    .map(([name, value]) => `--es ${name} '${value}'`)
    .join(' ');
const start = (service: string, extras: Readonly<Record<string, string>> = {}): string =>
  `am start-foreground-service -n ${probe}/dev.curfew.probe.${service} ${extrasOf(extras)}`;
const order = (extras: Readonly<Record<string, string>>): string =>
  `am broadcast --include-stopped-packages --receiver-foreground -n ${probe}/dev.curfew.probe.CommandReceiver ${extrasOf(extras)}`;
const screen = (extras: Readonly<Record<string, string>>): string =>
  `am start -n ${probe}/dev.curfew.probe.ScreenActivity ${extrasOf(extras)}`;

/** What the lab fetches; each line is checked against the schema. */
async function journal(device: SimulatedDevice, folder = 'main'): Promise<readonly Line[]> {
  const { stdout, exitCode } = await runLine(device, `run-as ${probe} sh -c 'cat files/journal/${folder}/*.jsonl'`);
  expect(exitCode).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  for (const line of lines) expect([line, isValid(line), isValid.errors]).toEqual([line, true, null]);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  return lines;
}

const eventsOf = (lines: readonly Line[]): readonly string[] => lines.map(({ event }) => event);
const last = <T>(list: readonly T[]): T | undefined => list.at(-1);

/** What a limit adds or takes away: the Java's own tests have no system that enforces one. */
const underLimits: Readonly<Record<string, readonly string[]>> = {
  'calls startForeground again': ['start-command', 'foreground', 'foreground', 'timeout', 'foreground-refused'],
  'hangs in onTimeout': ['start-command', 'foreground', 'timeout', 'hang', 'hang-end', 'stop-self', 'uncaught'],
};

describe('a behaviour of the probe', () => {
  it.each(behaviours)('$name writes the events of probe.json', async (behaviour) => {
    const device = withProbe();
    for (const key of ['data_sync', 'media_processing', 'short']) {
      await runLine(device, `device_config put activity_manager ${key}_fgs_timeout_duration 60000`);
    }
    await runLine(device, `pm grant ${probe} android.permission.ACCESS_COARSE_LOCATION`);
    const how =
      behaviour.service === 'NoType'
        ? start('NoType', behaviour.extras).replace('-foreground-service', 'service')
        : start(behaviour.service, behaviour.extras);
    await runLine(device, how);
    // A minute for the limit; a service that never goes to the foreground has thirty seconds.
    const isHung = behaviour.name.startsWith('hangs');
    const playMs = isHung ? 85_000 : behaviour.timeout === undefined ? 30_000 : 69_000;
    device.time.fastForward(behaviour.name.startsWith('never') ? 29_000 : playMs);
    if (behaviour.restart !== undefined) {
      device.app(probe)?.crash({ exception: 'java.lang.Error', message: 'from outside' });
      device.time.fastForward(20_000);
    }
    const service = `${probe}/dev.curfew.probe.${behaviour.service}`;
    const lines = await journal(device);
    const own = lines.filter(
      (line) => line.service === undefined || line.service === service || !behaviour.events.includes('service-create'),
    );
    // A death takes the service without a word: the Java's tests destroy it instead.
    const all = underLimits[behaviour.name] ?? behaviour.events;
    const expected = all.filter((event) => behaviour.restart === undefined || event !== 'service-destroy');
    let at = 0;
    for (const { event } of own) if (event === expected[at]) at += 1;
    expect([behaviour.name, expected.slice(at), eventsOf(own)]).toEqual([behaviour.name, [], eventsOf(own)]);
    const started = lines.find(({ event }) => event === 'start-command');
    if (behaviour.returns !== undefined) expect(started?.['returns']).toBe(behaviour.returns);
    const uncaught = lines.find(({ event }) => event === 'uncaught' && behaviour.restart === undefined && !isHung);
    expect(uncaught?.['exception']).toBe(behaviour.throws);
  });
});

describe('the journal', () => {
  it('begins with the process, and says the same in logcat as in its file', async () => {
    const device = withProbe();
    await runLine(device, start('DataSync', { run: 'r1' }));
    const lines = await journal(device);
    expect(eventsOf(lines)).toEqual(['process-start', 'service-create', 'start-command', 'foreground']);
    expect(lines[0]).toMatchObject({ schema: 'probe-journal/1', package: probe, sdk: 36, target: 35 });
    expect(lines[3]).toMatchObject({ run: 'r1', asked: -1, types: 1, service: `${probe}/dev.curfew.probe.DataSync` });
    const { stdout } = await runLine(device, 'logcat -d -s CurfewProbe -v raw');
    const file = await runLine(device, `run-as ${probe} cat files/journal/main/000000000001.jsonl`);
    expect(stdout.replace(/^-----.*\n/, '')).toBe(file.stdout);
  });

  it('goes on with its numbers after a death and after a restart, and tells how processes ended', async () => {
    const device = withProbe();
    await runLine(device, start('DataSync', { steps: 'foreground,1000:crash' }));
    device.time.fastForward(2_000);
    device.reboot();
    device.time.fastForward(5_000);
    await runLine(device, start('DataSync'));
    const lines = await journal(device);
    const [first, second] = lines.filter(({ event }) => event === 'process-start');
    expect(first?.['boot']).not.toBe(second?.['boot']);
    expect(lines.find(({ event }) => event === 'exit')).toMatchObject({
      reason: 4,
      description: 'crash',
      importance: 125,
    });
    expect(lines.find(({ event }) => event === 'uncaught')).toMatchObject({
      exception: 'java.lang.IllegalStateException',
      message: 'the order was to crash',
    });
  });

  it('of a process of its own is in a folder of its own', async () => {
    const device = withProbe();
    await runLine(device, start('DataSyncAlone'));
    expect(eventsOf(await journal(device, 'alone'))).toEqual([
      'process-start',
      'service-create',
      'start-command',
      'foreground',
    ]);
    expect((await journal(device, 'alone'))[0]?.['process']).toBe(`${probe}:alone`);
  });

  it('is ended on a new line where the one before was torn', async () => {
    const device = withProbe();
    await runLine(device, start('DataSync'));
    const path = 'files/journal/main/000000000001.jsonl';
    await runLine(device, `am force-stop ${probe}; run-as ${probe} sh -c 'echo -n "{torn" >> ${path}'`);
    await runLine(device, start('DataSync'));
    const { stdout } = await runLine(device, `run-as ${probe} cat ${path}`);
    expect(stdout).toMatch(/\n\{torn\n\{"v":1,"seq":5,/);
  });

  it('escapes what is not ASCII and cuts long texts', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: `mark="ü\\${'x'.repeat(500)}` }));
    const { stdout } = await runLine(device, `run-as ${probe} cat files/journal/main/000000000001.jsonl`);
    expect(stdout).toContain('"text":"\\"\\u00fc\\\\xxx');
    const mark = (await journal(device)).find(({ event }) => event === 'mark');
    expect(String(mark?.['text'])).toHaveLength(400);
  });
});

describe('onTimeout', () => {
  it.each([
    [14, [1]],
    [15, [1]],
    [16, [1, 2]],
    [17, [1, 2]],
  ] as const)(
    'of a shortService on Android %i comes with overloads %j, and is answered once',
    async (release, overloads) => {
      const device = withProbe(35, release);
      await runLine(device, start('ShortService'));
      device.time.fastForward(3 * minute);
      const lines = await journal(device);
      expect(lines.filter(({ event }) => event === 'timeout').map((line) => line['overload'])).toEqual(overloads);
      expect(lines.filter(({ event }) => event === 'stop-self')).toHaveLength(1);
      expect(last(lines)?.event).toBe('service-destroy');
    },
  );

  it('waits for a main thread that hangs, and the crash after it too', async () => {
    const device = withProbe();
    await runLine(device, 'device_config put activity_manager data_sync_fgs_timeout_duration 60000');
    await runLine(device, start('DataSync', { steps: 'foreground,55000:hang=30000', onTimeout: 'ignore' }));
    device.time.fastForward(100_000);
    const lines = (await journal(device)).slice(4);
    expect(lines.map(({ event, wall }) => [event, Number(wall) - device.options.wallAtStart])).toEqual([
      ['hang', 55_000],
      ['hang-end', 85_000],
      ['timeout', 85_000],
      ['uncaught', 85_000],
    ]);
  });
});

describe('a service that executes too long', () => {
  it('is an ANR after twenty seconds, once, and goes on when its main thread is back', async () => {
    const device = withProbe();
    await runLine(device, start('DataSync', { steps: 'foreground,1000:hang=60000' }));
    device.time.fastForward(2_000);
    await runLine(device, start('DataSync', { steps: 'mark=late' }));
    device.time.fastForward(100_000);
    const { stdout } = await runLine(device, 'logcat -d -b events -s am_anr');
    expect(stdout.match(/am_anr/g)).toHaveLength(1);
    expect(stdout).toContain(
      `08:00:22.000  1612  1650 I am_anr  : [0,4711,${probe},0,executing service ${probe}/dev.curfew.probe.DataSync, waited 20000ms]`,
    );
    expect(eventsOf(await journal(device)).slice(-3)).toEqual(['hang-end', 'start-command', 'mark']);
  });
});

describe('refusals', () => {
  it('of an exhausted budget are thrown in the app, and answered by onRefused', async () => {
    const device = withProbe();
    await runLine(device, 'device_config put activity_manager data_sync_fgs_timeout_duration 60000');
    await runLine(device, start('DataSync'));
    device.time.fastForward(minute);
    await runLine(device, start('DataSync', { onRefused: 'mark=refused,stopSelf' }));
    const lines = (await journal(device)).slice(-4);
    expect(lines[0]).toMatchObject({
      event: 'foreground-refused',
      types: 1,
      exception: 'android.app.ForegroundServiceStartNotAllowedException',
      message: 'Time limit already exhausted for foreground service type dataSync',
    });
    expect(eventsOf(lines.slice(1))).toEqual(['mark', 'stop-self', 'service-destroy']);
  });

  it('of a start from the background name the reason', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'startForegroundService=SpecialUse' }));
    expect(last(await journal(device))).toMatchObject({
      event: 'start',
      accepted: false,
      exception: 'android.app.ForegroundServiceStartNotAllowedException',
    });
    expect((await runLine(device, 'logcat -d -b all')).stdout).toContain(
      'startForegroundService() not allowed due to mAllowStartForeground false: service dev.curfew.probe.t35/dev.curfew.probe.SpecialUse',
    );
  });

  it('of types that the manifest or a permission does not cover are thrown too', async () => {
    const device = withProbe();
    await runLine(device, start('Camera'));
    await runLine(device, start('DataSync', { steps: 'foreground=64' }));
    const refused = (await journal(device)).filter(({ event }) => event === 'foreground-refused');
    expect(refused.map((line) => line['exception'])).toEqual([
      'java.lang.SecurityException',
      'java.lang.IllegalArgumentException',
    ]);
    await runLine(device, `pm grant ${probe} android.permission.CAMERA`);
    await runLine(device, start('Camera'));
    expect(last(await journal(device))).toMatchObject({ event: 'foreground', types: 64 });
  });
});

describe('the screen', () => {
  it('makes the app TOP until HOME, with the phases of the activity', async () => {
    const device = withProbe();
    const { stdout, exitCode } = await runLine(device, screen({ steps: 'startForegroundService=DataSync', run: 's' }));
    expect([stdout, exitCode]).toEqual([
      `Starting: Intent { cmp=${probe}/dev.curfew.probe.ScreenActivity (has extras) }\n`,
      0,
    ]);
    expect(device.app(probe)?.standings[0]?.words).toBe('fg  TOP ');
    await runLine(device, 'input keyevent HOME');
    expect(device.app(probe)?.standings[0]?.words).toBe('prcp FGS ');
    const lines = await journal(device);
    expect(eventsOf(lines)).toEqual([
      'process-start',
      'activity',
      'start',
      'activity',
      'service-create',
      'start-command',
      'foreground',
      'activity',
      'activity',
      'trim-memory',
    ]);
    const phases = lines.filter(({ event }) => event === 'activity').map((line) => line['phase']);
    expect(phases).toEqual(['create', 'resume', 'pause', 'stop']);
    expect((await runLine(device, 'logcat -d -b events')).stdout).toMatch(
      /wm_set_resumed_activity: \[0,dev\.curfew\.probe\.t35\/dev\.curfew\.probe\.ScreenActivity,[^]*wm_pause_activity: /,
    );
  });

  it('lets the app leave and come back, and ends the activity when told', async () => {
    const device = withProbe();
    await runLine(device, screen({ steps: '1000:leave' }));
    device.time.fastForward(1_000);
    expect((await runLine(device, screen({ steps: '2000:finish' }))).stderr).toContain('brought to the front');
    device.time.fastForward(2_000);
    const phases = (await journal(device)).filter(({ event }) => event === 'activity').map((line) => line['phase']);
    expect(phases).toEqual(['create', 'resume', 'pause', 'stop', 'resume', 'pause', 'stop', 'destroy']);
  });

  it('covers the app when it goes dark, until the lock is gone', async () => {
    const device = withProbe();
    await runLine(device, screen({}));
    await runLine(device, 'input keyevent KEYCODE_POWER');
    expect(device.app(probe)?.standings[0]?.words).toBe('cch+5 CEM ');
    await runLine(device, 'input keyevent KEYCODE_WAKEUP');
    expect(device.app(probe)?.standings[0]?.words).toBe('cch+5 CEM ');
    await runLine(device, 'input keyevent 82');
    expect(device.app(probe)?.standings[0]?.words).toBe('fg  TOP ');
  });
});

describe('jobs', () => {
  it('begin, end by themselves, and get the with. part of the order', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'job=regular,job=expedited', 'with.steps': '5000:finish', run: 'j' }));
    device.time.fastForward(6_000);
    const lines = (await journal(device)).filter(({ event }) => event.startsWith('job-'));
    expect(lines.map(({ event, kind, run }) => [event, kind, run])).toEqual([
      ['job-schedule', 'regular', 'j'],
      ['job-schedule', 'expedited', 'j'],
      ['job-start', 'regular', 'j'],
      ['job-start', 'expedited', 'j'],
      ['job-finish', 'regular', 'j'],
      ['job-finish', 'expedited', 'j'],
    ]);
    expect(device.app(probe)?.records).toEqual([]);
  });

  it.each([
    ['regular', 30, 3],
    ['expedited', 10, 3],
  ] as const)('of the kind %s are stopped after %i minutes with reason %i', async (kind, minutes, reason) => {
    const device = withProbe();
    await runLine(device, order({ steps: `job=${kind}`, 'with.steps': 'mark=on' }));
    device.time.fastForward(minutes * minute);
    expect((await journal(device)).some(({ event }) => event === 'job-stop')).toBe(false);
    device.time.fastForward(200);
    expect((await journal(device)).find(({ event }) => event === 'job-stop')).toMatchObject({ kind, reason });
    expect((await runLine(device, 'logcat -d -s JobServiceContext')).stdout).toContain(
      'Client timed out while executing (no jobFinished received). Sending onStop: 41bd2fa #u0a190/',
    );
  });

  it('run into the quota on battery from Android 16 on, and give way to others after their guarantee', async () => {
    const device = withProbe();
    device.battery.isReallyPowered = false;
    await runLine(device, order({ steps: 'job=regular', 'with.steps': 'ignore' }));
    device.time.fastForward(20 * minute + 200);
    device.jobs.hasOthersWaiting = true;
    await runLine(device, order({ steps: 'job=regular', 'with.steps': 'ignore' }));
    device.time.fastForward(10 * minute + 200);
    const stops = (await journal(device)).filter(({ event }) => event === 'job-stop');
    expect(stops.map((line) => line['reason'])).toEqual([10, 4]);
  });

  it('of the user are accepted only while the app is visible', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'job=userInitiated' }));
    await runLine(device, screen({ steps: '100:job=userInitiated' }));
    device.time.fastForward(1_000);
    const lines = await journal(device);
    expect(lines.filter(({ event }) => event === 'job-schedule').map((line) => line['accepted'])).toEqual([
      false,
      true,
    ]);
    expect(eventsOf(lines)).toContain('job-finish');
  });
});

describe('heartbeats', () => {
  it('come from three places; the alarm outlives the process and reports the state', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'beatMain=5000,beatWorker=7000,beatAlarm=60000', run: 'b' }));
    device.time.fastForward(30_000);
    device.app(probe)?.kill('OneKeyClean');
    device.time.fastForward(100_000);
    const lines = await journal(device);
    const beats = (source: string): number =>
      lines.filter((line) => line['source'] === source && line.event === 'beat').length;
    expect([beats('main'), beats('worker'), beats('alarm')]).toEqual([6, 4, 2]);
    expect(lines.find(({ event }) => event === 'state')).toMatchObject({
      run: 'b',
      battery: 73,
      plugged: 2,
      importance: 400,
    });
  });
});

describe('after a restart', () => {
  it('does what the order for the next boot says, and may not start a limited service for it', async () => {
    const device = withProbe();
    await runLine(
      device,
      order({ steps: 'boot=on', 'with.steps': 'startForegroundService=DataSync', 'with.run': 'boot' }),
    );
    device.reboot();
    device.time.fastForward(20_000);
    const lines = await journal(device);
    expect(eventsOf(lines)).toEqual([
      'process-start',
      'command',
      'boot-receiver',
      'process-start',
      'boot-completed',
      'start',
      'service-create',
      'start-command',
      'foreground-refused',
      'stop-self',
      'service-destroy',
    ]);
    expect(lines[8]?.['message']).toBe('FGS type dataSync not allowed to start from BOOT_COMPLETED!');
  });
});

describe('bindings', () => {
  it('over two processes are told to both, and end with the process that hosts the service', async () => {
    const device = withProbe();
    await runLine(device, order({ steps: 'bind=DataSyncAlone', run: 'b' }));
    expect(eventsOf(await journal(device)).slice(-2)).toEqual(['bind-asked', 'connected']);
    expect(eventsOf(await journal(device, 'alone'))).toEqual(['process-start', 'service-create', 'bind']);
    await runLine(device, order({ steps: 'unbind=DataSyncAlone,unbind=DataSyncAlone' }));
    expect(eventsOf(await journal(device)).slice(-2)).toEqual(['unbind-asked', 'unbind-refused']);
    expect(eventsOf(await journal(device, 'alone')).slice(-2)).toEqual(['unbind', 'service-destroy']);
  });
});
