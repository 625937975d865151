/** What `host:devices-l` says, line by line. */
import type { Connection, ConnectionState } from '../fleet.js';

export interface ListedConnection {
  readonly serial: string;
  readonly state: ConnectionState;
  /** The state as adb wrote it, with what it adds for people (`no permissions (missing udev rules? ...)`). */
  readonly said: string;
  readonly transportId: number | null;
  readonly via: Connection['via'];
}

/** adb's words for states (atransport::connection_state_name), the longer ones first. */
const words: readonly (readonly [string, ConnectionState])[] = [
  ['no permissions', 'no-permissions'],
  ['unauthorized', 'unauthorized'],
  ['authorizing', 'authorizing'],
  // It becomes another state within a moment, or goes.
  ['connecting', 'authorizing'],
  ['detached', 'offline'],
  ['offline', 'offline'],
  ['bootloader', 'bootloader'],
  ['recovery', 'recovery'],
  ['sideload', 'sideload'],
  ['rescue', 'rescue'],
  ['device', 'device'],
  ['host', 'host'],
];

/** More would be no list of devices. */
const MAX_LINES = 1000;

export function parseDeviceList(text: string): readonly ListedConnection[] {
  return text
    .split(/\r?\n/)
    .slice(0, MAX_LINES)
    .flatMap((line) => parseLine(line) ?? []);
}

/** The facts at the end of the line; what stands before them is the state, whose words may be many. */
const FACTS = /(?:^| )(?:usb|product|model|device|transport_id):\S*(?= |$)/g;

function parseLine(line: string): ListedConnection | undefined {
  const [, serial, rest] = /^(\S{1,300})\s+(\S.*)$/.exec(line) ?? [];
  if (serial === undefined || rest === undefined) return undefined;
  const said = rest.replaceAll(FACTS, '').trim().slice(0, 300);
  const state = words.find(([word]) => said === word || said.startsWith(`${word} `) || said.startsWith(`${word};`));
  const id = /(?:^| )transport_id:([0-9]{1,15})(?= |$)/.exec(rest)?.[1];
  return {
    serial,
    state: state?.[1] ?? 'unknown',
    said,
    transportId: id === undefined ? null : Number(id),
    via: viaOf(serial, rest),
  };
}

/** A cable has a path; an emulator's serial says so; an address has a port; mDNS names say their service. */
function viaOf(serial: string, facts: string): Connection['via'] {
  if (/^emulator-[0-9]+$/.test(serial)) return 'emulator';
  if (/:[0-9]{1,5}$/.test(serial) || /\._adb(?:-tls-connect)?\._tcp/.test(serial)) return 'tcp';
  if (/(?:^| )usb:\S/.test(facts) || /^[A-Za-z0-9]+$/.test(serial)) return 'usb';
  return 'unknown';
}
