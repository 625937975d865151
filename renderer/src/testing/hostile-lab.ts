/**
 * A lab whose every free text is hostile, as logs, devices and people's names for things may be: markup, quotes, placeholders,
 * a text direction turned round, control characters. For a test that opens every view and sees whether any of it comes to life.
 */
import type { LabClient } from '../../../app/api/contract.js';

const markup = `<img src=x onerror="globalThis.came=1"><script>globalThis.came=1</script><b data-came>`;
const PAYLOAD = `${markup}"'>{came}\u202e\u0007\u001b[31m`;

/** Fields that hold what a log, a device or a person wrote; all others are words of the contract, ids, times and numbers. */
const texts = new Set([
  ...['name', 'title', 'note', 'text', 'sub', 'message', 'what', 'value', 'explanation', 'file', 'path', 'folder'],
  ...[
    'package',
    'service',
    'component',
    'subject',
    'before',
    'during',
    'want',
    'undo',
    'command',
    'activity',
    'advice',
  ],
  ...['model', 'manufacturer', 'serial', 'serialno', 'fingerprint', 'securityPatch', 'reason', 'evidence', 'host'],
  ...['labels', 'notes', 'assumptions', 'packages', 'sentences', 'notObserved', 'notComparable', 'because', 'obstacle'],
  ...['reading', 'origin', 'thermal', 'program', 'error', 'holder', 'policyFrom', 'yearFrom', 'releaseFrom'],
]);
/** Words of the contract under one of those names. */
const words = new Set(['server', 'electron', 'example', 'own', 'built in', 'file', '']);

function poisoned(value: unknown, isText: boolean): unknown {
  if (typeof value === 'string') return isText && !words.has(value) ? `${value}${PAYLOAD}` : value;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, isText));
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  // Names of policies are compared with what a log was judged by: they stay.
  const isPolicy = 'variants' in value && 'config' in value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'html' ? `${String(part)}${markup}` : poisoned(part, texts.has(key) && !(isPolicy && key === 'name')),
    ]),
  );
}

export function hostile(lab: LabClient): LabClient {
  return {
    ...lab,
    call: async (name, input, signal) => poisoned(await lab.call(name, input, signal), false) as never,
    watch: (name, input, signal, onItem, onEnd) => {
      lab.watch(name, input, signal, (item) => onItem(poisoned(item, false) as typeof item), onEnd);
    },
  };
}
