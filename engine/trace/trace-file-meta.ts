/** `TraceMeta` as JSON in the metadata of a trace file, always with the same fields in the same order. */
import type { TraceMeta, TraceSource } from './trace.js';

const zeros = ['boot', 'first-record', 'scenario-start'] as const;

export function metaToJson({ sources, release, fingerprint, zoneMinutes, zero, topIsSampled }: TraceMeta): string {
  return JSON.stringify({
    sources: sources.map(({ name, layout, bytes, lines }) => ({ name, layout, bytes, lines })),
    release,
    fingerprint,
    zoneMinutes,
    zero,
    topIsSampled,
  });
}

/** The meta, or what is wrong with it in words. Fields that this version does not know are passed over. */
export function metaFromJson(json: string): TraceMeta | string {
  const value = parse(json);
  if (typeof value !== 'object' || value === null) return 'it is not a JSON object';
  const { sources, release, fingerprint, zoneMinutes, zero, topIsSampled } = value as Record<keyof TraceMeta, unknown>;
  if (!Array.isArray(sources)) return 'sources is not a list';
  const known = sources.map(sourceFrom);
  const badSource = known.indexOf(undefined);
  if (badSource >= 0) return `source ${badSource} is not complete`;
  if (!isNumberOrNull(release)) return 'release is not a number';
  if (typeof fingerprint !== 'string' && fingerprint !== null) return 'fingerprint is not a text';
  if (!isNumberOrNull(zoneMinutes) || Math.abs(zoneMinutes ?? 0) > 24 * 60) return 'zoneMinutes is not an offset';
  const knownZero = zeros.find((name) => name === zero);
  if (knownZero === undefined) return 'zero is not known';
  if (typeof topIsSampled !== 'boolean') return 'topIsSampled is not true or false';
  return {
    sources: known.filter((source) => source !== undefined),
    release,
    fingerprint,
    zoneMinutes,
    zero: knownZero,
    topIsSampled,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sourceFrom(value: unknown): TraceSource | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, layout, bytes, lines } = value as Record<keyof TraceSource, unknown>;
  if (typeof name !== 'string' || typeof layout !== 'string' || !isCount(bytes) || !isCount(lines)) return undefined;
  return { name, layout, bytes, lines };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isNumberOrNull = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && Number.isFinite(value));
