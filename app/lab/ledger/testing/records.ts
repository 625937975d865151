/** An entry as the tests of the journal need it. */
import type { EntryRecord } from '../change.js';

export function recordOf(more: Partial<EntryRecord> = {}): EntryRecord {
  return {
    session: 's1',
    entry: 1,
    run: 'run 1',
    desktop: { id: 'desktop-A', name: 'A' },
    device: { serialno: 'SIM0001', avd: '', fingerprint: 'sim/sim9', sdk: 36 },
    boot: '00000001-0000-4000-8000-000000000001',
    kind: 'device_config',
    target: { namespace: 'activity_manager', key: 'data_sync_fgs_timeout_duration' },
    before: null,
    want: '60000',
    undo: 'device_config delete activity_manager data_sync_fgs_timeout_duration',
    state: 'planned',
    at: '2026-11-22T10:00:00.000Z',
    ...more,
  };
}
