/**
 * A ZIP for Perfetto 58 and newer: one trace for each device, and the manifest that makes each a machine of its own.
 *
 * It stands inside the bundle and is not the bundle itself: Perfetto refuses an archive that holds anything beside traces
 * (its reader of ZIPs takes every file that is not hidden for a trace).
 */
import { renderChromeTrace } from '../perfetto/chrome-trace.js';
import { safeJson } from '../safe-json.js';
import { safeFileName, type ReportPart, type ReportSubject } from '../subject.js';
import { visibleText } from '../visible-text.js';
import { ZipWriter } from './zip-writer.js';

interface Machine {
  readonly name: string;
  readonly parts: ReportPart[];
}

/** Parts of one device together; every log is a machine of its own. */
function machinesOf(subject: ReportSubject): readonly Machine[] {
  const machines = new Map<string, Machine>();
  for (const part of subject.parts) {
    const key = part.played?.device.id ?? part.id;
    const machine = machines.get(key) ?? { name: part.played?.device.name ?? part.title, parts: [] };
    machines.set(key, machine);
    machine.parts.push(part);
  }
  return [...machines.values()];
}

export async function perfettoArchive(subject: ReportSubject): Promise<Uint8Array> {
  const machines = machinesOf(subject).map((machine, index) => ({
    ...machine,
    // Perfetto merges machines of one name; two phones may bear the same.
    name: `${index + 1} ${visibleText(machine.name)}`,
    path: `${String(index + 1).padStart(2, '0')}-${safeFileName(machine.name)}.json`,
  }));
  const pieces: Uint8Array[] = [];
  const zip = new ZipWriter((piece) => pieces.push(piece));
  const encoder = new TextEncoder();
  const manifest = {
    perfetto_manifest: {
      version: 1,
      files: machines.map(({ path, name }) => ({ path, machine: { name } })),
      attributes: { 'curfew.title': visibleText(subject.title) },
    },
  };
  await zip.add({ name: 'perfetto_manifest.json', pieces: [encoder.encode(safeJson(manifest))] });
  for (const { path, name, parts } of machines) {
    await zip.add({ name: path, pieces: [encoder.encode(renderChromeTrace({ title: name, parts }))] });
  }
  zip.end();
  return Buffer.concat(pieces);
}
