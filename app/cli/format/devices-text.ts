/** The fleet as text: servers, a table of devices, and what to do. */
import type { FleetDevice, FleetSnapshot } from '../../lab/devices/fleet.js';
import { TerminalPage, type TextColumn, type TextOptions } from './terminal.js';

const columns: readonly TextColumn[] = [
  { title: 'Device', align: 'left' },
  { title: 'Id', align: 'left' },
  { title: 'Android', align: 'right' },
  { title: 'Use', align: 'left' },
  { title: 'Connection', align: 'left' },
  { title: 'Battery', align: 'right' },
  { title: 'Free', align: 'right' },
];

export function devicesText({ servers, devices }: FleetSnapshot, options: TextOptions): string {
  const page = new TerminalPage(options);
  for (const { address, state, version, startedByUs, advice } of servers) {
    const by = startedByUs ? ', started by Curfew' : '';
    const text = state === 'connected' ? `version ${version ?? '?'}${by}` : 'does not answer';
    page.paragraph(`adb server ${address}: ${text}${advice === null ? '' : ` (${advice})`}`);
  }
  page.blank();
  if (devices.length === 0) {
    page.paragraph('No device is known. Connect one with USB debugging on, or see: curfew emulators');
    return page.toString();
  }
  page.table(columns, devices.map(rowOf), 0);
  const advised = devices.filter(({ advice, openChanges }) => advice !== null || openChanges.length > 0);
  if (advised.length > 0) page.heading('What to do');
  for (const device of advised) describeAdvice(page, device);
  return page.toString();
}

function rowOf({ name, id, release, state, allocation, lease, connections, health }: FleetDevice): readonly string[] {
  const [connection] = connections;
  const use = lease === null ? allocation : `${allocation}: ${lease.holder}`;
  const others = connections.length > 1 ? ` +${connections.length - 1}` : '';
  const battery = health?.battery;
  const free = health?.freeStorageBytes;
  return [
    name,
    id,
    release === null ? '' : String(release),
    use,
    connection === undefined ? state : `${connection.serial}, ${state}${others}`,
    battery == null ? '' : `${battery.percent} %${battery.charging ? ' +' : ''}`,
    free == null ? '' : `${(free / 1024 ** 3).toFixed(1)} GiB`,
  ];
}

function describeAdvice(page: TerminalPage, { name, id, advice, openChanges }: FleetDevice): void {
  page.paragraph(`${name} (${id})${advice === null ? '' : `: ${advice}`}`, { hang: 2 });
  for (const { kind, subject, undo } of openChanges)
    page.labelled(`${kind} ${subject}`, undo, { indent: 2, labelWidth: 0 });
}
