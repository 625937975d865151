/** Devices: what may be asked of them by hand. */
import { ok } from '../../../engine/result.js';
import type { RestoreReport, RestoredSetting } from '../../lab/ledger/steps/restore-device.js';
import { done, orRefused, refused } from '../answers.js';
import type { Commands, Queries } from '../contract.js';
import type { CallHandlers } from '../dispatcher.js';
import type { LabRooms } from '../lab-rooms.js';

type Names = Extract<keyof Queries | keyof Commands, `fleet.${string}`>;

export function fleetHandlers({ fleet, probe, simulation }: LabRooms): Pick<CallHandlers, Names> {
  return {
    'fleet.gates': async ({ device }) => orRefused(await fleet.gates(device)),
    'fleet.restore-plan': async ({ device }) => {
      const found = fleet.snapshot().devices.find(({ id }) => id === device);
      if (found === undefined) return await Promise.resolve(refused(`No device ${device} is known any more.`));
      return ok(
        // What was changed first is put back last.
        [...found.openChanges].reverse().map(({ kind, subject, before, undo }) => ({
          text: `${kind} ${subject}: back to ${before ?? 'not set'}`,
          command: undo,
        })),
      );
    },
    'fleet.change': async ({ device, ...changes }) => done(orRefused(await fleet.change(device, changes))),
    'fleet.quarantine': async ({ device, reason }) =>
      done(orRefused(await fleet.quarantine(device, reason, 'A person said so.'))),
    'fleet.retest': async ({ device }) => done(orRefused(await fleet.retest(device))),
    'fleet.restore': async ({ device }) => {
      const restored = await fleet.restore(device);
      return restored.ok ? ok(restoreAnswer(restored.value)) : refused(restored.error);
    },
    'fleet.install-probe': async ({ device, targetSdk }) => done(orRefused(await probe.install(device, targetSdk))),
    'fleet.uninstall-probe': async ({ device }) => done(orRefused(await probe.uninstall(device))),
    'fleet.connect': async ({ address }) => done(orRefused(await fleet.connect(address))),
    'fleet.disconnect': async ({ address }) => done(orRefused(await fleet.disconnect(address))),
    'fleet.pair': async ({ address, code }) => done(orRefused(await fleet.pair(address, code))),
    'fleet.simulate': async ({ devices, profile }) => done(orRefused(await simulation.start(devices, profile))),
    'fleet.stop-simulating': async () => done(orRefused(await simulation.stop())),
  };
}

function restoreAnswer({ settings, changedAgain, unrecorded, lost }: RestoreReport): Commands['fleet.restore'][1] {
  const isClosed = ({ outcome }: RestoredSetting): boolean =>
    outcome === 'restored' || outcome === 'as-before' || outcome === 'gone';
  return {
    restored: settings.filter(isClosed).length,
    conflicts: [...settings.filter(({ outcome }) => outcome === 'conflict'), ...changedAgain].map(describe),
    outstanding: [
      ...settings.filter((one) => !isClosed(one) && one.outcome !== 'conflict').map(describe),
      ...unrecorded,
      ...(lost === undefined ? [] : [lost]),
    ],
  };
}

/** All entries of a restored setting are about the same thing. */
function describe({ entries: [entry], why }: RestoredSetting): string {
  return entry === undefined ? why : `${entry.kind} ${Object.values(entry.target).join('/')}: ${why}`;
}
