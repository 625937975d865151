import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, ok, type Result } from '../../../../engine/result.js';
import type { AdbFailure, ShellAnswer } from '../../devices/adb-port.js';
import type { LeasedDevice } from '../../devices/device-fleet.js';
import { CaseDevice } from './case-device.js';
import { testDevice } from './case-fixture.js';
import { Interrupter, type Interruption } from './interruption.js';

const bootA = '6f0c7b1e-6f7e-4f53-9d2f-2f4a3a1d7a11';
const bootB = 'af9ed025-601c-467f-8b55-22e53a50ae8d';
type Answer = Result<ShellAnswer, AdbFailure>;
const answered = (stdout: string): Answer => ok({ stdout, stderr: '', exitCode: 0 });
const lost: Answer = fail({ reason: 'lost', text: 'cable' });
const late: Answer = fail({ reason: 'deadline', text: 'no answer within 60 s' });

/** A device that gives its answers one after the other, the last one for ever. */
class FakeDevice {
  readonly asked: string[] = [];
  connected: number | null = 1;
  listener: (connection: number | null) => void = () => undefined;
  ready: () => Promise<Result<void, string>> = () => Promise.resolve(ok(undefined));

  constructor(readonly answers: Answer[]) {}

  leased(): LeasedDevice {
    const refused = (): Promise<{ ok: false; error: AdbFailure }> =>
      Promise.resolve(fail({ reason: 'refused', text: 'not here' }));
    return {
      id: 'SIM00001',
      describe: () => testDevice,
      port: {
        shell: (line) => {
          this.asked.push(line);
          return Promise.resolve((this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? lost);
        },
        push: refused,
        pull: refused,
        open: refused,
      },
      connection: () => this.connected,
      onConnection: (listener) => {
        this.listener = listener;
        return () => undefined;
      },
      whenReady: () => this.ready(),
      setActivity: () => undefined,
      release: () => Promise.resolve(),
    };
  }
}

function deviceWith(...answers: Answer[]): { fake: FakeDevice; device: CaseDevice; interrupter: Interrupter } {
  const fake = new FakeDevice(answers);
  const interrupter = new Interrupter();
  const device = new CaseDevice({ device: fake.leased(), interrupter, onConnection: () => undefined });
  return { fake, device, interrupter };
}

const reasonOf = ({ signal }: Interrupter): string => (signal.reason as Interruption).message;

describe('the device of a case', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is asked again when the cable was out', async () => {
    const { fake, device } = deviceWith(lost, lost, answered('yes'));
    const asked = device.ask('question');
    await vi.advanceTimersByTimeAsync(200);
    expect(await asked).toEqual(answered('yes'));
    expect(fake.asked).toEqual(['question', 'question', 'question']);
  });

  it('is not asked without end when its connection comes and fails at once', async () => {
    const { fake, device, interrupter } = deviceWith(lost);
    const asked = expect(device.ask('question')).rejects.toThrow('stopped');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fake.asked.length).toBeLessThanOrEqual(102);
    interrupter.interrupt('stopped');
    await asked;
  });

  it('gets an order once, whatever becomes of the answer', async () => {
    const { fake, device } = deviceWith(lost, answered('yes'));
    expect(await device.give('am start')).toEqual(lost);
    expect(fake.asked).toEqual(['am start']);
  });

  it('interrupts the case when it stays away, and not when it comes back in time', async () => {
    const { fake, interrupter } = deviceWith(answered('yes'));
    fake.listener(null);
    await vi.advanceTimersByTimeAsync(119_000);
    fake.listener(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(interrupter.signal.aborted).toBe(false);
    fake.listener(null);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(reasonOf(interrupter)).toBe('The device was away for more than 2 m: look at cable and power.');
  });

  it('may be away for longer while it restarts as asked', async () => {
    const { fake, device, interrupter } = deviceWith(answered('yes'));
    device.expectRestart();
    fake.listener(null);
    await vi.advanceTimersByTimeAsync(299_000);
    expect(interrupter.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(reasonOf(interrupter)).toContain('away for more than 5 m');
  });

  it('interrupts the case when it came back under another boot', async () => {
    const { device, interrupter } = deviceWith(lost, answered(`${bootB}\n`));
    device.expectBoot(bootA);
    await expect(device.ask('question')).rejects.toThrow('The device restarted');
    expect(interrupter.signal.aborted).toBe(true);
  });

  it('interrupts the case when it is frozen: connected, and silent', async () => {
    const { fake, device } = deviceWith(late);
    fake.ready = () => new Promise(() => undefined);
    const asked = expect(device.ask('question')).rejects.toThrow('The device did not answer for 2 m: restart it.');
    await vi.advanceTimersByTimeAsync(120_000);
    await asked;
  });

  it('interrupts the case after three answers that did not come', async () => {
    const { device } = deviceWith(late);
    const asked = expect(device.ask('question')).rejects.toThrow('does not answer any more: no answer within 60 s');
    await vi.advanceTimersByTimeAsync(1_000);
    await asked;
  });

  it('answers a question that the device refuses with its words', async () => {
    const { device } = deviceWith(fail({ reason: 'refused', text: 'closed' }));
    expect(await device.ask('question')).toEqual(fail('closed'));
  });
});

describe('waiting in a case', () => {
  it('ends at once with the first reason that came', async () => {
    const interrupter = new Interrupter();
    const waiting = expect(interrupter.until(performance.now() + 60_000)).rejects.toThrow('stopped');
    interrupter.interrupt('stopped');
    interrupter.interrupt('too late to count');
    await waiting;
    await expect(interrupter.race(Promise.resolve(1))).rejects.toThrow('stopped');
    expect(() => interrupter.check()).toThrow('stopped');
  });

  it('hands on what the work says while nothing interrupts it', async () => {
    const interrupter = new Interrupter();
    await expect(interrupter.race(Promise.resolve(7))).resolves.toBe(7);
    await expect(interrupter.race(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
    await expect(interrupter.until(performance.now() - 1)).resolves.toBeUndefined();
  });
});
