import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFleet, type Fleet } from '../fleet.js';
import { takeOrders } from './orders.js';

let fleet: Fleet;

beforeEach(async () => {
  fleet = await startFleet({
    devices: 2,
    profile: 'faithful',
    firstPort: 0,
    speed: 1,
    seed: 1,
    wallAtStart: Date.UTC(2026, 10, 22),
  });
});
afterEach(async () => {
  await fleet.stop();
});

async function answers(...orders: readonly (object | string)[]): Promise<readonly unknown[]> {
  let text = '';
  const lines = orders.map((order) => `${typeof order === 'string' ? order : JSON.stringify(order)}\n`).join('');
  // In pieces that end anywhere.
  const pieces = lines.match(/[^]{1,7}/g) ?? [];
  await takeOrders(fleet, pieces as unknown as AsyncIterable<string>, (more) => void (text += more));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

it('lists the devices with their ports', async () => {
  const [ports] = [fleet.devices.map(({ attached }) => attached.port)];
  expect(await answers({ id: 1, do: 'list' })).toMatchObject([
    { id: 1, ok: true, devices: [{ device: 0, port: ports[0], serialNumber: 'SIM00001' }, { port: ports[1] }] },
  ]);
});

it('does to a device what the order says', async () => {
  const [first, second] = fleet.devices.map(({ attached }) => attached);
  const [port, other] = [first?.port, second?.port];
  const before = first?.device.clocks.uptime ?? 0;
  expect(
    await answers(
      { id: 'a', device: 0, do: 'forward', ms: 3_600_000 },
      { id: 'b', device: 0, do: 'sleep', ms: 60_000 },
      { id: 'c', device: 0, do: 'setBattery', level: 12, celsius: 44.5, isPowered: false },
      { id: 'd', device: 0, do: 'setFreeBytes', bytes: 1_000 },
      { id: 'e', device: 0, do: 'swap', with: 1 },
      { id: 'f', device: 0, do: 'freeze' },
      { id: 'g', device: 0, do: 'stall' },
    ),
  ).toMatchObject(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id, ok: true })));
  const device = first?.device;
  expect((device?.clocks.uptime ?? 0) - before).toBeGreaterThanOrEqual(3_600_000);
  const slept = (device?.clocks.elapsed ?? 0) - (device?.clocks.uptime ?? 0);
  // The host's own clock runs meanwhile.
  expect(slept).toBeGreaterThanOrEqual(60_000);
  expect(slept).toBeLessThan(65_000);
  expect([device?.battery.level, device?.battery.temperature, device?.files.freeBytes]).toEqual([12, 445, 1_000]);
  expect([first?.port, second?.port]).toEqual([other, port]);
  expect([first?.faults.isFrozen, first?.faults.neverAcknowledges]).toEqual([true, true]);
});

it.each([
  ['{', 'that is no order'],
  ['[1]', 'that is no order'],
  [{ do: 'dance' }, 'no such order: dance; there are list, swap'],
  [{ do: 'toString' }, 'no such order: toString'],
  [{ do: 'forward' }, 'forward needs a whole number "ms"'],
  [{ do: 'forward', ms: -1 }, 'forward needs a number "ms" from 0'],
  [{ do: 'reboot', into: 'space' }, '"into" is one of device, recovery'],
  [{ do: 'freeze', device: 7 }, 'no device 7: there are 2, from 0'],
])('explains what is wrong with %j', async (order, error) => {
  expect(await answers(order)).toMatchObject([{ ok: false, error: expect.stringContaining(error) as unknown }]);
});
