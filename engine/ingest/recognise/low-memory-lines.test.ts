import { expect, it } from 'vitest';
import { recognise } from './recognise.js';
import { sampleRecord as record } from './sample-record.js';

it('lmkd says whom it kills, and why where it prints that', () => {
  const line =
    "Kill 'com.foo:remote' (1234), uid 10212, oom_score_adj 200 to free 98216kB rss, 1024kB swap; reason: low watermark is breached and swap is low (1kB < 2kB)";
  expect(recognise(record('lowmemorykiller', line))).toEqual([
    {
      kind: 'low-memory-kill',
      pid: 1234,
      processName: 'com.foo:remote',
      uid: 10212,
      reason: 'lowmemorykiller: low watermark is breached and swap is low (1kB < 2kB)',
    },
  ]);
  expect(recognise(record('lowmemorykiller', line.slice(0, line.indexOf('; reason'))))).toMatchObject([
    { reason: 'lowmemorykiller' },
  ]);
});

it('nobody else kills for memory, and a line that was cut says nothing', () => {
  expect(recognise(record('MyApp', "Kill 'com.foo' (1234), uid 10212, oom_score_adj 200 to free 1kB rss"))).toEqual([]);
  expect(recognise(record('lowmemorykiller', "Kill 'com.foo' (1234), uid 102"))).toEqual([]);
});
