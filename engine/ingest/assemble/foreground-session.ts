/** One stretch of a service in the foreground, as the sources tell it. */
import type { TypeMask } from '../../android/service-types.js';
import type { Provenance } from '../record.js';
import type { InferredMoment } from './row-sink.js';

export interface ForegroundSession {
  readonly component: string;
  readonly uid: number;
  /** `undefined` when no source says them. */
  readonly types: TypeMask | undefined;
  readonly start: SessionMoment;
  stop: (SessionMoment & { readonly reason: string }) | undefined;
}

export interface SessionMoment extends InferredMoment {
  readonly provenance: Provenance | undefined;
  /** How the moment is known when no line shows it. */
  readonly inferredFrom?: string;
}
