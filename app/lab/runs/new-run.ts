/** A run as it is written down before it begins. */
import { randomBytes } from 'node:crypto';
import type { FleetDevice } from '../devices/fleet.js';
import type { Run, RunCase, RunDevice, RunScenario } from './run.js';

export interface NewRun {
  readonly name: string;
  readonly at: Date;
  readonly curfewVersion: string;
  readonly host: string | null;
  readonly toleranceMs: number;
  readonly note: string;
  readonly scenarios: readonly RunScenario[];
  readonly devices: readonly RunDevice[];
  readonly cases: readonly RunCase[];
}

export function newRun({ at, name, ...rest }: NewRun): Run {
  return {
    curfew: 'run/1',
    id: runIdOf(name, at),
    name,
    state: 'planned',
    createdAt: at.toISOString(),
    begunAt: null,
    endedAt: null,
    pinned: false,
    ...rest,
  };
}

/** `20261123-014455-nightly-1f9c`: sorted by time, readable, unique. */
function runIdOf(name: string, at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return [stamp, slug, randomBytes(3).toString('hex')].filter((part) => part !== '').join('-');
}

export function plannedCase(scenario: string, device: string, changes: Partial<RunCase> = {}): RunCase {
  return {
    scenario,
    device,
    state: 'planned',
    reason: null,
    attempts: 0,
    begunAt: null,
    endedAt: null,
    environment: null,
    prediction: null,
    analysis: null,
    trace: null,
    notObserved: [],
    ...changes,
  };
}

export function runDeviceOf(device: FleetDevice): RunDevice {
  const { id, serialno, name, manufacturer, model, kind, release, sdk, fingerprint, securityPatch } = device;
  const serial = serialno === '' ? (device.connections[0]?.serial ?? id) : serialno;
  return { id, serial, name, manufacturer, model, kind, release, sdk, fingerprint, securityPatch, changes: [] };
}
