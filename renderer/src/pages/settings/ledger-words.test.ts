import { describe, expect, it } from 'vitest';
import { changeWords, courseWords } from '../../components/change-words.js';
import { isOpen, lookOfChange } from './ledger-words.js';

/** Those of the journal, `app/lab/ledger/change.ts`. */
const entryStates = ['planned', 'applied', 'refused', 'restored', 'gone', 'conflict', 'abandoned'];

describe('a line of the ledger', () => {
  it('is open exactly where the device may still carry the change', () => {
    expect(entryStates.filter((state) => isOpen({ state }))).toEqual(['planned', 'applied']);
  });

  it('has words for every state of the journal', () => {
    for (const state of entryStates) {
      expect(lookOfChange({ state }, false).text, state).toMatch(/^[a-z][a-z ]+$/);
      expect(lookOfChange({ state }, false).text).not.toBe('applied');
    }
  });

  it('is alarming only where no run is there to undo the change', () => {
    expect(lookOfChange({ state: 'applied' }, true)).toMatchObject({ text: 'in force, for a run', tone: 'ink' });
    expect(lookOfChange({ state: 'applied' }, false)).toMatchObject({ text: 'not undone', tone: 'wrong' });
  });

  it('says what was changed in words, and an unknown kind as it stands', () => {
    expect(changeWords('runtime_permission', 'com.example/android.permission.POST_NOTIFICATIONS')).toBe(
      'Permission POST_NOTIFICATIONS of com.example',
    );
    expect(changeWords('package', 'com.example//data/local/tmp/a.apk')).toBe('App com.example');
    expect(courseWords('package', null, '1')).toBe('not installed → installed');
    expect(courseWords('device_config', null, '600000')).toBe('not set → 600000');
    expect(changeWords('unheard_of', 'a/b')).toBe('unheard_of: a/b');
  });
});
