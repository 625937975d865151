/** Scenarios and a device, for tests of the playing of cases. */
import { readFileSync } from 'node:fs';
import { readScenario } from '../../../../engine/scenario/read-scenario.js';
import type { Scenario } from '../../../../engine/scenario/scenario.js';
import type { FleetDevice } from '../../devices/fleet.js';

export function scenarioOf(text: string): Scenario {
  const read = readScenario(`curfew: scenario/1\nname: test\n${text}`, 'test.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

export function exampleScenario(name: string): Scenario {
  const file = new URL(`../../../../examples/scenarios/${name}.yaml`, import.meta.url);
  const read = readScenario(readFileSync(file, 'utf8'), `${name}.yaml`);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

export const testDevice: FleetDevice = {
  id: 'SIM00001',
  name: 'Pixel 9 (desk 1)',
  labels: [],
  note: '',
  serialno: 'SIM00001',
  kind: 'phone',
  manufacturer: 'Google',
  model: 'Pixel 9',
  release: 15,
  sdk: 35,
  fingerprint: null,
  securityPatch: null,
  bootId: null,
  connections: [],
  state: 'device',
  allocation: 'leased',
  advice: null,
  health: null,
  lease: null,
  quarantine: null,
  openChanges: [],
  activity: '',
  lastSeenAt: null,
};
