/** Small recordings, as files, for tests of the pool. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceType } from '../android/service-types.js';
import { MS_PER_HOUR } from '../time.js';
import { writeTrace } from '../trace/arrow-file.js';
import { EventKind } from '../trace/event-kind.js';
import { TraceBuilder } from '../trace/trace-builder.js';
import { emptyMeta, type Trace } from '../trace/trace.js';
import type { RecordingFile } from './replay-pool.js';

/**
 * A device whose apps run dataSync services for hours: budgets run out, timers move, windows turn. Devices differ by `seed`, in
 * length too; services of one name occur on several, in another order.
 */
export function recording(seed: number, shared = false): Trace {
  const builder = new TraceBuilder({ shared });
  builder.add({ kind: EventKind.boot, elapsed: 0 });
  const apps = 1 + (seed % 3);
  for (let app = apps; app > 0; app--) {
    const process = `com.example.app${(app * 7 + seed) % 5}`;
    const of = { process, uid: 10_000 + app, argument: 2 };
    builder.add({ kind: EventKind.processStarted, elapsed: 1, ...of });
    for (let run = 0; run < 3 + (seed % 7); run++) {
      const service = `${process}/.Sync${(run + seed) % 2}`;
      const begin = 10 + run * 5 * MS_PER_HOUR + app * 1_000;
      const types = run % 3 === 2 ? ServiceType.mediaProcessing : ServiceType.dataSync;
      builder.add({ kind: EventKind.startForegroundService, elapsed: begin, ...of, service });
      builder.add({ kind: EventKind.startForeground, elapsed: begin + 5, ...of, service, types });
      builder.add({ kind: EventKind.stopSelf, elapsed: begin + (3 + (seed % 2)) * MS_PER_HOUR, ...of, service });
    }
  }
  return builder.finish({ ...emptyMeta, zero: 'boot', release: 15 });
}

/** Writes `recording(seed)` as trace file. */
export function writeRecording(folder: string, seed: number, name = `device-${seed}.arrow`): RecordingFile {
  return writeBytes(folder, name, writeTrace(recording(seed)));
}

export function writeBytes(folder: string, name: string, bytes: Uint8Array | string): RecordingFile {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return { path: file, bytes: bytes.length };
}
