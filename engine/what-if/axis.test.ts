import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDuration } from '../scenario/parse-duration.js';
import { axisText, parseAxis, type Axis } from './axis.js';

function axis(text: string): Axis {
  const parsed = parseAxis(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const texts = (text: string): string[] => axis(text).values.map((value) => axisText(axis(text), value));

describe('--vary', () => {
  it.each<[string, string[]]>([
    ['dataSyncLimit=1h..2h30m:30m', ['1h', '1h30m', '2h', '2h30m']],
    ['dataSyncLimit=1h..2h20m:30m', ['1h', '1h30m', '2h']],
    ['dataSyncLimit=1h..1h:5m', ['1h']],
    ['crashGrace=5s,10s,10000', ['5s', '10s']],
    ['data_sync_fgs_timeout_duration=60000,2m', ['1m', '2m']],
    ['targetSdk=34..36:1', ['34', '35', '36']],
    ['targetSdk=35,34', ['35', '34']],
    ['release=14..17:1', ['14', '15', '16', '17']],
    ['service_restart_duration_factor=1,4', ['1', '4']],
    ['enable_fgs_timeout_crash_behavior=true,false', ['true', 'false']],
    ['dataSyncLimit=0', ['0s']],
  ])('%s', (text, values) => {
    expect(texts(text)).toEqual(values);
  });

  it.each<[string, string]>([
    [
      'dataSyncLimit',
      'wants NAME=FROM..TO:STEP or NAME=VALUE,VALUE, for example dataSyncLimit=1h..8h:30m, not "dataSyncLimit"',
    ],
    ['=1h', 'wants NAME=FROM..TO:STEP'],
    ['dataSyncLimt=1h', 'cannot vary "dataSyncLimt"; did you mean "dataSyncLimit"?'],
    ['colour=red', 'cannot vary "colour"; known: targetSdk, release, dataSyncLimit'],
    ['dataSyncLimit=1h..8h', 'dataSyncLimit: "1h..8h" needs a step: FROM..TO:STEP'],
    ['dataSyncLimit=1h..8h:0s', 'dataSyncLimit: the step wants 1 to'],
    ['dataSyncLimit=8h..1h:30m', 'dataSyncLimit: "8h..1h:30m" goes from high to low'],
    ['dataSyncLimit=0s..9h:1s', 'dataSyncLimit: "0s..9h:1s" has 32401 values, at most 10000 can be asked for'],
    ['dataSyncLimit=1h,', 'dataSyncLimit: "" is not a duration'],
    ['dataSyncLimit=fast', 'dataSyncLimit: "fast" is not a duration'],
    ['dataSyncLimit=-1h', 'dataSyncLimit: "-1h" is not a duration'],
    ['targetSdk=35s', 'targetSdk: wants a whole number, not "35s"'],
    ['targetSdk=0', 'targetSdk: wants 1 to 1000, not "0"'],
    ['targetSdk=1..100:1', 'targetSdk: has 100 values, at most 20 can be asked for'],
    ['release=13', 'release: wants 14 to 17, not "13"'],
    ['gate_fgs_timeout_anr_behavior=1', 'gate_fgs_timeout_anr_behavior: wants true or false, not "1"'],
    ['gate_fgs_timeout_anr_behavior=false..true:1', 'gate_fgs_timeout_anr_behavior: a flag has no range'],
  ])('%s is refused', (text, message) => {
    const parsed = parseAxis(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.error).toContain(message);
  });

  it('reads back every range that it can write, and no other text makes it throw', () => {
    const duration = fc.integer({ min: 0, max: 40_000_000 });
    fc.assert(
      fc.property(
        duration,
        fc.integer({ min: 1, max: 9_000_000 }),
        fc.integer({ min: 0, max: 50 }),
        (from, step, count) => {
          const text = `window=${writeDuration(from)}..${writeDuration(from + step * count)}:${writeDuration(step)}`;
          expect(axis(text).values).toEqual(Array.from({ length: count + 1 }, (_, index) => from + index * step));
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('=', '.', ':', ',', '1', 'h', 'm', 'window') }), (text) => {
        expect(typeof parseAxis(`window${text}`).ok).toBe('boolean');
      }),
    );
  });
});
