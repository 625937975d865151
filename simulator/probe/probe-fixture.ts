/** A device with the probe on it: orders, and the journal as the lab fetches it, each line checked against its schema. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { newDevice, runLine } from '../device/device-fixture.js';
import type { ReleaseNumber } from '../device/releases.js';
import type { SimulatedDevice } from '../device/simulated-device.js';

export interface Line {
  readonly seq: number;
  readonly event: string;
  readonly service?: string;
  readonly [name: string]: unknown;
}

export const ofProbe = (name: string): string =>
  readFileSync(new URL(`../../native-probe-apk/${name}`, import.meta.url), 'utf8');
const isValid = new Ajv2020({ strict: false }).compile(JSON.parse(ofProbe('journal.schema.json')));
export const minute = 60_000;

export function withProbe(target = 35, release: ReleaseNumber = 16): SimulatedDevice {
  const device = newDevice({ release });
  const apk = readFileSync(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t${target}.apk`, import.meta.url));
  device.install(apk, { mayBeTestOnly: false, mayDowngrade: false, grantsAll: false });
  return device;
}

export const probe = 'dev.curfew.probe.t35';
const extrasOf = (extras: Readonly<Record<string, string>>): string =>
  Object.entries(extras)
    .map(([name, value]) => `--es ${name} '${value}'`)
    .join(' ');
export const start = (service: string, extras: Readonly<Record<string, string>> = {}): string =>
  `am start-foreground-service -n ${probe}/dev.curfew.probe.${service} ${extrasOf(extras)}`;
export const order = (extras: Readonly<Record<string, string>>): string =>
  `am broadcast --include-stopped-packages --receiver-foreground -n ${probe}/dev.curfew.probe.CommandReceiver ${extrasOf(extras)}`;
export const screen = (extras: Readonly<Record<string, string>>): string =>
  `am start -n ${probe}/dev.curfew.probe.ScreenActivity ${extrasOf(extras)}`;

/** What the lab fetches; each line is checked against the schema. */
export async function journal(device: SimulatedDevice, folder = 'main'): Promise<readonly Line[]> {
  const { stdout, exitCode } = await runLine(device, `run-as ${probe} sh -c 'cat files/journal/${folder}/*.jsonl'`);
  expect(exitCode).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  for (const line of lines) expect([line, isValid(line), isValid.errors]).toEqual([line, true, null]);
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  return lines;
}

export const eventsOf = (lines: readonly Line[]): readonly string[] => lines.map(({ event }) => event);
export const last = <T>(list: readonly T[]): T | undefined => list.at(-1);
