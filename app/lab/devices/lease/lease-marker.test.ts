import { describe, expect, it } from 'vitest';
import { ok } from '../../../../engine/result.js';
import type { AdbPort } from '../adb-port.js';
import { parseMarker, readMarker, writeMarker } from './lease-marker.js';

const marker = {
  lease: '0f7c6a2e-9d0b-4a0c-8f6e-2b1d3c4e5f60',
  desktop: { id: 'a', name: 'lab-a' },
  holder: 'run-1',
  since: '2026-11-23T00:00:00.000Z',
  expires: 1000,
};
const text = JSON.stringify({ curfew: 'lease/1', ...marker });

/** Answers every command with the same. */
const portSaying = (stdout: string, exitCode = 0): AdbPort & { readonly sent: string[] } => {
  const sent: string[] = [];
  return {
    sent,
    shell: (command) => {
      sent.push(command);
      return Promise.resolve(ok({ stdout, stderr: '', exitCode }));
    },
    push: () => Promise.resolve(ok(undefined)),
    pull: () => Promise.resolve(ok(null)),
  };
};

describe('the marker of a lease on a device', () => {
  it('is read with the device’s own clock, which says whether it has run out', async () => {
    expect(await readMarker(portSaying(`999\n${text}\n`))).toMatchObject({
      ok: true,
      value: { marker, isExpired: false, deviceNow: 999 },
    });
    expect(await readMarker(portSaying(`1000\n${text}\n`))).toMatchObject({ ok: true, value: { isExpired: true } });
    expect(await readMarker(portSaying('5\n'))).toMatchObject({
      ok: true,
      value: { marker: null, isExpired: true, text: '' },
    });
    expect(await readMarker(portSaying('sh: date: not found\n'))).toMatchObject({ ok: false });
  });

  it.each([
    ['', null],
    ['null', null],
    ['[]', null],
    ['{"lease":1}', null],
    [JSON.stringify({ ...marker, lease: '$(reboot)' }), null],
    [JSON.stringify({ ...marker, expires: 'soon' }), null],
    [JSON.stringify({ ...marker, desktop: null }), null],
    [JSON.stringify({ ...marker, holder: 'x'.repeat(201) }), null],
    [text, marker],
  ])('takes %s for what it is', (content, expected) => {
    expect(parseMarker(content)).toEqual(expected);
  });

  it('is written only where what was read is still there, under the boot that was read', async () => {
    const boot = '11111111-2222-4333-8444-555555555555';
    const found = { marker, isExpired: true, deviceNow: 5, text };
    const taken = portSaying('', 98);
    expect(await writeMarker(taken, boot, marker, found)).toEqual({
      ok: false,
      error: 'another computer took the device at this moment',
    });
    expect(taken.sent[0]).toContain(`grep -qxF ${boot}`);
    expect(taken.sent[0]).toContain(`grep -qF ${marker.lease}`);
    const free = portSaying('');
    expect(await writeMarker(free, boot, marker, { ...found, marker: null, text: '' })).toEqual(ok(undefined));
    expect(free.sent[0]).toContain('[ ! -e /data/local/tmp/curfew/lease.json ]');
  });
});
