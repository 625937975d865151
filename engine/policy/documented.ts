/** The public guide "Foreground service timeouts", read literally, with its swapped words put right (spec/fgs-limits.md 8). */
import { hours, seconds } from '../time.js';
import type { DocumentedPolicy } from './policy.js';

export const documented: DocumentedPolicy = {
  name: 'documented',
  title: 'The public guide, read literally',
  release: null,
  reading: 'documented',
  variant: null,
  timeLimitedTypes: {
    dataSyncLimit: hours(6),
    mediaProcessingLimit: hours(6),
    // "a few seconds" in the guide; taken as shipped.
    crashGrace: seconds(10),
    window: hours(24),
    enabledSinceTargetSdk: 35,
  },
  constants: {},
  sources: [
    {
      what: 'Guide "Foreground service timeouts"',
      where: 'developer.android.com/develop/background-work/services/fgs/timeout',
    },
  ],
};
