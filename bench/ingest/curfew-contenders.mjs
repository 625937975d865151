/**
 * Our ingest, cut off at different depths. Each function reads a file once and answers what it can of the common
 * questions: `records`, `activityManager` (records with that tag), `understood` (lines that say
 * something), `foregroundStarts` (starts of foreground services that became part of the trace).
 */
import { loadEngine } from './build-engine.mjs';
import { readChunks } from './read-chunks.mjs';

const assembleOptions = { calendar: { year: 2026, zoneMinutes: 0 } };

export async function textScan() {
  return scanText([]);
}

export async function textOneTag() {
  return scanText(['ActivityManager']);
}

/** Every line checked and taken apart; records of the wanted tags delivered. */
async function scanText(tags) {
  const [{ LineSplitter }, { LogcatTextReader }, { TagSet }] = await Promise.all(
    ['lines', 'logcat-text-reader', 'tag-set'].map(loadEngine),
  );
  return (file) => {
    let delivered = 0;
    const reader = new LogcatTextReader({
      source: 0,
      wanted: new TagSet({ exact: tags }),
      sink: { record: () => void delivered++ },
    });
    const splitter = new LineSplitter({
      onLine: (bytes, start, end, line, byteStart) => reader.line(bytes, start, end, line, byteStart),
    });
    readChunks(file, (chunk) => splitter.push(chunk));
    splitter.finish();
    reader.finish();
    const { records } = reader.stats();
    return tags.length === 0 ? { records } : { records, activityManager: delivered };
  };
}

/** Any file to facts: what `SourceReader` gives. */
export async function facts() {
  const { SourceReader } = await loadEngine('source-reader');
  return (file) => answersOf(readSources(SourceReader, file));
}

/** Any file to a trace. */
export async function trace() {
  const [{ SourceReader }, { assemble }] = await Promise.all(['source-reader', 'assemble'].map(loadEngine));
  return (file) => {
    const sources = readSources(SourceReader, file);
    const { trace: made, sessions, understood } = assemble(sources, assembleOptions);
    return {
      understood: understood.reduce((sum, lines) => sum + lines, 0),
      // Each start that is believed opens one session: a trace that believes nothing would be quick, and wrong.
      foregroundStarts: sessions.filter(({ start }) => start.provenance !== undefined).length,
      events: made.length,
    };
  };
}

function readSources(SourceReader, file) {
  const reader = new SourceReader(file, 0);
  readChunks(file, (chunk) => reader.push(chunk));
  return reader.finish();
}

function answersOf(sources) {
  let activityManager = 0;
  let understood = 0;
  for (const { logs } of sources)
    for (const log of logs) {
      let lastLine = 0;
      for (const { provenance } of log.facts) {
        // A line may give several facts, one after the other.
        if (provenance.line === lastLine) continue;
        lastLine = provenance.line;
        understood++;
        if (/[VDIWEF] ActivityManager: /.test(provenance.rawText)) activityManager++;
      }
    }
  return { activityManager, understood };
}

/** A binary log with every record delivered, as adbkit does. */
export async function binaryRecords() {
  const { LogcatBinaryReader } = await loadEngine('logcat-binary-reader');
  return (file) => {
    let activityManager = 0;
    const reader = new LogcatBinaryReader({
      source: 0,
      record: ({ tag }) => {
        if (tag === 'ActivityManager') activityManager++;
      },
    });
    readChunks(file, (chunk) => reader.push(chunk));
    reader.finish();
    return { records: reader.stats().records, activityManager };
  };
}
