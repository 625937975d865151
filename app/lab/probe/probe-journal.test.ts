import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../../engine/result.js';
import type { ShellAnswer } from '../devices/adb-port.js';
import { fetchJournal, journalTextIn } from './probe-journal.js';

const answer = (stdout: string, exitCode = 0, stderr = ''): Result<ShellAnswer, string> =>
  ok({ stdout, stderr, exitCode });

const asking =
  (answers: Readonly<Record<string, Result<ShellAnswer, string>>>) =>
  (line: string): Promise<Result<ShellAnswer, string>> =>
    Promise.resolve(answers[line] ?? answer('', 1, `No such file or directory: ${line}`));

const run = 'run-as dev.curfew.probe.t35';

describe('the journal on the device', () => {
  it('is all segments of all processes, in their order', async () => {
    const ask = asking({
      [`${run} ls files/journal`]: answer('main\nalone\n'),
      [`${run} ls files/journal/alone`]: answer('0000000001.jsonl\n'),
      [`${run} ls files/journal/main`]: answer('0000000200.jsonl  0000000001.jsonl\n'),
      [`${run} cat files/journal/alone/0000000001.jsonl`]: answer('{"a":1}\n'),
      [`${run} cat files/journal/main/0000000001.jsonl`]: answer('{"m":1}\n{"m":2}\n'),
      [`${run} cat files/journal/main/0000000200.jsonl`]: answer('{"m":200}\n{"torn'),
    });
    expect(await fetchJournal(ask, 'dev.curfew.probe.t35')).toEqual(
      ok(['{"a":1}', '{"m":1}', '{"m":2}', '{"m":200}', '{"torn']),
    );
  });

  it('is empty when the probe never wrote one, and unread when it may not be read', async () => {
    expect(await fetchJournal(asking({}), 'dev.curfew.probe.t35')).toEqual(ok([]));
    const refused = asking({ [`${run} ls files/journal`]: answer('', 1, 'run-as: package not debuggable') });
    expect(await fetchJournal(refused, 'dev.curfew.probe.t35')).toEqual(fail('run-as: package not debuggable'));
    expect(await fetchJournal(() => Promise.resolve(fail('gone')), 'dev.curfew.probe.t35')).toEqual(fail('gone'));
  });

  it('takes no name that could be something else than a name', async () => {
    const asked: string[] = [];
    const ask = (line: string): Promise<Result<ShellAnswer, string>> => {
      asked.push(line);
      return Promise.resolve(answer('$(reboot)\n../x\n..\n;\n'));
    };
    await fetchJournal(ask, 'dev.curfew.probe.t35');
    expect(asked).toEqual([`${run} ls files/journal`]);
  });

  it('stands in the log under its tag', () => {
    const log = '2026-11-22 00:00:01.599 +0000 10190  4711  4711 I CurfewProbe: {"v":1,"seq":1}';
    expect(journalTextIn(log)).toBe('{"v":1,"seq":1}');
    expect(journalTextIn('2026-11-22 00:00:01.599 +0000 10190  4711  4711 I Other: {"v":1}')).toBeUndefined();
  });
});
