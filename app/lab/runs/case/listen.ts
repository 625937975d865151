/** Opens the device's log for a case: every line is written down, read by the engine, and looked through for live marks. */
import { DeviceLog } from '../../probe/device-log.js';
import { fail, ok } from '../../../../engine/result.js';
import { Interruption } from './interruption.js';
import type { CaseStage } from './case-stage.js';
import type { PreparedCase } from './prepare-case.js';

/** The log begins a little before the first step, so that nothing of it is missed. */
const LEAD_MS = 1_000;

export interface Listening {
  readonly log: DeviceLog;
  /** Wall clock of the device from which on everything is heard. */
  readonly sinceMs: number;
}

export async function listen(stage: CaseStage, { clocks }: PreparedCase): Promise<Listening> {
  const { device, interrupter, records, marks, notObserved } = stage;
  const sinceMs = clocks.wallMs - LEAD_MS;
  const log = new DeviceLog({
    port: device.port,
    sinceMs,
    onLines: async (lines) => {
      marks.observed(lines);
      await records.log(lines);
    },
    onGap: () => {
      records.gap();
      notObserved.push('Lines of the log may be missing from the time when the device was not connected.');
    },
    whenBack: async () => {
      try {
        await device.back();
        return ok(undefined);
      } catch (error) {
        // The case ends by it too; here it only ends the log.
        if (error instanceof Interruption) return fail(error.message);
        throw error;
      }
    },
    onBroken: (why) => interrupter.interrupt(`The log of the device broke off: ${why}`),
    signal: interrupter.signal,
  });
  const opened = await interrupter.race(log.open());
  if (!opened.ok) throw new Interruption(`The log of the device cannot be opened: ${opened.error}`);
  return { log, sinceMs };
}
