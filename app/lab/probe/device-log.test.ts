import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../engine/result.js';
import type { OutputStream, StreamingAdbPort } from '../devices/adb-port.js';
import { DeviceLog, type DeviceLogOptions } from './device-log.js';

const line = (second: number): string =>
  `2026-11-22 00:00:0${second}.000 +0000  1000  1612  1650 I Tag: line ${second}`;

/** A reading that gives its lines and is then lost, or, without `isLost`, goes on until it is closed. */
function reading(lines: readonly string[], isLost: boolean): OutputStream {
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(''));
  return {
    close: () => close(),
    ended: isLost ? Promise.resolve({ reason: 'lost', text: 'cable' }) : Promise.resolve({ by: 'exit', exitCode: 0 }),
    [Symbol.asyncIterator]: async function* () {
      yield bytes;
      if (!isLost) await closed;
    },
  };
}

interface Listened {
  readonly log: DeviceLog;
  readonly lines: string[];
  readonly commands: string[];
  readonly gaps: number[];
  readonly broken: string[];
}

function listen(readings: readonly OutputStream[], changes: Partial<DeviceLogOptions> = {}): Listened {
  const lines: string[] = [];
  const commands: string[] = [];
  const gaps: number[] = [];
  const broken: string[] = [];
  const left = [...readings];
  const port: StreamingAdbPort = {
    shell: () => Promise.resolve(fail({ reason: 'refused', text: 'not here' })),
    push: () => Promise.resolve(fail({ reason: 'refused', text: 'not here' })),
    pull: () => Promise.resolve(fail({ reason: 'refused', text: 'not here' })),
    open: (command) => {
      commands.push(command);
      const next = left.shift();
      if (command.includes(' -d ')) next?.close();
      return Promise.resolve(next === undefined ? fail({ reason: 'refused', text: 'no more' }) : ok(next));
    },
  };
  const log = new DeviceLog({
    port,
    sinceMs: Date.UTC(2026, 10, 22, 0, 0, 0, 7),
    onLines: (fresh) => {
      lines.push(...fresh);
      return Promise.resolve();
    },
    onGap: () => gaps.push(lines.length),
    whenBack: () => Promise.resolve(ok(undefined)),
    onBroken: (why) => broken.push(why),
    signal: new AbortController().signal,
    ...changes,
  });
  return { log, lines, commands, gaps, broken };
}

describe('the log of a device', () => {
  it('begins at the moment asked for, and is read to its end', async () => {
    const { log, lines, commands, gaps } = listen([reading([line(1)], false), reading([line(1), line(2)], false)]);
    expect(await log.open()).toEqual(ok(undefined));
    expect(await log.finish()).toEqual(ok(undefined));
    expect(lines).toEqual([line(1), line(2)]);
    expect(gaps).toEqual([]);
    expect(commands[0]).toContain(`-T ${Date.UTC(2026, 10, 22) / 1000}.007`);
    expect(commands[1]).toContain(' -d ');
  });

  it('goes on where it was lost, without a line twice', async () => {
    const again = reading([line(1), line(2), line(3)], false);
    const { log, lines, gaps } = listen([reading([line(1), line(2)], true), again, reading([line(3)], false)]);
    await log.open();
    await expect.poll(() => lines.length).toBe(3);
    expect(await log.finish()).toEqual(ok(undefined));
    expect(lines).toEqual([line(1), line(2), line(3)]);
    expect(gaps).toEqual([]);
    expect(log.reopened).toBe(2);
  });

  it('tells a gap before the first line after it, when the two readings do not meet', async () => {
    const { log, lines, gaps } = listen([
      reading([line(1)], true),
      reading([line(7)], false),
      reading([line(7)], false),
    ]);
    await log.open();
    await expect.poll(() => lines.length).toBe(2);
    await log.finish();
    expect(gaps).toEqual([1]);
  });

  it('tells a gap when the last reading knows nothing of the lines before', async () => {
    const { log, gaps } = listen([reading([line(1)], false), reading([], false)]);
    await log.open();
    await log.finish();
    expect(gaps).toEqual([1]);
  });

  it('says why it ended when the device does not come back', async () => {
    const { log, broken } = listen([reading([line(1)], true)], { whenBack: () => Promise.resolve(fail('away')) });
    await log.open();
    await expect.poll(() => broken).toEqual(['away']);
    expect(await log.finish()).toEqual(fail('away'));
  });

  it('does not open a log for ever that ends at once', async () => {
    const { log, broken } = listen(Array.from({ length: 20 }, () => reading([], true)));
    await log.open();
    await expect.poll(() => broken).toEqual(['the log ends as soon as it is opened']);
  });
});
