import { describe, expect, it } from 'vitest';
import { runLine } from '../device/device-fixture.js';
import { withProbe, probe, start, order, journal, eventsOf } from './probe-fixture.js';

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
