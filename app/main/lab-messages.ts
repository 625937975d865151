/** What the main process and the lab process say to each other. Clients are numbered: 0 is the main process itself, others are windows. */
import { z } from 'zod';
import type { LabMessage } from '../api/protocol.js';

export type ToLab =
  | { readonly kind: 'open' | 'gone'; readonly client: number }
  /** Not yet checked: the session in the lab does that. */
  | { readonly kind: 'message'; readonly client: number; readonly message: unknown }
  /** A person gave this file: it may be imported. */
  | { readonly kind: 'vouch'; readonly request: number; readonly path: string }
  | Printed
  | { readonly kind: 'end' };

/** The report that the lab asked for as PDF; `null`: it could not be printed, and why. */
export interface Printed {
  readonly kind: 'printed';
  readonly request: number;
  readonly pdf: Uint8Array | null;
  readonly error: string;
}

export type FromLab =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'message'; readonly client: number; readonly message: LabMessage }
  | { readonly kind: 'vouched'; readonly request: number; readonly token: string | null }
  | { readonly kind: 'print'; readonly request: number; readonly html: string };

const number = z.int().min(0);

export const toLab: z.ZodType<ToLab> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['open', 'gone']), client: number }),
  z.strictObject({ kind: z.literal('message'), client: number, message: z.unknown() }),
  z.strictObject({ kind: z.literal('vouch'), request: number, path: z.string().max(32_768) }),
  z.strictObject({
    kind: z.literal('printed'),
    request: number,
    pdf: z.instanceof(Uint8Array).nullable(),
    error: z.string(),
  }),
  z.strictObject({ kind: z.literal('end') }),
]);

/** How the lab process is started: one JSON argument. */
export const labArguments = z.strictObject({
  data: z.string(),
  /** Folder of the probe's APKs as a URL; `null`: where the repository has them. */
  probes: z.string().nullable(),
  simulate: z.int().min(0).max(64),
  takesUpRuns: z.boolean(),
});
export type LabArguments = z.infer<typeof labArguments>;
