/**
 * `dumpsys activity exit-info`: why processes ended (`ApplicationExitInfo.dump`). Two layouts, several fields per line or one:
 *
 *     ApplicationExitInfo #0:
 *       timestamp=2026-09-10 09:59:30.123 pid=321 realUid=10123 packageUid=10123 definingUid=10123 user=0
 *       process=com.x reason=4 (APP CRASH(EXCEPTION)) subreason=0 (UNKNOWN) status=0
 *       importance=100 pss=20MB rss=40MB description=crash state=empty trace=null
 *
 * The description is free text and may hold anything, `subreason=` too: fields are read in the order in which the platform
 * prints them, and the description reaches to the last ` state=`.
 */
import { proofText, type DumpReader, type DumpSink } from './dump-time.js';
import { parseDate } from './duration.js';

interface Block {
  readonly line: number;
  readonly byteStart: number;
  byteEnd: number;
  text: string;
}

/** A block is a dozen short lines; more of it is not read. */
const maxBlockLength = 16_384;
const headerForm = /^\s*ApplicationExitInfo #\d+:/;
const otherHeader = /^\s*(?:package: |Historical Process Exit |ACTIVITY MANAGER |Last Timestamp )/;

export class ExitInfoReader implements DumpReader {
  private block: Block | undefined;

  constructor(private readonly sink: DumpSink) {}

  line(text: string, lineNumber: number, byteStart: number, byteEnd: number): void {
    if (headerForm.test(text)) {
      this.finish();
      this.block = { line: lineNumber, byteStart, byteEnd, text: '' };
      return;
    }
    const { block } = this;
    if (block === undefined) return;
    if (text.trim() === '' || otherHeader.test(text)) {
      this.finish();
      return;
    }
    block.byteEnd = byteEnd;
    if (block.text.length < maxBlockLength) block.text += ` ${text.trim().slice(0, maxBlockLength)}`;
  }

  finish(): void {
    const { block } = this;
    this.block = undefined;
    if (block === undefined) return;
    const fields = splitFields(block.text);
    const stamp = parseDate(fields.get('timestamp') ?? '');
    const pid = wholeNumber(fields.get('pid'));
    const reason = codeAndName(fields.get('reason'));
    const processName = fields.get('process');
    if (pid === undefined || reason === undefined || processName === undefined) {
      const text = block.text.trim().slice(0, 200);
      this.sink.problem({ what: 'an exit record of the dump cannot be read', line: block.line, text });
      return;
    }
    const description = fields.get('description');
    this.sink.fact({
      time: { at: 'stamp', stamp: stamp ?? { clock: 'none' } },
      body: {
        kind: 'exit-info',
        pid,
        uid: wholeNumber(fields.get('packageUid')) ?? wholeNumber(fields.get('realUid')),
        processName,
        reasonCode: reason.code,
        reasonName: reason.name,
        subreasonCode: codeAndName(fields.get('subreason'))?.code,
        status: wholeNumber(fields.get('status')),
        importance: wholeNumber(fields.get('importance')),
        description: description === undefined || description === 'null' ? undefined : description,
      },
      line: block.line,
      byteStart: block.byteStart,
      byteEnd: block.byteEnd,
      rawText: proofText(block.text.trim()),
    });
  }
}

/** In the order in which `ApplicationExitInfo.dump` prints them. */
const keysInOrder = [
  'timestamp',
  'pid',
  'realUid',
  'packageUid',
  'definingUid',
  'user',
  'process',
  'reason',
  'subreason',
  'status',
  'importance',
  'pss',
  'rss',
  'description',
] as const;

/** Cuts ` key=value key=value` at the known keys, each searched only behind the one before. */
function splitFields(text: string): ReadonlyMap<string, string> {
  const starts: { key: string; keyAt: number; valueAt: number }[] = [];
  let from = 0;
  for (const key of keysInOrder) {
    const keyAt = text.indexOf(` ${key}=`, from);
    if (keyAt < 0) continue;
    from = keyAt + key.length + 2;
    starts.push({ key, keyAt, valueAt: from });
    if (key === 'description') break;
  }
  const fields = new Map<string, string>();
  starts.forEach(({ key, valueAt }, index) => {
    const state = key === 'description' ? text.lastIndexOf(' state=') : -1;
    const end = starts[index + 1]?.keyAt ?? (state >= valueAt ? state : text.length);
    fields.set(key, text.slice(valueAt, end).trim());
  });
  return fields;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** `4 (APP CRASH(EXCEPTION))` → 4, `APP CRASH(EXCEPTION)` */
function codeAndName(text: string | undefined): { code: number; name: string | undefined } | undefined {
  const match = /^(-?\d{1,6})(?: \((.*)\))?$/.exec(text ?? '');
  return match === null ? undefined : { code: Number(match[1]), name: match[2] };
}
