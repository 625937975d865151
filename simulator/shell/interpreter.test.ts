import { describe, expect, it } from 'vitest';
import { newDevice, runLine } from '../device/device-fixture.js';
import type { SimulatedDevice } from '../device/simulated-device.js';

const outputs: readonly (readonly [string, string])[] = [
  ['echo a  b "c  d" \'e  f\'', 'a b c  d e  f\n'],
  ["echo 'it'\\''s' \"\\$x \\\"q\\\"\"", 'it\'s $x "q"\n'],
  ['x=1; y="$x 2"; echo $y "$y" ${x}3', '1 2 1 2 13\n'],
  ['x="a   b"; echo $x; echo "$x"', 'a b\na   b\n'],
  ['echo "" | wc -c', '1\n'],
  ['false; echo $?', '1\n'],
  ['false && echo no || echo yes; echo then', 'yes\nthen\n'],
  ['true || echo no; ! true; echo $?', '1\n'],
  ['if [ -e /data/local/tmp/x ]; then echo there; else echo not; fi', 'not\n'],
  ['if false; then echo a; elif true; then echo b; fi', 'b\n'],
  ['(exit 3); echo $?; { echo in; }', '3\nin\n'],
  ['echo $(echo one; echo two) "$(echo three)"', 'one two three\n'],
  ['echo one; echo two | grep -v two; echo three # not this', 'one\nthree\n'],
  ['export A=b; exec echo $A; echo never', 'b\n'],
  ['sh -c "echo inside; exit 4"; echo $?', 'inside\n4\n'],
  ['echo text > /data/local/tmp/f; echo more >> /data/local/tmp/f; cat < /data/local/tmp/f', 'text\nmore\n'],
  ['cd /data/local/tmp && pwd; echo x > rel; cat /data/local/tmp/rel', '/data/local/tmp\nx\n'],
  ['nosuch 2>&1 | grep -c inaccessible', '1\n'],
  ['nosuch 2>/dev/null; echo $?', '127\n'],
  ['[ 3 -gt 2 ] && [ a != b ] && test -n x && echo fine', 'fine\n'],
  ["printf_is_not_here || echo 'no printf'", 'no printf\n'],
];

describe('the shell', () => {
  it.each(outputs)('runs %s', async (line, stdout) => {
    expect((await runLine(newDevice(), line)).stdout).toBe(stdout);
  });

  it.each([
    ['nosuch', 127, '/system/bin/sh: nosuch: inaccessible or not found\n'],
    ['/data/nosuch', 127, '/system/bin/sh: /data/nosuch: No such file or directory\n'],
    ['exit 300', 44, ''],
    ["echo 'open", 1, '/system/bin/sh: no closing quote\n'],
    ['echo a | | b', 1, "/system/bin/sh: syntax error: unexpected '|'\n"],
    ['if true; then echo', 1, '/system/bin/sh: syntax error: unexpected EOF\n'],
    ['echo x > /system/y', 1, "/system/bin/sh: can't create /system/y: Read-only file system\n"],
    ['cat < /nothing', 1, "/system/bin/sh: can't open /nothing: No such file or directory\n"],
  ])('answers %s with exit code %i', async (line, exitCode, stderr) => {
    expect(await runLine(newDevice(), line)).toEqual({ stdout: '', stderr, exitCode });
  });

  it('hands its input to the first command of a pipe', async () => {
    expect((await runLine(newDevice(), 'cat | head -n 1', 'first\nsecond\n')).stdout).toBe('first\n');
  });

  it('ends what writes for ever when the reader has enough', async () => {
    const device = newDevice();
    for (let index = 0; index < 3; index += 1)
      device.log.write('main', 'I', 'T', `${index}`, { pid: 1, tid: 1, uid: 0 });
    const running = runLine(device, 'logcat -v raw | head -n 3');
    for (let index = 0; index < 20; index += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      device.log.write('main', 'I', 'T', 'later', { pid: 1, tid: 1, uid: 0 });
    }
    expect((await running).stdout).toBe('--------- beginning of main\n0\n1\n');
  });

  describe('a job in the background', () => {
    const job = 'nohup sh -c "sleep 10; echo late > /data/local/tmp/late" >/dev/null 2>&1 &';
    /** Jobs go on in steps of the host's event loop. */
    const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
    const isThere = async (device: SimulatedDevice): Promise<boolean> =>
      (await runLine(device, 'cat /data/local/tmp/late')).exitCode === 0;

    it('goes on in the time of the device', async () => {
      const device = newDevice();
      await runLine(device, job);
      await settle();
      device.time.fastForward(9_999);
      await settle();
      expect(await isThere(device)).toBe(false);
      device.time.fastForward(1);
      await settle();
      expect(await isThere(device)).toBe(true);
    });

    it('ends with a restart', async () => {
      const device = newDevice();
      await runLine(device, job);
      await settle();
      device.time.fastForward(5_000);
      device.reboot();
      device.time.fastForward(20_000);
      await settle();
      expect(await isThere(device)).toBe(false);
    });
  });

  it.each(['('.repeat(100_000), '$('.repeat(5_000) + ')'.repeat(5_000), 'if '.repeat(50_000), '"$('.repeat(1_000)])(
    'refuses hostile nesting without harm (%#)',
    async (line) => {
      const { exitCode, stderr } = await runLine(newDevice(), line);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^\/system\/bin\/sh: /);
    },
  );
});
