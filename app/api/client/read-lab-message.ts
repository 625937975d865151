/** Reads what comes from the lab: the program on the other end may be of another version. */
import type { ApiError } from '../contract.js';
import type { LabMessage } from '../protocol.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const errorKinds: ReadonlySet<unknown> = new Set<ApiError['kind']>([
  'bad-request',
  'refused',
  'cancelled',
  'broken',
  'unknown-method',
]);

function isApiError(value: unknown): value is ApiError {
  return isFields(value) && errorKinds.has(value['kind']) && typeof value['text'] === 'string';
}

/** `null` for what this protocol does not know. */
export function readLabMessage(message: unknown): LabMessage | null {
  if (!isFields(message)) return null;
  const { kind, id } = message;
  if (typeof id !== 'number') return null;
  switch (kind) {
    case 'answer':
      if (message['ok'] === true) return { kind, id, ok: true, value: message['value'] };
      return isApiError(message['error']) ? { kind, id, ok: false, error: message['error'] } : null;
    case 'item': {
      const { number, item } = message;
      return typeof number === 'number' ? { kind, id, number, item } : null;
    }
    case 'end': {
      const { error } = message;
      return error === null || isApiError(error) ? { kind, id, error } : null;
    }
    default:
      return null;
  }
}
