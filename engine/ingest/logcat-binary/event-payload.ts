/**
 * The typed payload of a binary event, behind its tag number (`log/log_event_list.h`, little endian):
 *
 *     0 int32   1 int64   2 string (u32 length, bytes)   3 list (u8 count, elements)   4 float32
 *
 * Rendered as `logcat` prints it: `[0,pkg/.Cls,1]`, a single value bare.
 */
const maxDepth = 8;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Offset behind the value that begins at `at`, or -1 when it is damaged or reaches beyond `end`. */
export function skipEventValue(bytes: Uint8Array, at: number, end: number, depth = 0): number {
  if (at >= end || depth > maxDepth) return -1;
  switch (bytes[at]) {
    case 0:
    case 4:
      return at + 5 <= end ? at + 5 : -1;
    case 1:
      return at + 9 <= end ? at + 9 : -1;
    case 2: {
      const after = at + 5 <= end ? at + 5 + u32(bytes, at + 1) : -1;
      return after <= end ? after : -1;
    }
    case 3: {
      let next = at + 2;
      for (let left = at + 1 < end ? bytes[at + 1]! : 0; left > 0 && next >= 0; left--) {
        next = skipEventValue(bytes, next, end, depth + 1);
      }
      return next <= end ? next : -1;
    }
    default:
      return -1;
  }
}

/** The text of the value that begins at `at`; `undefined` when it is damaged. An event without payload is empty. */
export function renderEventValue(bytes: Uint8Array, at: number, end: number): string | undefined {
  if (at === end) return '';
  return skipEventValue(bytes, at, end) < 0 ? undefined : render(bytes, at, end).text;
}

function render(bytes: Uint8Array, at: number, end: number): { text: string; next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  switch (bytes[at]) {
    case 0:
      return { text: String(view.getInt32(at + 1, true)), next: at + 5 };
    case 1:
      return { text: view.getBigInt64(at + 1, true).toString(), next: at + 9 };
    case 4:
      return { text: view.getFloat32(at + 1, true).toFixed(6), next: at + 5 };
    case 2: {
      const next = at + 5 + u32(bytes, at + 1);
      return { text: decoder.decode(bytes.subarray(at + 5, next)), next };
    }
    default: {
      const parts: string[] = [];
      let next = at + 2;
      for (let left = bytes[at + 1]!; left > 0; left--) {
        const element = render(bytes, next, end);
        parts.push(element.text);
        next = element.next;
      }
      return { text: `[${parts.join(',')}]`, next };
    }
  }
}

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
