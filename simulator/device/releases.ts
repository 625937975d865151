import type { Variant } from '../limits/script.js';

/** What differs between releases of Android, as far as the simulator shows it. */
export interface Release {
  readonly release: 14 | 15 | 16 | 17;
  readonly sdk: number;
  /** Code variant of the limits (specification fgs-limits, 0.1). */
  readonly variant: Variant;
  readonly buildId: string;
  readonly incremental: string;
  readonly securityPatch: string;
  /** From Android 16 on the shell may write only flags of a list (specification adb-and-devices, 8.1). */
  readonly hasFlagAllowlist: boolean;
}

/** Build ids have the form that each release uses; they name no build that exists. */
export const releases = {
  14: {
    release: 14,
    sdk: 34,
    variant: 'V0',
    buildId: 'UP1A.231005.007',
    incremental: '10754064',
    securityPatch: '2024-09-05',
    hasFlagAllowlist: false,
  },
  15: {
    release: 15,
    sdk: 35,
    variant: 'V3',
    buildId: 'AP3A.240905.015',
    incremental: '12405067',
    securityPatch: '2025-05-05',
    hasFlagAllowlist: false,
  },
  16: {
    release: 16,
    sdk: 36,
    variant: 'V3',
    buildId: 'BP2A.250605.031',
    incremental: '13578606',
    securityPatch: '2026-06-05',
    hasFlagAllowlist: true,
  },
  17: {
    release: 17,
    sdk: 37,
    variant: 'V4',
    buildId: 'CP1A.260605.009',
    incremental: '15104112',
    securityPatch: '2026-10-05',
    hasFlagAllowlist: true,
  },
} as const satisfies Readonly<Record<number, Release>>;

export type ReleaseNumber = keyof typeof releases;
