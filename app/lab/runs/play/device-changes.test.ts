import { describe, expect, it } from 'vitest';
import { recordOf } from '../../ledger/testing/records.js';
import { changeOf, DeviceChanges } from './device-changes.js';

describe('what a run tells of its changes', () => {
  it('is the last state of each entry, in the order made, of this run alone', () => {
    const changes = new DeviceChanges('run 1');
    changes.learn([recordOf(), recordOf({ entry: 2, run: 'another' })]);
    changes.learn([recordOf({ state: 'restored', found: null }), recordOf({ entry: 3, state: 'refused' })]);
    expect(changes.list.map(({ state }) => state)).toEqual(['restored', 'refused']);
  });

  it('says what was put back, and where nothing was read', () => {
    const restored = changeOf(recordOf({ state: 'restored', found: '5' }));
    expect(restored).toMatchObject({ before: null, during: '60000', after: '5', state: 'restored', note: null });
    expect(restored.subject).toBe('activity_manager/data_sync_fgs_timeout_duration');
    expect(changeOf(recordOf({ state: 'gone' }))).toMatchObject({ after: null, note: 'not read back' });
    expect(changeOf(recordOf({ state: 'applied', found: '60000' }))).toMatchObject({
      after: null,
      state: 'outstanding',
    });
  });

  it('remembers what was told before the journal was put aside, and repeats nothing of it', () => {
    const told = [changeOf(recordOf({ state: 'restored', found: null }))];
    const known = new DeviceChanges('run 1', told);
    known.learn([recordOf({ state: 'restored', found: null }), recordOf({ entry: 2 })]);
    expect(known.list).toHaveLength(2);
    const putAside = new DeviceChanges('run 1', told);
    putAside.learn([recordOf({ session: 's2', want: '7' })]);
    expect(putAside.list.map(({ during }) => during)).toEqual(['60000', '7']);
  });
});
