import { expect, it } from 'vitest';
import { Clocks } from './clocks.js';
import { StandingTime } from './device-fixture.js';
import { VirtualTime } from './virtual-time.js';

it('rings in order of instant and then of request, each at its own instant', () => {
  const host = new StandingTime();
  const time = new VirtualTime(host, 1);
  const rung: [string, number][] = [];
  const ring = (name: string) => (): void => void rung.push([name, time.now]);
  time.after(20, ring('late'));
  time.after(10, ring('first'));
  time.after(10, () => {
    ring('second')();
    time.after(5, ring('inner'));
  });
  const callOff = time.after(12, ring('never'));
  callOff();
  host.move(100);
  expect(rung).toEqual([
    ['first', 10],
    ['second', 10],
    ['inner', 15],
    ['late', 20],
  ]);
});

it('runs many times as fast as the host, and can be put forward', () => {
  const host = new StandingTime();
  const time = new VirtualTime(host, 60);
  let rungAt = 0;
  time.after(3_600_000, () => (rungAt = time.now));
  host.move(59_000);
  expect(rungAt).toBe(0);
  time.fastForward(59_999);
  expect(rungAt).toBe(0);
  time.fastForward(1);
  expect([rungAt, time.now]).toEqual([3_600_000, 3_600_000]);
});

it('keeps uptime still in deep sleep, and begins it anew after a restart', () => {
  const time = new VirtualTime(new StandingTime(), 1);
  const clocks = new Clocks(time, 1_000_000, 500);
  time.fastForward(100);
  clocks.fallAsleep();
  time.fastForward(1_000);
  expect([clocks.elapsed, clocks.uptime, clocks.wall]).toEqual([1_600, 600, 1_001_100]);
  clocks.wakeUp();
  time.fastForward(10);
  expect([clocks.elapsed, clocks.uptime]).toEqual([1_610, 610]);
  clocks.restart();
  time.fastForward(7);
  expect([clocks.elapsed, clocks.uptime, clocks.wall]).toEqual([7, 7, 1_001_117]);
});
