import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FleetFile, parseFleet, type RememberedDevice } from './fleet-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'curfew-fleet-file-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const device = (id: string, lastSeenAt: string | null = null): RememberedDevice => ({
  id,
  notes: { name: null, labels: ['a'], note: '', ignored: false },
  profile: {
    serialno: id,
    avd: '',
    kind: 'phone',
    bootId: '',
    fingerprint: null,
    manufacturer: null,
    model: null,
    release: 16,
    sdk: 36,
    securityPatch: null,
  },
  quarantine: { reason: 'r', evidence: '', since: 's', nextTestAt: null, attempts: 0 },
  lastSeenAt,
});
const fleet = (devices: readonly RememberedDevice[]) => ({
  devices,
  servers: ['a:1'],
  addresses: [{ server: 'a:1', address: 'b:2' }],
});

describe('what the fleet remembers', () => {
  it('is for its owner alone, also when its folder is made with it', async () => {
    const data = path.join(folder, 'data');
    expect((await new FleetFile(path.join(data, 'fleet.json')).write(fleet([]))).ok).toBe(true);
    // Windows has no such rights.
    const rights = process.platform === 'win32' ? 0 : statSync(data).mode & 0o077;
    expect(rights).toBe(0);
  });

  it('is read back as it was written, and is nothing where nothing was written', async () => {
    const file = new FleetFile(path.join(folder, 'sub', 'fleet.json'));
    expect(await file.read()).toEqual({ ok: true, value: { devices: [], servers: [], addresses: [] } });
    expect(await file.write(fleet([device('A')]))).toEqual({ ok: true, value: undefined });
    expect(await file.read()).toEqual({ ok: true, value: fleet([device('A')]) });
    expect(readdirSync(path.join(folder, 'sub'))).toEqual(['fleet.json']);
  });

  it('is the newest state when many are written at once', async () => {
    const file = new FleetFile(path.join(folder, 'fleet.json'));
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, index) => file.write(fleet([device(`D${index}`)]))),
    );
    expect(written.every(({ ok }) => ok)).toBe(true);
    expect(await file.read()).toMatchObject({ ok: true, value: { devices: [{ id: 'D19' }] } });
  });

  it('forgets those that were not seen for longest when there are too many', async () => {
    const file = new FleetFile(path.join(folder, 'fleet.json'));
    const many = Array.from({ length: 501 }, (_, index) => device(`D${index}`, new Date(index).toISOString()));
    await file.write(fleet(many));
    const read = await file.read();
    expect(read.ok && read.value.devices.length).toBe(500);
    expect(read.ok && read.value.devices.some(({ id }) => id === 'D0')).toBe(false);
  });

  it('tells when it cannot be written', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    const file = new FleetFile(path.join(folder, 'file', 'fleet.json'));
    expect(await file.write(fleet([]))).toMatchObject({
      ok: false,
      error: expect.stringContaining('cannot be written'),
    });
  });

  it.each([
    ['torn', '{"curfew":"fleet/1","devices":['],
    ['of a later version', JSON.stringify({ curfew: 'fleet/2', ...fleet([]) })],
    ['with a device that is none', JSON.stringify({ curfew: 'fleet/1', ...fleet([]), devices: [{ id: 'A' }] })],
    ['with a server that is no text', JSON.stringify({ curfew: 'fleet/1', ...fleet([]), servers: [5] })],
    ['with an address that is none', JSON.stringify({ curfew: 'fleet/1', ...fleet([]), addresses: [{}] })],
    ['that is a list', '[]'],
  ])('does not understand a file %s', (_, text) => {
    expect(parseFleet(text)).toBeUndefined();
  });
});
