/** Twelve devices in every state that a person meets. */
import type {
  AllocationState,
  BatteryHealth,
  ConnectionState,
  DeviceHealth,
  FleetDevice,
  FleetSnapshot,
  OpenChange,
} from '../../../app/api/contract.js';
import { iso, minutesAgo } from './fake-time.js';

const battery = (percent: number, celsius: number, charging = true): BatteryHealth => ({
  percent,
  celsius,
  charging,
  isPretended: false,
});

const health = (changes: Partial<DeviceHealth> = {}): DeviceHealth => ({
  readAt: minutesAgo(0.2),
  battery: battery(92, 27.4),
  freeStorageBytes: 61_203_283_968,
  uptimeMs: 371_442_000,
  clockSkewMs: 14,
  clockSkewErrorMs: 3,
  latencyMs: 6.1,
  bootCompleted: true,
  screenOn: false,
  thermal: 'none',
  ...changes,
});

interface Sketch {
  readonly serialno: string;
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly release: number | null;
  readonly patch?: string;
  readonly state?: ConnectionState;
  readonly allocation?: AllocationState;
  readonly via?: 'usb' | 'tcp' | 'emulator';
  readonly activity?: string;
}

function device(sketch: Sketch, more: Partial<FleetDevice> = {}): FleetDevice {
  const { serialno, name, manufacturer, model, release, state = 'device', allocation = 'available' } = sketch;
  const via = sketch.via ?? 'usb';
  return {
    id: serialno.toLowerCase(),
    name,
    labels: [],
    note: '',
    serialno,
    kind: via === 'emulator' ? 'emulator' : 'phone',
    manufacturer,
    model,
    release,
    sdk: release === null ? null : release + 20,
    fingerprint:
      release === null
        ? null
        : `${manufacturer.toLowerCase()}/${model}/dev:${release}/AP4A.250105.002/12701944:user/release-keys`,
    securityPatch: sketch.patch ?? '2026-10-05',
    bootId: 'c8f1b1f2-9f1e-4d5e-8f0c-51b6f1a6c2aa',
    connections: state === 'gone' ? [] : [{ serial: serialno, transportId: 7, via, state, server: '127.0.0.1:5037' }],
    state,
    allocation,
    advice: null,
    health: state === 'device' ? health() : null,
    lease: null,
    quarantine: null,
    openChanges: [],
    activity: sketch.activity ?? 'idle',
    lastSeenAt: minutesAgo(0.1),
    ...more,
  };
}

const change = (
  kind: string,
  subject: string,
  before: string | null,
  during: string | null,
  undo: string,
): OpenChange => ({
  run: 'night-2026-11-21',
  kind,
  subject,
  before,
  during,
  undo,
});

const limitKey = 'activity_manager/data_sync_fgs_timeout_duration';

const galaxyChanges: readonly OpenChange[] = [
  change(
    'device_config',
    limitKey,
    '21600000',
    '360000',
    'put device_config activity_manager data_sync_fgs_timeout_duration back to 21600000',
  ),
  change(
    'settings',
    'global/stay_on_while_plugged_in',
    '0',
    '7',
    'put settings global stay_on_while_plugged_in back to 0',
  ),
  change('package', 'dev.curfew.probe.t35', null, 'installed, version 7', 'uninstall dev.curfew.probe.t35'),
];

const lease = (holder: string): FleetDevice['lease'] => ({
  holder,
  host: 'lab-1',
  since: minutesAgo(34),
  expiresAt: iso(120),
});

const healthy: readonly FleetDevice[] = [
  device(
    {
      serialno: '3A041FDJH000DW',
      name: 'Pixel 8 (desk 3)',
      manufacturer: 'Google',
      model: 'Pixel 8',
      release: 15,
      allocation: 'leased',
      activity: 'running “two services share one clock”',
    },
    { labels: ['desk', 'nightly'], lease: lease('night-2026-11-22') },
  ),
  device(
    {
      serialno: '47121FDAQ000ZZ',
      name: 'Pixel 9 Pro (rack 2, slot 4)',
      manufacturer: 'Google',
      model: 'Pixel 9 Pro',
      release: 16,
      allocation: 'leased',
      activity: 'running “dataSync runs into its six hours”',
    },
    { labels: ['rack', 'nightly'], lease: lease('night-2026-11-22') },
  ),
  device(
    { serialno: '28291FDH2001VX', name: 'Pixel 7a', manufacturer: 'Google', model: 'Pixel 7a', release: 14 },
    { labels: ['desk'] },
  ),
  device(
    {
      serialno: '51290DLAQ000C7',
      name: 'Pixel 10 (rack 1, slot 1)',
      manufacturer: 'Google',
      model: 'Pixel 10',
      release: 17,
    },
    { labels: ['rack', 'nightly'] },
  ),
  device(
    {
      serialno: 'ZY22JXK4QP',
      name: 'moto g85',
      manufacturer: 'motorola',
      model: 'moto g85 5G',
      release: 14,
      patch: '2026-08-01',
      via: 'tcp',
    },
    {
      labels: ['wifi'],
      health: health({ latencyMs: 48, battery: battery(54, 31.4, false), clockSkewMs: -412, clockSkewErrorMs: 24 }),
    },
  ),
  device(
    {
      serialno: 'EMULATOR35X2X0',
      name: 'Emulator API 35',
      manufacturer: 'Google',
      model: 'sdk_gphone64_x86_64',
      release: 15,
      via: 'emulator',
    },
    { labels: ['emulator'] },
  ),
];

const troubled: readonly FleetDevice[] = [
  device(
    {
      serialno: 'R5CX70ABCDE',
      name: 'Galaxy S24 (desk 1)',
      manufacturer: 'samsung',
      model: 'SM-S921B',
      release: 14,
      allocation: 'dirty',
    },
    {
      labels: ['desk', 'nightly'],
      openChanges: galaxyChanges,
      advice: '3 changes of the run night-2026-11-21 are not undone. Restore the device; it is free again afterwards.',
      health: health({ battery: battery(81, 29.9) }),
    },
  ),
  device(
    {
      serialno: 'R5GYA1M2P9K',
      name: 'Galaxy A55',
      manufacturer: 'samsung',
      model: 'SM-A556B',
      release: 16,
      allocation: 'quarantined',
    },
    {
      quarantine: {
        reason: 'left the bus 4 times in 10 minutes',
        evidence: 'transport lost at 01:02, 01:04, 01:07, 01:09',
        since: minutesAgo(52),
        nextTestAt: iso(8),
        attempts: 3,
      },
      advice: 'Try another cable or port. It is tested again by itself.',
    },
  ),
  device(
    {
      serialno: '8f2c19d0',
      name: 'Xiaomi 14',
      manufacturer: 'Xiaomi',
      model: '23127PN0CG',
      release: 15,
      allocation: 'available',
    },
    {
      health: health({ battery: battery(38, 41.2), freeStorageBytes: 1_205_862_400, thermal: 'moderate' }),
      labels: ['vendor'],
    },
  ),
  device(
    {
      serialno: 'RF8W40XYZ12',
      name: 'RF8W40XYZ12',
      manufacturer: 'samsung',
      model: 'SM-G991B',
      release: null,
      state: 'unauthorized',
      allocation: 'unavailable',
      activity: 'waiting for permission',
    },
    {
      advice: 'Unlock the phone and accept “Allow USB debugging”.',
      connections: [
        { serial: 'RF8W40XYZ12', transportId: 12, via: 'usb', state: 'unauthorized', server: '127.0.0.1:5037' },
      ],
    },
  ),
  device(
    {
      serialno: '1A2B3C4D',
      name: 'OnePlus 12',
      manufacturer: 'OnePlus',
      model: 'CPH2581',
      release: 15,
      state: 'offline',
      allocation: 'unavailable',
      activity: 'not answering',
    },
    { advice: 'adb calls it offline. Unplug it and plug it in again; a restart of the phone helps as well.' },
  ),
  device(
    {
      serialno: '06157DFCX000KQ',
      name: 'Pixel 6 (drawer)',
      manufacturer: 'Google',
      model: 'Pixel 6',
      release: 16,
      state: 'gone',
      allocation: 'unavailable',
      activity: 'not connected',
    },
    { lastSeenAt: minutesAgo(60 * 28), advice: 'Plug it in, or ignore it so that it is not counted.' },
  ),
];

export function fakeFleet(count: number): FleetSnapshot {
  return {
    revision: 1,
    at: iso(0),
    servers: [
      {
        address: '127.0.0.1:5037',
        state: 'connected',
        version: 41,
        features: ['shell_v2', 'track_devices_proto'],
        startedByUs: false,
        advice: null,
      },
    ],
    devices: [...healthy, ...troubled].slice(0, count).toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
  };
}
