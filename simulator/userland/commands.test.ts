import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newDevice, runLine, type ShellText } from '../device/device-fixture.js';
import type { SimulatedDevice } from '../device/simulated-device.js';

const probe = 'dev.curfew.probe.t34';
const apkOf = (target: number): Buffer =>
  readFileSync(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));

function withProbe(): SimulatedDevice {
  const device = newDevice();
  device.install(apkOf(34), { mayBeTestOnly: true, mayDowngrade: false, grantsAll: false });
  return device;
}

const said = (stdout: string, exitCode = 0, stderr = ''): ShellText => ({ stdout, stderr, exitCode });

describe('device_config', () => {
  const get = 'device_config get activity_manager data_sync_fgs_timeout_duration';

  it('puts, gets, lists and deletes', async () => {
    const device = newDevice();
    expect(await runLine(device, get)).toEqual(said('null\n'));
    expect(await runLine(device, 'device_config put activity_manager data_sync_fgs_timeout_duration 5')).toEqual(
      said(''),
    );
    expect(await runLine(device, `${get}; cmd device_config list; device_config list activity_manager`)).toEqual(
      said('5\nactivity_manager/data_sync_fgs_timeout_duration=5\ndata_sync_fgs_timeout_duration=5\n'),
    );
    const remove = 'device_config delete activity_manager data_sync_fgs_timeout_duration';
    expect((await runLine(device, `${remove}; ${remove}`)).stdout).toBe(
      'Successfully deleted data_sync_fgs_timeout_duration from activity_manager\nFailed to delete data_sync_fgs_timeout_duration from activity_manager\n',
    );
  });

  it('refuses flags outside the list from Android 16 on, in the words of the platform', async () => {
    const line = 'device_config put device_idle inactive_to 5';
    const refused = await runLine(newDevice({ release: 16 }), line);
    expect(refused.exitCode).toBe(255);
    expect(refused.stderr).toContain(
      "java.lang.SecurityException: Permission denial for flag 'device_idle/inactive_to'; allowlist permission granted, but must add flag to the allowlist\n",
    );
    expect(await runLine(newDevice({ release: 15 }), line)).toEqual(said(''));
  });

  it('knows the modes of synchronisation, of which until_reboot ends with a restart', async () => {
    const device = newDevice();
    const mode = 'device_config get_sync_disabled_for_tests';
    expect((await runLine(device, `device_config set_sync_disabled_for_tests until_reboot; ${mode}`)).stdout).toBe(
      'until_reboot\n',
    );
    device.reboot();
    device.time.fastForward(3_000);
    expect((await runLine(device, mode)).stdout).toBe('none\n');
  });

  it.each(['device_config put a b', 'device_config get a', 'device_config dance'])(
    'answers 255 to %s',
    async (line) => {
      expect((await runLine(newDevice(), line)).exitCode).toBe(255);
    },
  );
});

describe('settings, properties, lock screen', () => {
  it('stores settings in three namespaces', async () => {
    const device = newDevice();
    expect(
      (
        await runLine(
          device,
          'settings get global nothing; settings put --user 0 secure k "a b"; settings get secure k',
        )
      ).stdout,
    ).toBe('null\na b\n');
    expect((await runLine(device, 'settings delete secure k; settings delete secure k')).stdout).toBe(
      'Deleted 1 rows\nDeleted 0 rows\n',
    );
    expect((await runLine(device, 'settings get nowhere k')).exitCode).toBe(255);
  });

  it('lets the shell set debug properties and no others', async () => {
    const device = newDevice();
    expect(await runLine(device, 'setprop debug.x true; getprop debug.x; getprop ro.serialno')).toEqual(
      said('true\nSIM00001\n'),
    );
    const refused = await runLine(device, 'setprop ro.serialno other');
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      "Failed to set property 'ro.serialno' to 'other'.\nSee dmesg for error reason.\n",
    ]);
  });

  it('says which release and build it is', async () => {
    const fingerprint = (await runLine(newDevice({ release: 17, model: 'galaxy' }), 'getprop ro.build.fingerprint'))
      .stdout;
    expect(fingerprint).toMatch(/^samsung\/e1sxeea\/e1s:17\/[A-Z0-9.]+\/[0-9]+:user\/release-keys\n$/);
    expect((await runLine(newDevice({ release: 14 }), 'getprop ro.build.version.sdk')).stdout).toBe('34\n');
  });
});

describe('battery and Doze', () => {
  it('keeps what was set over the battery until it is reset', async () => {
    const device = newDevice();
    await runLine(device, 'dumpsys battery unplug; dumpsys battery set level 42');
    const { stdout } = await runLine(device, 'cmd battery');
    expect(stdout).toContain(
      "  (UPDATES STOPPED -- use 'reset' to restart)\n  AC powered: false\n  USB powered: false\n",
    );
    expect(stdout).toContain('\n  level: 42\n');
    expect((await runLine(device, 'dumpsys battery reset; dumpsys battery')).stdout).not.toContain('UPDATES STOPPED');
    expect((await runLine(device, 'dumpsys battery dance')).exitCode).toBe(255);
  });

  it('forces Doze only where it is allowed, and forgets it with a restart', async () => {
    const device = newDevice();
    expect((await runLine(device, 'dumpsys deviceidle force-idle deep; dumpsys deviceidle get force')).stdout).toBe(
      'Now forced in to deep idle mode\ntrue\n',
    );
    device.reboot();
    device.time.fastForward(3_000);
    expect((await runLine(device, 'dumpsys deviceidle get force')).stdout).toBe('false\n');
    expect((await runLine(device, 'dumpsys deviceidle disable deep; dumpsys deviceidle force-idle deep')).stdout).toBe(
      'Deep idle mode disabled\nUnable to go deep idle; not enabled\n',
    );
  });

  it('keeps the allow-list of the user, and the temporary one for its time', async () => {
    const device = withProbe();
    await runLine(device, `dumpsys deviceidle whitelist +${probe}; cmd deviceidle tempwhitelist -d 5000 ${probe}`);
    expect((await runLine(device, 'dumpsys deviceidle whitelist')).stdout).toContain(`user,${probe},10190\n`);
    expect(device.idle.isTemporarilyAllowed(probe, device.time.now)).toBe(true);
    device.time.fastForward(5_000);
    expect(device.idle.isTemporarilyAllowed(probe, device.time.now)).toBe(false);
    expect(
      (await runLine(device, `dumpsys deviceidle whitelist -${probe}; dumpsys deviceidle whitelist +no.such`)).stdout,
    ).toBe(`Removed: ${probe}\nUnknown package: no.such\n`);
  });
});

describe('packages', () => {
  it('installs from a file and from the input, and removes everything with the app', async () => {
    const device = newDevice();
    device.files.write('/data/local/tmp/p.apk', 2000, apkOf(34));
    expect(await runLine(device, 'pm install -r -t /data/local/tmp/p.apk')).toEqual(said('Success\n'));
    expect(await runLine(device, `cmd package install -S ${apkOf(35).length}`, apkOf(35))).toEqual(said('Success\n'));
    expect((await runLine(device, 'pm list packages -3')).stdout).toBe(
      `package:${probe}\npackage:dev.curfew.probe.t35\n`,
    );
    await runLine(device, `run-as ${probe} sh -c 'echo kept > files/x'; am set-standby-bucket ${probe} rare`);
    expect(await runLine(device, `pm uninstall ${probe}; pm uninstall ${probe}`)).toEqual(
      said('Success\nFailure [DELETE_FAILED_INTERNAL_ERROR]\n', 1),
    );
    expect((await runLine(device, `am get-standby-bucket ${probe}`)).exitCode).toBe(255);
    expect(device.files.status(`/data/data/${probe}`, 0).ok).toBe(false);
  });

  it.each([
    ['pm install /data/local/tmp/none.apk', 'Error: failed to open /data/local/tmp/none.apk\n'],
    ['pm install -S 4', 'Failure [INSTALL_PARSE_FAILED_NOT_APK: Failed to parse base.apk]\n'],
    ['pm install -S 400', 'Error: must either specify a package size or an APK file\n'],
  ])('refuses %s', async (line, stdout) => {
    expect(await runLine(newDevice(), line, 'junk')).toEqual(said(stdout, 1));
  });

  it('grants and revokes what an app asks for, and nothing else', async () => {
    const device = withProbe();
    const permission = 'android.permission.CAMERA';
    await runLine(device, `pm grant ${probe} ${permission}`);
    expect((await runLine(device, `dumpsys package ${probe} | grep -F ${permission}:`)).stdout).toBe(
      `        ${permission}: granted=true, flags=[ USER_SENSITIVE_WHEN_GRANTED]\n`,
    );
    const refused = await runLine(device, `pm grant ${probe} android.permission.READ_SMS`);
    expect(refused.stderr).toContain(
      `java.lang.SecurityException: Package ${probe} has not requested permission android.permission.READ_SMS`,
    );
    expect((await runLine(device, `pm grant ${probe} android.permission.FOREGROUND_SERVICE`)).stderr).toContain(
      'is not a changeable permission type',
    );
    expect((await runLine(device, `pm revoke no.such ${permission}`)).stderr).toContain('Unknown package: no.such');
  });

  it('runs as the app in its own folder, which the shell itself cannot see', async () => {
    const device = withProbe();
    await runLine(
      device,
      `run-as ${probe} sh -c 'mkdir -p files/journal/main && echo "{}" > files/journal/main/1.jsonl'`,
    );
    expect(await runLine(device, `run-as ${probe} cat files/journal/main/1.jsonl`)).toEqual(said('{}\n'));
    expect(await runLine(device, `cat /data/data/${probe}/files/journal/main/1.jsonl`)).toMatchObject({
      exitCode: 1,
      stderr: `cat: /data/data/${probe}/files/journal/main/1.jsonl: Permission denied\n`,
    });
    expect(await runLine(device, 'run-as com.android.settings ls')).toEqual(
      said('', 1, 'run-as: package not debuggable: com.android.settings\n'),
    );
    expect(await runLine(device, 'run-as no.such ls')).toEqual(said('', 1, 'run-as: unknown package: no.such\n'));
  });
});

describe('activity manager', () => {
  it('starts, shows and stops a service', async () => {
    const device = withProbe();
    const component = `${probe}/dev.curfew.probe.SpecialUse`;
    expect(await runLine(device, `am start-foreground-service -n ${component}`)).toEqual(
      said(`Starting foreground service: Intent { cmp=${component} }\n`),
    );
    const dump = (await runLine(device, `dumpsys activity services ${probe}`)).stdout;
    expect(dump).toMatch(
      /^ {2}\* ServiceRecord\{[0-9a-f]+ u0 dev\.curfew\.probe\.t34\/dev\.curfew\.probe\.SpecialUse c:com\.android\.shell\}$/m,
    );
    expect(dump).toContain('    isForeground=true foregroundId=1 types=0x40000000 ');
    expect((await runLine(device, `pidof ${probe}`)).stdout).toBe('4711\n');
    expect((await runLine(device, `am stopservice -n ${component}; am stopservice -n ${component}`)).stdout).toContain(
      'Service stopped\n',
    );
    expect((await runLine(device, `dumpsys activity services ${probe}`)).stdout).toContain('  (nothing)\n');
  });

  it('says what it cannot start', async () => {
    const missing = await runLine(withProbe(), `am start-foreground-service -n ${probe}/.Nothing`);
    expect([missing.exitCode, missing.stderr]).toEqual([255, 'Error: Not found; no service started.\n']);
    expect((await runLine(withProbe(), 'am start-foreground-service')).stderr).toContain(
      'java.lang.IllegalArgumentException',
    );
  });

  it('overrides a change only as a user build lets the shell', async () => {
    const device = withProbe();
    device.install(apkOf(35), { mayBeTestOnly: true, mayDowngrade: false, grantsAll: false });
    const change = 'FGS_INTRODUCE_TIME_LIMITS';
    expect((await runLine(device, `am compat enable ${change} ${probe}`)).exitCode).toBe(0);
    expect((await runLine(device, 'dumpsys platform_compat | grep TIME_LIMITS')).stdout).toContain(
      `packageOverrides={${probe}=true}`,
    );
    expect((await runLine(device, `am compat disable ${change} dev.curfew.probe.t35`)).stderr).toContain(
      'java.lang.SecurityException',
    );
    expect((await runLine(device, `am compat enable ${change} com.android.settings`)).stderr).toContain(
      'not debuggable',
    );
    expect(await runLine(device, 'am compat enable NO_SUCH x')).toEqual(
      said("Unknown or invalid change: 'NO_SUCH'.\n", 255),
    );
    expect((await runLine(device, `am compat reset ${change} ${probe}; dumpsys platform_compat`)).stdout).not.toContain(
      'packageOverrides',
    );
  });

  it('keeps buckets and app ops', async () => {
    const device = withProbe();
    expect((await runLine(device, `am set-standby-bucket ${probe} rare; am get-standby-bucket ${probe}`)).stdout).toBe(
      '40\n',
    );
    const op = `${probe} RUN_ANY_IN_BACKGROUND`;
    expect((await runLine(device, `appops get ${op}; appops set ${op} ignore; cmd appops get ${op}`)).stdout).toBe(
      'No operations.\nDefault mode: allow\nRUN_ANY_IN_BACKGROUND: ignore\n',
    );
    expect((await runLine(device, 'appops get no.such X')).stderr).toBe('Error: No UID for no.such in user 0\n');
  });

  it('forgets how processes ended when it is told to, and keeps the switches of the lab', async () => {
    const device = withProbe();
    await runLine(device, `am start-foreground-service -n ${probe}/dev.curfew.probe.SpecialUse; am crash ${probe}`);
    device.time.fastForward(1_000);
    expect((await runLine(device, `dumpsys activity exit-info ${probe}`)).stdout).toContain('reason=4 (APP CRASH');
    const cleared = `am clear-exit-info --user 0 ${probe}; dumpsys activity exit-info ${probe}`;
    expect((await runLine(device, cleared)).stdout).not.toContain('reason=');
    const backoff = `am service-restart-backoff disable ${probe}; am service-restart-backoff show ${probe}`;
    expect(await runLine(device, backoff)).toEqual(said('disabled\n'));
    expect((await runLine(device, 'am fgs-notification-rate-limit off')).exitCode).toBe(255);
    expect(await runLine(device, 'cmd deviceidle step; dumpsys deviceidle get deep')).toEqual(
      said('Stepped to deep: IDLE\nIDLE\n'),
    );
  });

  it('tells the clocks with and without deep sleep', async () => {
    const device = withProbe();
    device.sleepDeeply(600_000);
    expect((await runLine(device, 'dumpsys gfxinfo system')).stdout).toBe(
      'Applications Graphics Acceleration Info:\nUptime: 3600000 Realtime: 4200000\n\n** Graphics info for pid 1612 [system] **\n',
    );
    expect((await runLine(device, 'dumpsys gfxinfo no.such')).stdout).toBe('No process found for: no.such\n');
  });

  it('does not let a small log grow that a vendor has fixed', async () => {
    const device = newDevice({ quirks: { logBufferBytes: 16 << 10, isLogSizeFixed: true } });
    expect(await runLine(device, 'logcat -b main -G 16M')).toEqual(said('', 1, 'failed to set the log size\n'));
    expect((await runLine(device, 'logcat -b main -g')).stdout).toContain('ring buffer is 16 KiB');
  });

  it('force-stops an app, which then is stopped until it is started', async () => {
    const device = withProbe();
    await runLine(
      device,
      `am start-foreground-service -n ${probe}/dev.curfew.probe.SpecialUse; am force-stop ${probe}`,
    );
    expect((await runLine(device, `dumpsys package ${probe}`)).stdout).toMatch(/User 0:.* stopped=true /);
    expect((await runLine(device, `pidof ${probe}`)).exitCode).toBe(1);
    expect((await runLine(device, `dumpsys activity exit-info ${probe}`)).stdout).toContain(
      'reason=10 (USER REQUESTED)',
    );
  });
});

describe('logcat', () => {
  const source = { pid: 321, tid: 322, uid: 10_001 };
  function withLog(): SimulatedDevice {
    const device = newDevice();
    device.log.write('main', 'D', 'Some', 'one\ntwo', source);
    device.time.fastForward(1_500);
    device.log.write('system', 'W', 'Other', 'three', source);
    device.log.writeEvent(30_023, 'am_kill', [0, 321, 'a.b', 50, 'why', 7n], source);
    return device;
  }

  it.each([
    [
      '-d',
      '--------- beginning of main\n11-22 08:00:00.000   321   322 D Some    : one\n11-22 08:00:00.000   321   322 D Some    : two\n--------- beginning of system\n11-22 08:00:01.500   321   322 W Other   : three\n',
    ],
    [
      '-d -b events -v brief',
      '--------- beginning of events\nI/am_kill ( 321): [0,321,a.b,50,why,7]\n'.replace('( 321)', '(  321)'),
    ],
    ['-d -v epoch -s Other', '--------- beginning of system\n     1795334401.500   321   322 W Other   : three\n'],
    [
      '-d -v year -v uid -t 1 -b main',
      '--------- beginning of main\n2026-11-22 08:00:00.000 10001   321   322 D Some    : one\n2026-11-22 08:00:00.000 10001   321   322 D Some    : two\n',
    ],
    ["-t '11-22 08:00:01.000' -v raw", '--------- beginning of system\nthree\n'],
    ['-d *:W -v tag', '--------- beginning of system\nW/Other   : three\n'],
    ['-d --pid=1', ''],
  ])('prints logcat %s', async (options, stdout) => {
    expect(await runLine(withLog(), `logcat ${options}`)).toEqual(said(stdout));
  });

  it('sizes, resizes and clears a buffer', async () => {
    const device = withLog();
    expect((await runLine(device, 'logcat -b main -G 64K; logcat -b main -g')).stdout).toBe(
      'main: ring buffer is 64 KiB (66 B consumed, 66 B readable), max entry is 5120 B, max payload is 4068 B\n',
    );
    expect((await runLine(device, 'logcat -b main -c; logcat -d -b main')).stdout).toBe('');
    expect((await runLine(device, 'logcat -b nowhere -d')).exitCode).toBe(1);
    expect((await runLine(device, 'logcat --dance')).stderr).toContain('Unrecognized Option --dance');
  });

  it('forgets the oldest when a buffer is full', async () => {
    const device = newDevice({ quirks: { logBufferBytes: 1_000 } });
    for (let index = 0; index < 100; index += 1) device.log.write('main', 'I', 'T', `line ${index}`, source);
    const lines = (await runLine(device, 'logcat -d -v raw')).stdout.trim().split('\n');
    expect(lines.at(-1)).toBe('line 99');
    expect(lines.length).toBeLessThan(20);
  });
});

describe('files and text', () => {
  it.each([
    ['cat /nothing', said('', 1, 'cat: /nothing: No such file or directory\n')],
    ['ls /data', said('', 1, 'ls: /data: Permission denied\n')],
    ['mkdir /data/local/tmp/a/b', said('', 1, "mkdir: '/data/local/tmp/a/b': No such file or directory\n")],
    [
      'mkdir -p /data/local/tmp/a/b; rmdir /data/local/tmp/a',
      said('', 1, "rmdir: '/data/local/tmp/a': Directory not empty\n"),
    ],
    ['mkdir /sdcard/a; rm /sdcard/a', said('', 1, 'rm: /sdcard/a: Is a directory\n')],
    ['rm -f /sdcard/none; rm /sdcard/none', said('', 1, 'rm: /sdcard/none: No such file or directory\n')],
    ['mv /sdcard/none /sdcard/x', said('', 1, "mv: bad '/sdcard/none': No such file or directory\n")],
    ['echo x > /sdcard/a; mv -f /sdcard/a /sdcard/b; cat /sdcard/b; ls /sdcard', said('x\nb\n')],
    ['touch /sdcard/t; chmod 600 /sdcard/t; ls -l /sdcard/t | grep -c "^-rw-------"', said('1\n')],
    ['echo "a.b" | grep "a\\.b"; echo axb | grep "^a.b$"; echo abc | grep -E "x|b"', said('a.b\naxb\nabc\n')],
    ['echo abc | grep -qxF ab', said('', 1)],
    [
      'echo abc | grep "[a-z]"',
      said('', 2, "grep: the simulator does not know the pattern '[a-z]': use -F, or only . .* ^ $\n"),
    ],
    ['cmd nosuch', said('', 20, "cmd: Can't find service: nosuch\n")],
    ['dumpsys nosuch', said('', 0, "Can't find service: nosuch\n")],
    ['date; date +%s', said('Sun Nov 22 08:00:00 GMT 2026\n1795334400\n')],
    ['cat /proc/uptime', said('3600.00 26640.00\n')],
  ])('answers %s', async (line, answer) => {
    expect(await runLine(newDevice(), line)).toEqual(answer);
  });

  it('matches long lines in time that grows with their length alone', async () => {
    const pattern = Array.from({ length: 30 }, () => 'a').join('.*');
    const before = process.cpuUsage().user;
    expect((await runLine(newDevice(), `grep -c '${pattern}b'`, 'a'.repeat(200_000))).exitCode).toBe(1);
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000);
  });
});

it('stands behind no command that it does not know', async () => {
  for (const name of ['toString', 'constructor', '__proto__', 'su', 'svc']) {
    expect(await runLine(newDevice(), name)).toEqual(
      said('', 127, `/system/bin/sh: ${name}: inaccessible or not found\n`),
    );
  }
});
