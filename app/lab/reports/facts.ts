/** What the formats for machines say about a part beside its outcomes: device, scenario, policy, tolerance, limits in force. */
import { formatDuration } from '../../../engine/time-format.js';
import { spanWords, zoneWords } from './moments.js';
import type { PlayedCase, ReportPart } from './subject.js';
import { headline, policyWords, releaseWords } from './words.js';

export type Fact = readonly [name: string, value: string];

const known = (name: string, value: string | number | null): Fact[] => (value === null ? [] : [[name, String(value)]]);

/** Who the device is, as far as it is known. */
function deviceFacts({ device }: PlayedCase): Fact[] {
  return [
    ['device', device.name],
    ['device.serial', device.serial],
    ['device.kind', device.kind],
    ...known('device.manufacturer', device.manufacturer),
    ...known('device.model', device.model),
    ...known('device.release', device.release),
    ...known('device.sdk', device.sdk),
    ...known('device.fingerprint', device.fingerprint),
    ...known('device.securityPatch', device.securityPatch),
  ];
}

function playedFacts(played: PlayedCase): Fact[] {
  const { scenario } = played;
  const one = played.case;
  const limits = (one.environment?.limits ?? []).map((limit): Fact => {
    const value = limit.value === null ? limit.reading : `${limit.reading} (${limit.value})`;
    return [`limit.${limit.name}`, `${value}, ${limit.origin}`];
  });
  return [
    ['scenario', scenario.name],
    ['scenario.package', scenario.packageName],
    ['scenario.targetSdk', String(scenario.targetSdk)],
    ['scenario.compression', String(scenario.compression)],
    ...deviceFacts(played),
    ['case.state', one.state],
    ...known('case.reason', one.reason),
    ['case.attempts', String(one.attempts)],
    ...known('case.begunAt', one.begunAt),
    ...known('case.endedAt', one.endedAt),
    ...known('trace.sha256', one.trace?.sha256 ?? null),
    ...limits,
  ];
}

/** Names and values in a fixed order; a name may stand more than once (`source`). */
export function partFacts(part: ReportPart): Fact[] {
  const { analysis, played } = part;
  const ofCase = played === null ? [] : playedFacts(played);
  if (analysis === null) return ofCase;
  return [
    ['headline', headline(analysis)],
    ...ofCase,
    ['policy', policyWords(analysis)],
    ['policy.from', analysis.policyFrom],
    // Of a case the device has been said; here it is what the recording tells.
    [played === null ? 'device' : 'recording.device', releaseWords(analysis)],
    ['tolerance', formatDuration(analysis.toleranceMs)],
    ['log', spanWords(analysis)],
    ['zone', zoneWords(analysis)],
    ...analysis.sources.map((source): Fact => ['source', `${source.file} (${source.layout})`]),
  ];
}
