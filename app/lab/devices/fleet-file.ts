/** What the fleet remembers over restarts: `fleet.json` in the data folder, replaced as a whole at every change. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { fail, ok, type Result } from '../../../engine/result.js';
import { errorText, FOLDER_MODE, hasCode } from '../ledger/journal/journal-files.js';
import type { Quarantine } from './fleet.js';
import type { DeviceNotes } from './device-notes.js';
import type { DeviceProfile } from './identity/device-profile.js';

export interface RememberedDevice {
  readonly id: string;
  readonly notes: DeviceNotes;
  /** As it was last. */
  readonly profile: DeviceProfile;
  readonly quarantine: Quarantine | null;
  readonly lastSeenAt: string | null;
}

/** A device over the network that somebody asked for. */
export interface WantedAddress {
  /** The adb server that is to connect it. */
  readonly server: string;
  readonly address: string;
}

export interface RememberedFleet {
  readonly devices: readonly RememberedDevice[];
  /** Further adb servers, `HOST:PORT`. */
  readonly servers: readonly string[];
  readonly addresses: readonly WantedAddress[];
}

/** A lab has tens of devices; those that were not seen for longest are forgotten first. */
const MAX_DEVICES = 500;
const FORMAT = 'fleet/1';

export class FleetFile {
  #writing: Promise<Result<void, string>> = Promise.resolve(ok(undefined));
  #next: RememberedFleet | undefined;

  constructor(private readonly file: string) {}

  /** The error says what to do; nothing is overwritten that is not understood. */
  async read(): Promise<Result<RememberedFleet, string>> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return ok({ devices: [], servers: [], addresses: [] });
      return fail(`${this.file} cannot be read: ${errorText(error)}`);
    }
    const fleet = parseFleet(text);
    return fleet === undefined
      ? fail(`${this.file} is not what Curfew wrote, or a later version wrote it: move it away and start again`)
      : ok(fleet);
  }

  /** Settles when the newest state is on the disk; states in between may be left out. */
  async write(fleet: RememberedFleet): Promise<Result<void, string>> {
    this.#next = fleet;
    this.#writing = this.#writing.then(async (last) => {
      const next = this.#next;
      this.#next = undefined;
      return next === undefined ? last : await this.#replace(next);
    });
    return await this.#writing;
  }

  async #replace({ devices, servers, addresses }: RememberedFleet): Promise<Result<void, string>> {
    const newest = [...devices].sort((a, b) => ((a.lastSeenAt ?? '') < (b.lastSeenAt ?? '') ? 1 : -1));
    const text = JSON.stringify({ curfew: FORMAT, devices: newest.slice(0, MAX_DEVICES), servers, addresses }, null, 1);
    const fresh = `${this.file}.${randomUUID()}`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true, mode: FOLDER_MODE });
      const handle = await open(fresh, 'wx', 0o600);
      try {
        await handle.writeFile(`${text}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, this.file);
      return ok(undefined);
    } catch (error) {
      await unlink(fresh).catch(() => undefined);
      return fail(`${this.file} cannot be written: ${errorText(error)}`);
    }
  }
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 10_000;
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isNumberOrNull = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && Number.isFinite(value));

export function parseFleet(text: string): RememberedFleet | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isObject(json) || json['curfew'] !== FORMAT) return undefined;
  const { devices, servers, addresses } = json;
  if (!Array.isArray(devices) || !isTexts(servers) || !Array.isArray(addresses)) return undefined;
  if (!devices.every(isDevice) || !addresses.every(isWanted)) return undefined;
  return { devices, servers, addresses };
}

const isWanted = (value: unknown): value is WantedAddress =>
  isObject(value) && isText(value['server']) && isText(value['address']);

const isDevice = (value: unknown): value is RememberedDevice =>
  isObject(value) &&
  isText(value['id']) &&
  isNotes(value['notes']) &&
  isProfile(value['profile']) &&
  (value['quarantine'] === null || isQuarantine(value['quarantine'])) &&
  isTextOrNull(value['lastSeenAt']);

const isNotes = (value: unknown): value is DeviceNotes =>
  isObject(value) &&
  isTextOrNull(value['name']) &&
  isTexts(value['labels']) &&
  isText(value['note']) &&
  typeof value['ignored'] === 'boolean';

const isProfile = (value: unknown): value is RememberedDevice['profile'] =>
  isObject(value) &&
  isText(value['serialno']) &&
  isText(value['avd']) &&
  isText(value['bootId']) &&
  (value['kind'] === 'phone' || value['kind'] === 'emulator') &&
  ['fingerprint', 'manufacturer', 'model', 'securityPatch'].every((name) => isTextOrNull(value[name])) &&
  ['release', 'sdk'].every((name) => isNumberOrNull(value[name]));

const isQuarantine = (value: unknown): value is Quarantine =>
  isObject(value) &&
  ['reason', 'evidence', 'since'].every((name) => isText(value[name])) &&
  isTextOrNull(value['nextTestAt']) &&
  typeof value['attempts'] === 'number';
