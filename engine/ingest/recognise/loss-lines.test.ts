import { describe, expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord } from './sample-record.js';

const read = (message: string) => recognise(sampleRecord('chatty', message));

describe('chatty', () => {
  it('tells how many lines expired', () => {
    expect(read('uid=1000(system) android.bg expire 25 lines')).toEqual([
      { kind: 'lines-lost', count: 25, identical: false, uid: 1_000 },
    ]);
    expect(read('uid=1000 system_server expire 4 lines')).toMatchObject([{ count: 4 }]);
  });

  it('tells how many were identical, also without a thread name', () => {
    expect(read('uid=10103(com.miui.home) FinalizerDaemon identical 1 line')).toEqual([
      { kind: 'lines-lost', count: 1, identical: true, uid: 10_103 },
    ]);
    expect(read('uid=10251(com.foo) identical 1 line')).toMatchObject([{ uid: 10_251 }]);
  });

  it('tells nothing else', () => {
    expect(['', 'uid=1000', 'expire 4 lines', 'uid=1 x expire many lines'].flatMap(read)).toEqual([]);
  });
});
