/** A watch as a run of one case: what is watched and for how long stands in the document of its one scenario. */
import { fail, ok, type Result } from '../../../../engine/result.js';
import { formatDuration } from '../../../../engine/time-format.js';
import { hours } from '../../../../engine/time.js';
import type { FleetSnapshot } from '../../devices/fleet.js';
import { newRun, plannedCase, runDeviceOf, type NewRun } from '../new-run.js';
import type { Run } from '../run.js';
import type { ObserveRequest } from '../run-engine.js';

const MARK = 'observe/1';
export const OBSERVED = 'observe';
const LONGEST_MS = hours(7 * 24);
/** Harmless in a line of the shell. */
const packagePattern = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+$/;

export function newObservation(
  request: ObserveRequest,
  fleet: FleetSnapshot,
  about: Pick<NewRun, 'at' | 'curfewVersion' | 'host'>,
): Result<Run, string> {
  const { packageName, forMs, device: id } = request;
  if (!packagePattern.test(packageName) || packageName.length > 200)
    return fail(`"${packageName.slice(0, 80)}" is no name of a package, for example com.example.sync.`);
  if (!(forMs > 0 && forMs <= LONGEST_MS)) return fail(`An app is watched for up to ${formatDuration(LONGEST_MS)}.`);
  const device = fleet.devices.find((one) => one.id === id);
  if (device === undefined) return fail(`There is no device "${id}": see curfew devices.`);
  const scenario = {
    id: OBSERVED,
    name: `${packageName}, watched for ${formatDuration(forMs)}`,
    packageName,
    // Of the app; the log tells what follows from it.
    targetSdk: 0,
    document: JSON.stringify({ curfew: MARK, package: packageName, forMs }),
    compression: 1,
  };
  return ok(
    newRun({
      ...about,
      name: request.name,
      toleranceMs: request.toleranceMs,
      note: '',
      scenarios: [scenario],
      devices: [runDeviceOf(device)],
      cases: [plannedCase(OBSERVED, id)],
    }),
  );
}

/** What a run watches and for how long; `null` for a run that plays scenarios. */
export function observedPackage({ scenarios }: Run): { readonly packageName: string; readonly forMs: number } | null {
  const [scenario] = scenarios;
  if (scenario?.id !== OBSERVED || scenarios.length > 1) return null;
  let document: unknown;
  try {
    document = JSON.parse(scenario.document);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof document !== 'object' || document === null || !('forMs' in document) || !('curfew' in document))
    return null;
  const { forMs, curfew } = document;
  const isMeant = curfew === MARK && typeof forMs === 'number' && packagePattern.test(scenario.packageName);
  return isMeant ? { packageName: scenario.packageName, forMs } : null;
}
