/**
 * `dumpsys activity services`: one snapshot for each `* ServiceRecord{...}` block (`ServiceRecord.dump`).
 *
 *     * ServiceRecord{4432b25 u0 com.x/.Sync c:com.x}
 *       packageName=com.x
 *       app=ProcessRecord{8533fdc 2478:com.x/u0a8}
 *       isForeground=true foregroundId=7 types=0x00000001 foregroundNoti=Notification(...)     types only from Android 14 on
 *       isShortFgs=true startId=1 ...                                                          shortService only
 *       createTime=-3h1m22s566ms startingBgTimeout=--
 *       startRequested=true delayedStop=false ...
 */
import { shortComponent } from '../../android/components.js';
import { ServiceType } from '../../android/service-types.js';
import { parseUid } from '../../android/uids.js';
import { durationMs } from '../../time.js';
import type { ServiceFact } from '../fact.js';
import { proofText, type DumpReader, type DumpSink } from './dump-time.js';
import { parseDuration } from './duration.js';

type Snapshot = Extract<ServiceFact, { kind: 'service-snapshot' }>;

interface Block {
  snapshot: Snapshot;
  readonly line: number;
  readonly byteStart: number;
  byteEnd: number;
  readonly rawText: string;
  /** Indent of the header; fields stand deeper. */
  readonly indent: number;
  /** Behind `Bindings:` and the like the fields of other records follow. */
  inDetails: boolean;
}

const headerForm = /^\* ServiceRecord\{([0-9a-f]{1,16}) u(-?\d{1,9}) ([^\s{}]{1,512})(?: c:[^}]{0,256})?\}/;
const detailHeaders = ['Bindings:', 'All Connections:', 'Delivered Starts:', 'Pending Starts:'];

export class ActivityServicesReader implements DumpReader {
  private block: Block | undefined;

  constructor(private readonly sink: DumpSink) {}

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    const trimmed = text.trim();
    const indent = text.length - text.trimStart().length;
    if (trimmed.startsWith('* ServiceRecord{')) {
      this.finish();
      this.begin(trimmed, indent, lineNumber, byteStart, byteEnd);
      return;
    }
    const { block } = this;
    if (block === undefined) return;
    // A blank line or a line at the header's level ends the block.
    if (trimmed === '' || indent <= block.indent) {
      this.finish();
      return;
    }
    block.byteEnd = byteEnd;
    if (detailHeaders.some((header) => trimmed.startsWith(header))) block.inDetails = true;
    if (!block.inDetails) block.snapshot = withField(block.snapshot, trimmed);
  }

  finish(): void {
    const { block } = this;
    this.block = undefined;
    if (block === undefined) return;
    const { snapshot: body, line, byteStart, byteEnd, rawText } = block;
    this.sink.fact({ time: { at: 'before-dump', agoMs: 0 }, body, line, byteStart, byteEnd, rawText });
  }

  private begin(trimmed: string, indent: number, line: number, byteStart: number, byteEnd: number): void {
    const match = headerForm.exec(trimmed);
    if (match === null) {
      this.sink.problem({ what: 'a service record of the dump cannot be read', line, text: trimmed.slice(0, 200) });
      return;
    }
    const service = { hash: match[1] ?? '', user: Number(match[2]), component: shortComponent(match[3] ?? '') };
    const snapshot: Snapshot = {
      kind: 'service-snapshot',
      service,
      packageName: undefined,
      processName: undefined,
      pid: undefined,
      uid: undefined,
      targetSdk: undefined,
      isForeground: false,
      types: undefined,
      startRequested: false,
      ageMs: undefined,
      isShortService: false,
    };
    this.block = { snapshot, line, byteStart, byteEnd, rawText: proofText(trimmed), indent, inDetails: false };
  }
}

/** The snapshot with what one more line of its block says. The first key of a line tells what line it is. */
function withField(snapshot: Snapshot, line: string): Snapshot {
  const equals = line.indexOf('=');
  const value = line.slice(equals + 1);
  switch (line.slice(0, equals)) {
    case 'packageName':
      return { ...snapshot, packageName: value };
    case 'processName':
      return { ...snapshot, processName: value };
    case 'targetSdkVersion':
      return /^\d{1,5}$/.test(value) ? { ...snapshot, targetSdk: Number(value) } : snapshot;
    case 'app': {
      const match = /^ProcessRecord\{[0-9a-f]+ (\d{1,9}):[^\s]+\/([a-z0-9]+)\}/.exec(value);
      return match === null ? snapshot : { ...snapshot, pid: Number(match[1]), uid: parseUid(match[2] ?? '') };
    }
    case 'isForeground': {
      const types = /^\w+ foregroundId=-?\d+ types=(?:0x)?([0-9a-fA-F]{1,8})(?: |$)/.exec(value)?.[1];
      const mask = types === undefined ? undefined : Number.parseInt(types, 16) | 0;
      const isShortService = snapshot.isShortService || mask === ServiceType.shortService;
      return { ...snapshot, isForeground: firstWord(value) === 'true', types: mask, isShortService };
    }
    case 'isShortFgs':
      return { ...snapshot, isShortService: firstWord(value) === 'true' };
    case 'createTime': {
      const age = parseDuration(firstWord(value));
      return age === undefined ? snapshot : { ...snapshot, ageMs: durationMs(Math.max(0, -age)) };
    }
    case 'startRequested':
      return { ...snapshot, startRequested: firstWord(value) === 'true' };
    default:
      return snapshot;
  }
}

function firstWord(text: string): string {
  const space = text.indexOf(' ');
  return space < 0 ? text : text.slice(0, space);
}
