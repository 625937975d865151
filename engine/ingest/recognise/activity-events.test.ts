import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (event: string, payload: string) => recognise(sampleRecord(event, payload, { uid: 1000 }));

describe('activities at the top of the screen', () => {
  it('are named by the system under old and new event names', () => {
    const entered = {
      kind: 'activity-top',
      entered: true,
      component: 'com.foo/.ui.Main',
      packageName: 'com.foo',
      uid: undefined,
    };
    expect(read('am_set_resumed_activity', '[0,com.foo/.ui.Main,minimalResumeActivityLocked]')).toEqual([entered]);
    expect(read('wm_set_resumed_activity', '[0,com.foo/com.foo.ui.Main,resumeTopActivity]')).toEqual([entered]);
    expect(read('am_resume_activity', '[0,1178075,12,com.foo/.ui.Main]')).toEqual([entered]);
    expect(read('wm_resume_activity', '[0,1178075,12,com.foo/.ui.Main]')).toEqual([entered]);
    expect(read('am_pause_activity', '[0,1178075,com.foo/.ui.Main,userLeaving=true]')).toEqual([
      { ...entered, entered: false },
    ]);
    expect(read('wm_pause_activity', '[0,1178075,com.foo/.ui.Main,userLeaving=true,pauseBackTasks]')).toMatchObject([
      { entered: false },
    ]);
  });

  it('are known only by class, and by the uid of the writer, where the app itself writes', () => {
    const record = sampleRecord('wm_on_resume_called', '[253354194,com.bar.Main,RESUME_ACTIVITY,5]', { uid: 10_155 });
    expect(recognise(record)).toEqual([
      {
        kind: 'activity-top',
        entered: true,
        component: undefined,
        packageName: '',
        className: 'com.bar.Main',
        uid: 10_155,
      },
    ]);
    expect(read('am_on_paused_called', '[0,com.bar.Main,performPause]')).toMatchObject([
      { entered: false, className: 'com.bar.Main' },
    ]);
    expect(read('wm_on_resume_called', '[0,253354194,com.bar.Main,RESUME_ACTIVITY,5]')).toMatchObject([
      { className: 'com.bar.Main' },
    ]);
    expect(read('wm_on_top_resumed_gained_called', '[1,com.bar.Main,topWhenResuming]')).toMatchObject([
      { entered: true },
    ]);
    expect(read('wm_on_top_resumed_lost_called', '[1,com.bar.Main,pausing]')).toMatchObject([{ entered: false }]);
  });

  it('are read from the descriptive form', () => {
    const payload = '[Token=255600734,Component Name=com.bar.Main,Reason=performPause,time=1ms]';
    expect(read('wm_on_paused_called', payload)).toMatchObject([{ className: 'com.bar.Main' }]);
  });

  it('are not read from an unknown shape', () => {
    for (const payload of ['', '[0]', '[0,1,2]', '[0,no class]']) {
      expect(read('wm_set_resumed_activity', payload)).toEqual([]);
      expect(read('wm_on_resume_called', payload)).toEqual([]);
    }
  });
});
