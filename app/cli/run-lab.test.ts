import { describe, expect, it } from 'vitest';
import { FakeFleet } from '../lab/runs/fleet-fixture.js';
import { CommandError } from './exit-codes.js';
import { findDevices } from './run-lab.js';

const idsOf = async (fleet: FakeFleet, asked: string | undefined): Promise<readonly string[]> =>
  (await findDevices(fleet, asked)).map(({ id }) => id);

describe('the devices that a run is to use', () => {
  it('are those named, each once', async () => {
    const fleet = new FakeFleet('A', 'B', 'C');
    expect(await idsOf(fleet, 'C, A,C')).toEqual(['C', 'A']);
    expect(await idsOf(fleet, 'all')).toEqual(['A', 'B', 'C']);
  });

  it('is the only one that is there when none is named', async () => {
    expect(await idsOf(new FakeFleet('A'), undefined)).toEqual(['A']);
    await expect(findDevices(new FakeFleet('A', 'B'), undefined)).rejects.toThrow('There are 2 devices: name them');
  });

  it('leaves out those that cannot be used, and says so when none is left', async () => {
    const fleet = new FakeFleet('A', 'B');
    fleet.setAllocation('A', 'quarantined');
    expect(await idsOf(fleet, 'all')).toEqual(['B']);
    fleet.setAllocation('B', 'unavailable');
    await expect(findDevices(fleet, 'all')).rejects.toThrow(CommandError);
  });

  it('are waited for while they are still being looked at', async () => {
    const fleet = new FakeFleet('A');
    fleet.setAllocation('A', 'checking');
    const found = idsOf(fleet, 'all');
    fleet.setAllocation('A', 'available');
    expect(await found).toEqual(['A']);
  });
});
