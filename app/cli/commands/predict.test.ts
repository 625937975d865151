import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError, ExitCode } from '../exit-codes.js';
import { predictCommand } from './predict.js';

const folder = mkdtempSync(path.join(tmpdir(), 'curfew-predict-'));
const out = path.join(folder, 'out', 'result');
const example = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/scenarios/${name}`, import.meta.url));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Exit code and what was written. */
function predicted(...args: string[]): { readonly code: ExitCode; readonly text: string } {
  const code = predictCommand([...args, '--out', out]);
  return { code, text: readFileSync(out, 'utf8') };
}

function failure(...args: string[]): CommandError {
  try {
    predictCommand(args);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('the command did not fail');
}

describe('curfew predict', () => {
  it('prints the timeline, and exits with 0 when everything expected is predicted', () => {
    const { code, text } = predicted(example('e1-background-start.yaml'), '--policy', 'android-16');
    expect(code).toBe(ExitCode.asPredicted);
    expect(text).toContain('android-16 (V3)');
    expect(text).toMatch(/^ {2}\+6:00:00 +▽ timeout callback of A \(dataSync\)$/m);
  });

  it('exits with 1 when the policy that is asked for does something else', () => {
    const { code, text } = predicted(example('c31-top-7h.yaml'), '--policy', 'android-15-v2');
    expect(code).toBe(ExitCode.divergence);
    expect(text).toContain('Expected: 0 of 5 met');
  });

  it('takes a policy file, values of its own, and another target SDK', () => {
    const file = example('e1-background-start.yaml');
    const lab = predicted(file, '--policy', example('../policies/lab-minutes.yaml'));
    expect(lab.code).toBe(ExitCode.divergence);
    expect(lab.text).toContain('lab-minutes (V3)');
    expect(lab.text).toMatch(/^ {2}\+0:02:00 +▽ timeout callback of A \(dataSync\)$/m);
    const set = predicted(file, '--set', 'data_sync_fgs_timeout_duration=1h');
    expect(set.text).toContain('Android 15 as most devices have it; --set data_sync_fgs_timeout_duration=1h.');
    expect(set.text).toMatch(/^ {2}\+1:00:00 +▽ timeout callback of A \(dataSync\)$/m);
    expect(predicted(file, '--target-sdk', '34').text).toContain('Nothing happens because of a limit.');
  });

  it('lets the command line overrule the device of the scenario', () => {
    const file = example('c24-short-anr.yaml');
    expect(predicted(file).text).toMatch(/^ {2}\+0:00:05 +▽ timeout callback/m);
    const { text } = predicted(file, '--set', 'short_fgs_timeout_duration=2s');
    expect(text).toMatch(/^ {2}\+0:00:02 +▽ timeout callback/m);
  });

  it('writes JSON in the shape of the vocabulary, and the compressed scenario beside it', () => {
    const plain: unknown = JSON.parse(predicted(example('two-services-one-clock.json'), '--format', 'json').text);
    expect(plain).toMatchObject({ curfew: 'prediction/1', policy: 'android-15', variant: 'V3' });
    expect(plain).not.toHaveProperty('compression');
    const { code, text } = predicted(example('e1-background-start.yaml'), '--format', 'json', '--compress', '60x');
    expect(code).toBe(ExitCode.asPredicted);
    const compressed: unknown = JSON.parse(text);
    expect(compressed).toMatchObject({
      outcomes: [{ elapsedMs: 360_000 }, { elapsedMs: 370_000 }],
      compression: { factor: 60, differences: [], scenario: { curfew: 'scenario/1' } },
    });
  });

  it('draws the timeline as SVG', () => {
    expect(predicted(example('e4-poisoned-budget.yaml'), '--format', 'svg').text).toMatch(/^<svg xmlns="http:/);
  });

  it('tells every mistake of a scenario with file, line and column, escapes made visible', () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, 'curfew: scenario/1\nservices: []\nsteps:\n  - { at: 5, do: "\u001b[31m" }\n');
    const { exitCode, message } = failure(file);
    expect(exitCode).toBe(ExitCode.unreadable);
    expect(message).toContain('bad.yaml:4:11: steps[0].at: wants a duration');
    expect(message).toContain('bad.yaml:4:18: steps[0].do: there is no step "\\x1b[31m"');
    expect(message).not.toContain('\u001b');
  });

  it.each([
    [[], 'predict wants a scenario file'],
    [['a.yaml', 'b.yaml'], 'predict takes one scenario'],
    [['a.yaml', '--policy', 'android-99'], 'There is no policy "android-99". Known: android-14'],
    [['a.yaml', '--format', 'pdf'], '--format wants one of'],
    [['a.yaml', '--compress', 'fast'], '--compress wants a factor'],
    [['--lines', 'a.yaml'], '--lines reads standard input'],
    [['--lines', '--format', 'json'], '--lines does not go with --format'],
    [['--lines', '--set', 'window=1h'], '--lines does not go with --set'],
    [['--line'], '--line'],
  ])('%j is a usage error', (args, message) => {
    const error = failure(...args);
    expect(error.exitCode).toBe(ExitCode.usage);
    expect(error.message).toContain(message);
  });

  it('says so in words when there is no such file, or a folder', () => {
    const missing = path.join(folder, 'none.yaml');
    expect(failure(missing)).toMatchObject({
      exitCode: ExitCode.unreadable,
      message: `${missing} cannot be read: there is no such file.`,
    });
    expect(failure(folder).message).toBe(`${folder} cannot be read: it is a folder.`);
    const file = example('e1-background-start.yaml');
    expect(failure(file, '--device-config', folder).message).toBe(
      `--device-config: ${folder} cannot be read: it is a folder.`,
    );
    expect(failure(file, '--policy', missing).message).toBe(`${missing} cannot be read: there is no such file.`);
    expect(failure(file, '--out', path.join(file, 'x')).message).toContain('cannot be written: a part of its path');
  });

  it('tells the first five mistakes, and how many there are', () => {
    const file = path.join(folder, 'many.yaml');
    writeFileSync(file, Array.from({ length: 40 }, (_, index) => `k${index}: 1`).join('\n'));
    const lines = failure(file).message.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines.at(-1)).toMatch(/^and \d\d more mistakes$/);
  });

  it('for a file of many scenarios says which option reads it', () => {
    const file = path.join(folder, 'many.jsonl');
    const line = JSON.stringify(JSON.parse(readFileSync(example('two-services-one-clock.json'), 'utf8')));
    writeFileSync(file, `${line}\n{ bad json\n${line}\n`);
    expect(failure(file).message).toContain('holds a scenario on each line');
    expect(failure(file).message).toContain('curfew predict --lines < FILE');
    writeFileSync(file, `${line}\n`);
    expect(predicted(file).code).toBe(ExitCode.asPredicted);
  });
});
