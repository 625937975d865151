/** A run of two scenarios on two devices, for tests of the store and of whatever reads runs. */
import type { Analysis } from '../../../engine/compare/analysis.js';
import type { Run, RunCase, RunDevice } from './run.js';

/** As the engine writes it; small. */
export const sampleAnalysis: Analysis = {
  curfew: 'analysis/1',
  sources: [],
  device: { release: 15, fingerprint: null, releaseFrom: null },
  clock: { year: 2026, yearFrom: null, zoneMinutes: 180, zoneFrom: null, notes: [] },
  policy: 'android-15',
  variant: 'V3',
  policyFrom: 'asked for',
  toleranceMs: 100,
  span: null,
  sessions: [],
  predicted: [],
  observed: [],
  verdicts: [
    {
      outcome: 'timeout-callback',
      package: 'com.example.sync',
      service: 'com.example.sync/.SyncService',
      verdict: 'as-predicted',
      deltaMs: 12,
      predicted: 0,
      observed: 0,
      cause: null,
    },
    {
      outcome: 'crash-did-not-stop',
      package: 'com.example.sync',
      service: 'com.example.sync/.SyncService',
      verdict: 'missing',
      deltaMs: null,
      predicted: 1,
      observed: null,
      cause: {
        cause: 'rule-unknown',
        standing: 'suspected',
        explanation: 'Nothing that Curfew knows explains it: ol\u00e9 \u{1F600} \u0000 </script>',
        evidence: [],
      },
    },
  ],
  budgets: [],
  spans: [],
  assumptions: [],
  diagnostics: [],
};

export function sampleDevice(id: string): RunDevice {
  return {
    id,
    serial: id,
    name: `Pixel 8 (${id})`,
    manufacturer: 'Google',
    model: 'Pixel 8',
    kind: 'phone',
    release: 15,
    sdk: 35,
    fingerprint: 'google/shiba/shiba:15/AP4A.250105.002/12701944:user/release-keys',
    securityPatch: '2025-01-05',
    changes: [
      {
        kind: 'device_config',
        subject: 'activity_manager/data_sync_fgs_timeout_duration',
        before: null,
        during: '60000',
        after: null,
        state: 'restored',
        note: null,
      },
    ],
  };
}

export function sampleCase(scenario: string, device: string, changes: Partial<RunCase> = {}): RunCase {
  return {
    scenario,
    device,
    state: 'planned',
    reason: null,
    attempts: 0,
    begunAt: null,
    endedAt: null,
    environment: null,
    prediction: null,
    analysis: null,
    trace: null,
    notObserved: [],
    ...changes,
  };
}

export const doneCase: RunCase = sampleCase('budget', 'emulator-5554', {
  state: 'done',
  attempts: 1,
  begunAt: '2026-11-22T20:00:01.000Z',
  endedAt: '2026-11-22T20:07:01.500Z',
  environment: {
    readAt: '2026-11-22T20:00:00.500Z',
    bootId: '6f0c7b1e-6f7e-4f53-9d2f-2f4a3a1d7a11',
    policy: 'android-15',
    variant: 'V3',
    limits: [{ name: 'data_sync_fgs_timeout_duration', value: '60000', reading: '1 min', origin: 'set for this run' }],
    facts: [{ name: 'charging', value: 'yes, over USB' }],
  },
  prediction: { curfew: 'prediction/1', policy: 'android-15', variant: 'V3', outcomes: [], budgets: [] },
  analysis: sampleAnalysis,
  trace: { sha256: 'a'.repeat(64), bytes: 1_234 },
  notObserved: ['The events buffer of the first 3 s was overwritten.'],
});

export function sampleRun(id: string, changes: Partial<Run> = {}): Run {
  const scenario = {
    packageName: 'com.example.sync',
    targetSdk: 35,
    document: '{"curfew":"scenario/1"}',
    compression: 60,
  };
  return {
    curfew: 'run/1',
    id,
    name: `Nightly ${id}`,
    state: 'running',
    createdAt: '2026-11-22T20:00:00.000Z',
    begunAt: '2026-11-22T20:00:01.000Z',
    endedAt: null,
    curfewVersion: '0.1.0',
    host: 'lab1',
    toleranceMs: 100,
    pinned: false,
    note: '',
    scenarios: [
      { ...scenario, id: 'budget', name: 'the budget runs out' },
      { ...scenario, id: 'grace', name: 'does not stop' },
    ],
    devices: [sampleDevice('emulator-5554'), sampleDevice('R58M123ABC')],
    cases: [
      doneCase,
      sampleCase('grace', 'emulator-5554'),
      sampleCase('budget', 'R58M123ABC'),
      sampleCase('grace', 'R58M123ABC'),
    ],
    ...changes,
  };
}
