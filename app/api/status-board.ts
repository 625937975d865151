/** What the bottom line tells: put together from the rooms, and told again when one of them changes. */
import type { FleetSnapshot } from '../lab/devices/fleet.js';
import type { LiveRun } from '../lab/runs/live-run.js';
import type { LabStatus } from './contract.js';
import type { LabRooms } from './lab-rooms.js';

export interface StatusBoard {
  readonly status: () => LabStatus;
  /** Called when the status has become another; returns how to call it off. */
  readonly watch: (listener: (status: LabStatus) => void) => () => void;
  readonly close: () => void;
}

type Alert = LabStatus['alerts'][number];

export type StatusRooms = Pick<
  LabRooms,
  'version' | 'host' | 'folders' | 'fleet' | 'storeRooms' | 'settings' | 'simulation'
> & { readonly notices: readonly Alert[] };

export function openStatusBoard(rooms: StatusRooms): StatusBoard {
  const listeners = new Set<(status: LabStatus) => void>();
  let shown = JSON.stringify(statusOf(rooms));
  const look = (): void => {
    const status = statusOf(rooms);
    const now = JSON.stringify(status);
    if (now === shown) return;
    shown = now;
    for (const listener of listeners) listener(status);
  };
  const callOff = [rooms.fleet.watch(look), ...(rooms.storeRooms.ok ? [rooms.storeRooms.value.runs.watch(look)] : [])];
  rooms.simulation.onChange(look);
  return {
    status: () => statusOf(rooms),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      for (const off of callOff) off();
      listeners.clear();
    },
  };
}

function statusOf(rooms: StatusRooms): LabStatus {
  const { storeRooms, folders } = rooms;
  return {
    version: rooms.version,
    host: rooms.host,
    store: {
      folder: folders.data,
      state: storeRooms.ok ? 'ok' : storeRooms.error.state,
      advice: storeRooms.ok ? null : storeRooms.error.text,
    },
    simulatedDevices: rooms.simulation.devices(),
    alerts: alertsOf(rooms),
  };
}

const order: readonly Alert['severity'][] = ['error', 'warning', 'info'];

function alertsOf({ storeRooms, fleet, settings, notices }: StatusRooms): Alert[] {
  const alerts: Alert[] = [
    ...notices,
    ...(storeRooms.ok ? [] : [{ severity: 'error', text: storeRooms.error.text, page: 'settings' } as const]),
    ...warning(settings.trouble(), 'settings'),
    ...fleetAlerts(fleet.snapshot()),
    ...(storeRooms.ok ? runAlerts(storeRooms.value.runs.live()) : []),
  ];
  return alerts.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function warning(text: string | null, page: string): Alert[] {
  return text === null ? [] : [{ severity: 'warning', text, page }];
}

function fleetAlerts({ servers, devices }: FleetSnapshot): Alert[] {
  const unreachable = servers.filter(({ state }) => state === 'unreachable');
  const dirty = devices.filter(({ allocation }) => allocation === 'dirty');
  const quarantined = devices.filter(({ allocation }) => allocation === 'quarantined');
  return [
    ...unreachable.flatMap(({ address, advice }) =>
      warning(`No adb server answers at ${address}. ${advice ?? ''}`.trim(), 'settings'),
    ),
    ...warning(
      listed(dirty, 'carries changes that are not undone yet', 'carry changes that are not undone yet'),
      'fleet',
    ),
    ...warning(listed(quarantined, 'is in quarantine', 'are in quarantine'), 'fleet'),
  ];
}

function listed(devices: readonly { readonly name: string }[], one: string, several: string): string | null {
  const [first] = devices;
  if (first === undefined) return null;
  return devices.length === 1 ? `${first.name} ${one}.` : `${devices.length} devices ${several}.`;
}

function runAlerts(live: readonly LiveRun[]): Alert[] {
  const interrupted = live.filter(({ state }) => state === 'interrupted');
  const [first] = interrupted;
  if (first === undefined) return [];
  const text =
    interrupted.length === 1
      ? `The run "${first.name}" was interrupted and can be taken up again.`
      : `${interrupted.length} runs were interrupted and can be taken up again.`;
  return [{ severity: 'info', text, page: 'runs' }];
}
