import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StreamingAdbPort } from '../../app/lab/devices/adb-port.js';
import { portOfSerial } from '../../app/lab/devices/adb/connection-port.js';
import type { AttachedDevice } from '../../simulator/attached-device.js';
import { startFleet, type Fleet } from '../../simulator/fleet.js';
import { describeWithAdb, startPrivateAdb, until, type PrivateAdb } from '../simulator/tools.js';

describeWithAdb('a port on one connection of the real adb server', () => {
  let adb: PrivateAdb;
  let simulated: Fleet;
  let attached: AttachedDevice;

  beforeEach(async () => {
    adb = await startPrivateAdb();
    simulated = await startFleet({
      devices: 1,
      profile: 'faithful',
      firstPort: 0,
      speed: 1,
      seed: 1,
      wallAtStart: Date.UTC(2026, 10, 22),
    });
    const [first] = simulated.devices;
    if (first === undefined) throw new Error('no device');
    attached = first.attached;
    await adb.run('connect', `127.0.0.1:${attached.port}`);
  });
  afterEach(async () => {
    await simulated.stop();
    await adb.stop();
  });

  const port = async (deadlineMs?: number): Promise<StreamingAdbPort> => {
    const server = { host: '127.0.0.1', port: adb.port };
    const opened = await portOfSerial(server, `127.0.0.1:${attached.port}`, deadlineMs);
    if (!opened.ok) throw new Error(opened.error.text);
    return opened.value;
  };
  const openSockets = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'TCPWRAP').length;

  it('brings output, errors and the exit code apart', async () => {
    const device = await port();
    expect(await device.shell('echo a; nosuch; exit 7')).toEqual({
      ok: true,
      value: { stdout: 'a\n', stderr: '/system/bin/sh: nosuch: inaccessible or not found\n', exitCode: 7 },
    });
  });

  it('pushes and pulls 5 MB without a changed byte, into a folder that was not there', async () => {
    const device = await port();
    const bytes = randomBytes(5_000_000);
    expect(await device.push('/data/local/tmp/new/folder/x.bin', bytes)).toEqual({ ok: true, value: undefined });
    const back = await device.pull('/data/local/tmp/new/folder/x.bin', 6_000_000);
    expect(back.ok && back.value !== null && bytes.equals(back.value)).toBe(true);
    expect(await device.push('/data/local/tmp/empty', new Uint8Array(0))).toEqual({ ok: true, value: undefined });
    expect(await device.pull('/data/local/tmp/empty', 10)).toMatchObject({ ok: true, value: { length: 0 } });
  });

  it('tells a file that is not there, one that is too long, and one that may not be written', async () => {
    const device = await port();
    await device.push('/data/local/tmp/x', new Uint8Array(100));
    expect(await device.pull('/data/local/tmp/nothing', 10)).toEqual({ ok: true, value: null });
    expect(await device.pull('/data/local/tmp/x', 99)).toMatchObject({ ok: false, error: { reason: 'refused' } });
    expect(await device.push('/system/x', new Uint8Array(1))).toMatchObject({
      ok: false,
      error: { reason: 'refused', text: expect.stringContaining('Read-only file system') },
    });
  });

  it('reads a file of /proc, whose size is said to be 0', async () => {
    const answer = await (await port()).pull('/proc/sys/kernel/random/boot_id', 100);
    expect(answer.ok && Buffer.from(answer.value ?? []).toString()).toBe(`${attached.device.bootId}\n`);
  });

  it('loses a command without its exit code when the cable goes', async () => {
    const device = await port();
    const running = await device.open('echo runs; sleep 60');
    const answer = device.shell('sleep 60');
    if (!running.ok) throw new Error(running.error.text);
    for await (const chunk of running.value) if (chunk.length > 0) attached.dropConnections();
    expect(await running.value.ended).toMatchObject({ reason: 'lost' });
    expect(await answer).toMatchObject({ ok: false, error: { reason: 'lost' } });
  });

  it('gives a frozen device up at the deadline, and leaves no socket', async () => {
    const device = await port(300);
    const before = openSockets();
    attached.faults.isFrozen = true;
    expect(await device.shell('true')).toEqual({
      ok: false,
      error: { reason: 'deadline', text: 'no answer within 0.3 s' },
    });
    expect(await device.pull('/data/local/tmp/x', 1)).toMatchObject({ ok: false, error: { reason: 'deadline' } });
    expect(await device.open('logcat')).toMatchObject({ ok: false, error: { reason: 'deadline' } });
    await until(() => openSockets() <= before);
  });

  it('calls it lost when the connection goes before the command has begun', async () => {
    const device = await port();
    attached.faults.dropAfter(0);
    expect(await device.shell('true')).toMatchObject({ ok: false, error: { reason: 'lost' } });
    expect(await device.open('true')).toMatchObject({ ok: false, error: { reason: 'lost' } });
  });

  it('calls it a refusal when the device begins nothing, or is not known', async () => {
    const device = await port();
    attached.faults.refusesServices = true;
    expect(await device.shell('true')).toMatchObject({ ok: false, error: { reason: 'refused' } });
    expect(await device.push('/data/local/tmp/x', new Uint8Array(1))).toMatchObject({
      ok: false,
      error: { reason: 'refused' },
    });
    expect(await device.open('logcat')).toMatchObject({ ok: false, error: { reason: 'refused' } });
    expect(await portOfSerial({ host: '127.0.0.1', port: adb.port }, 'nobody')).toMatchObject({
      ok: false,
      error: { reason: 'refused', text: 'adb knows no device nobody' },
    });
  });

  it('follows the log line by line, and ends when it is told to', async () => {
    const opened = await (await port()).open('logcat -b main -v brief Note:V *:S');
    if (!opened.ok) throw new Error(opened.error.text);
    const writer = setInterval(
      () => attached.device.log.write('main', 'W', 'Note', 'again', { pid: 7, tid: 7, uid: 10_001 }),
      20,
    );
    let seen = '';
    for await (const chunk of opened.value) {
      seen += Buffer.from(chunk).toString();
      if (seen.includes('W/Note    (    7): again\n')) break;
    }
    clearInterval(writer);
    expect(await opened.value.ended).toEqual({ by: 'close' });
  });

  it('tells how a stream ended by itself: with an exit code, or lost', async () => {
    const device = await port();
    const finished = await device.open('echo a; echo b; exit 3');
    if (!finished.ok) throw new Error(finished.error.text);
    let text = '';
    for await (const chunk of finished.value) text += Buffer.from(chunk).toString();
    expect([text, await finished.value.ended]).toEqual(['a\nb\n', { by: 'exit', exitCode: 3 }]);

    const lost = await device.open('echo a; sleep 60');
    if (!lost.ok) throw new Error(lost.error.text);
    for await (const chunk of lost.value) if (chunk.length > 0) attached.dropConnections();
    expect(await lost.value.ended).toMatchObject({ reason: 'lost' });
  });

  it('holds the device back while nobody reads', async () => {
    const device = await port();
    await device.push('/data/local/tmp/big', randomBytes(32 << 20));
    let sent = 0;
    const { faults } = attached;
    const pass = faults.pass.bind(faults);
    faults.pass = (packet) => {
      sent += packet.length;
      return pass(packet);
    };
    const opened = await device.open('cat /data/local/tmp/big');
    if (!opened.ok) throw new Error(opened.error.text);
    let isOver = false;
    void opened.value.ended.then(() => (isOver = true));
    // Held back: nothing more comes for many looks in a row.
    let before = -1;
    let quietLooks = 0;
    await until(() => {
      quietLooks = sent > 0 && sent === before ? quietLooks + 1 : 0;
      before = sent;
      return quietLooks > 20;
    });
    expect(isOver).toBe(false);
    expect(sent).toBeLessThan(24 << 20);
    let length = 0;
    for await (const chunk of opened.value) length += chunk.length;
    expect([length, await opened.value.ended]).toEqual([32 << 20, { by: 'exit', exitCode: 0 }]);
  });
});
