/** Everything that input can make grow has a bound, and all bounds are here. */

/** A longer line is cut; the rest of it is skipped and counted. */
export const maxLineLength = 1 << 20;
/** Kept as proof for a fact; logcat itself cuts its payload near 4,068 bytes. */
export const maxRawTextLength = 8_192;
/** Examples of a kind of diagnostic that are kept. */
export const maxDiagnosticKinds = 64;
/** Distinct strings a trace may hold. */
export const maxStrings = 4_000_000;
/** Events a trace may hold. */
export const maxEvents = 100_000_000;

/** ZIP: entries looked at. */
export const maxZipEntries = 10_000;
/** ZIP: unpacked size over packed size of one entry; checked while unpacking, before more memory is taken. */
export const maxZipRatio = 100;
/** ZIP: an entry this small is never called a bomb, whatever its ratio. */
export const zipRatioFloor = 1 << 20;
/** ZIP: unpacked size of one entry. */
export const maxZipEntrySize = 4 * 1024 ** 3;
/** ZIP: the packed file itself; its directory stands at its end, so it is read as a whole. */
export const maxZipPackedSize = 2 * 1024 ** 3;
