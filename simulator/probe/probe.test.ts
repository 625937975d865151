/** The probe's behaviour, as probe.json lists it: on a simulated device the same events come as on the Java's own tests. */
import { describe, expect, it } from 'vitest';
import { runLine } from '../device/device-fixture.js';
import { ofProbe, withProbe, probe, start, journal, eventsOf } from './probe-fixture.js';

interface Behaviour {
  readonly name: string;
  readonly service: string;
  readonly extras: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly throws?: string;
  readonly restart?: string;
  readonly returns?: number;
  readonly events: readonly string[];
}

const { behaviours } = JSON.parse(ofProbe('probe.json')) as { readonly behaviours: readonly Behaviour[] };

/** What a limit adds or takes away: the Java's own tests have no system that enforces one. */
const underLimits: Readonly<Record<string, readonly string[]>> = {
  'calls startForeground again': ['start-command', 'foreground', 'foreground', 'timeout', 'foreground-refused'],
  'hangs in onTimeout': ['start-command', 'foreground', 'timeout', 'hang', 'hang-end', 'stop-self', 'uncaught'],
};

describe('a behaviour of the probe', () => {
  it.each(behaviours)('$name writes the events of probe.json', async (behaviour) => {
    const device = withProbe();
    for (const key of ['data_sync', 'media_processing', 'short']) {
      await runLine(device, `device_config put activity_manager ${key}_fgs_timeout_duration 60000`);
    }
    await runLine(device, `pm grant ${probe} android.permission.ACCESS_COARSE_LOCATION`);
    const how =
      behaviour.service === 'NoType'
        ? start('NoType', behaviour.extras).replace('-foreground-service', 'service')
        : start(behaviour.service, behaviour.extras);
    await runLine(device, how);
    // A minute for the limit; a service that never goes to the foreground has thirty seconds.
    const isHung = behaviour.name.startsWith('hangs');
    const playMs = isHung ? 85_000 : behaviour.timeout === undefined ? 30_000 : 69_000;
    device.time.fastForward(behaviour.name.startsWith('never') ? 29_000 : playMs);
    if (behaviour.restart !== undefined) {
      device.app(probe)?.crash({ exception: 'java.lang.Error', message: 'from outside' });
      device.time.fastForward(20_000);
    }
    const service = `${probe}/dev.curfew.probe.${behaviour.service}`;
    const lines = await journal(device);
    const own = lines.filter(
      (line) => line.service === undefined || line.service === service || !behaviour.events.includes('service-create'),
    );
    // A death takes the service without a word: the Java's tests destroy it instead.
    const all = underLimits[behaviour.name] ?? behaviour.events;
    const expected = all.filter((event) => behaviour.restart === undefined || event !== 'service-destroy');
    let at = 0;
    for (const { event } of own) if (event === expected[at]) at += 1;
    expect([behaviour.name, expected.slice(at), eventsOf(own)]).toEqual([behaviour.name, [], eventsOf(own)]);
    const started = lines.find(({ event }) => event === 'start-command');
    if (behaviour.returns !== undefined) expect(started?.['returns']).toBe(behaviour.returns);
    const uncaught = lines.find(({ event }) => event === 'uncaught' && behaviour.restart === undefined && !isHung);
    expect(uncaught?.['exception']).toBe(behaviour.throws);
  });
});
