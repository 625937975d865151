/** Divergences that are put into a device on purpose: how often the comparison names the right cause, and that none is silent. */
import { describe, expect, it } from 'vitest';
import type { CauseName, Verdict } from '../../engine/compare/analysis.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import type { QuirkProfile } from '../../simulator/device/vendor-quirks.js';
import { quirkScenario, type QuirkScenario } from './quirk-scenarios.js';
import { playVirtually } from './virtual-bench.js';

interface Seed {
  readonly profile: QuirkProfile;
  readonly cause: CauseName;
  /** Where the log itself proves the cause it is no difference any more: the analysis has read it and says so. */
  readonly note?: RegExp;
  /** Those in which the quirk shows, on Android 15, 16 and 17. */
  readonly scenarios: readonly QuirkScenario[];
  /** On Android 14, which limits shortService alone. */
  readonly on14?: readonly QuirkScenario[];
}

const seeds: readonly Seed[] = [
  {
    profile: 'kills-early',
    cause: 'vendor-kill',
    scenarios: ['ignores', 'stops', 'twice', 'short', 'screen'],
    on14: ['short'],
  },
  {
    profile: 'low-memory',
    cause: 'low-memory',
    scenarios: ['ignores', 'stops', 'twice', 'short', 'screen'],
    on14: ['short'],
  },
  {
    profile: 'reboots-in-the-middle',
    cause: 'reboot',
    scenarios: ['ignores', 'stops', 'twice', 'short', 'screen'],
    on14: ['short'],
  },
  {
    profile: 'clock-jumps',
    cause: 'clock-jump',
    scenarios: ['ignores', 'stops', 'short', 'hours', 'watched', 'twice'],
    on14: ['short'],
  },
  { profile: 'slow-handler', cause: 'handler-latency', scenarios: ['ignores', 'stops', 'twice', 'screen', 'hours'] },
  // Nothing explains seven seconds: honest.
  { profile: 'late-timeout', cause: 'rule-unknown', scenarios: ['ignores', 'stops', 'twice', 'screen', 'hours'] },
  { profile: 'older-code', cause: 'variant-differs', scenarios: ['screen'] },
  {
    profile: 'sleeps-deeply',
    cause: 'deep-sleep',
    // The stop of a service tells its time in uptime.
    note: /^The device was in deep sleep for 10 m while /,
    scenarios: ['called', 'watched', 'ignores', 'stops'],
  },
  { profile: 'no-crash', cause: 'variant-differs', scenarios: ['ignores', 'twice', 'screen', 'hours'] },
  { profile: 'crash-flag-off', cause: 'limit-not-in-force', scenarios: ['ignores', 'twice', 'screen', 'hours'] },
  { profile: 'config-sync', cause: 'config-sync-overwrote', scenarios: ['later', 'laterMedia'] },
];

interface Sown extends Pick<Seed, 'profile' | 'cause' | 'note'> {
  readonly scenario: QuirkScenario;
  readonly release: ReleaseNumber;
}

const sown: readonly Sown[] = seeds.flatMap(({ scenarios, on14 = [], ...seed }) => [
  ...([15, 16, 17] as const).flatMap((release) => scenarios.map((scenario) => ({ ...seed, scenario, release }))),
  ...on14.map((scenario) => ({ ...seed, scenario, release: 14 as const })),
]);

interface Answer {
  readonly differences: readonly Verdict[];
  readonly notes: readonly string[];
}

const isDifference = ({ verdict }: Verdict): boolean => verdict !== 'as-predicted';

async function answerTo({ profile, scenario, release }: Omit<Sown, 'cause'>): Promise<Answer> {
  const leavesSyncOn = profile === 'config-sync';
  const { analysis } = await playVirtually({
    scenario: quirkScenario(scenario, release),
    release,
    profile,
    leavesSyncOn,
  });
  return { differences: analysis.verdicts.filter(isDifference), notes: analysis.clock.notes };
}

describe('a divergence that was put into a device', () => {
  it('gets its right cause in at least 95 of 100 cases, and is never silent', async () => {
    const wrong: string[] = [];
    const silent: string[] = [];
    for (const each of sown) {
      const { differences, notes } = await answerTo(each);
      const { note } = each;
      if (differences.length === 0 && note !== undefined && notes.some((text) => note.test(text))) continue;
      const name = `${each.profile}, ${each.scenario}, Android ${each.release}`;
      if (differences.length === 0 || differences.some(({ cause }) => cause === null)) silent.push(name);
      const causes = [...new Set(differences.map(({ cause }) => cause?.cause))];
      if (causes.length !== 1 || causes[0] !== each.cause) wrong.push(`${name}: ${causes.join(', ')}`);
    }
    console.log(`seeded divergences: the right cause in ${sown.length - wrong.length} of ${sown.length} cases`);
    expect(silent).toEqual([]);
    expect([(sown.length - wrong.length) / sown.length >= 0.95, wrong]).toEqual([true, wrong]);
  }, 120_000);

  it.each([
    ['kills-early', 'ignores', 'interrupted timeout-callback: vendor-kill, proved'],
    ['low-memory', 'short', 'interrupted timeout-callback: low-memory, proved'],
    ['reboots-in-the-middle', 'hours', 'interrupted timeout-callback: reboot, proved'],
    ['late-timeout', 'stops', 'late timeout-callback: rule-unknown, suspected'],
    ['slow-handler', 'stops', 'late timeout-callback: handler-latency, suspected'],
    ['older-code', 'screen', 'unpredicted timeout-callback: variant-differs, proved'],
    ['sleeps-deeply', 'called', 'missing crash-did-not-stop: deep-sleep, proved'],
    ['clock-jumps', 'stops', 'unpredicted timeout-callback: clock-jump, proved'],
    ['no-crash', 'ignores', 'missing crash-did-not-stop: variant-differs, suspected'],
    ['crash-flag-off', 'ignores', 'missing crash-did-not-stop: limit-not-in-force, proved'],
    ['config-sync', 'later', 'missing timeout-callback: config-sync-overwrote, suspected'],
  ] as const)('is told with its verdict: %s, %s', async (profile, scenario, told) => {
    const { differences } = await answerTo({ profile, scenario, release: 16 });
    const [first] = differences.map(
      ({ verdict, outcome, cause }) => `${verdict} ${outcome}: ${cause?.cause}, ${cause?.standing}`,
    );
    expect(first).toBe(told);
  });
});

describe('a faithful device', () => {
  it.each([14, 15, 16, 17] as const)('differs in nothing on Android %i', async (release) => {
    for (const scenario of ['ignores', 'stops', 'twice', 'short', 'screen', 'watched'] as const) {
      const { analysis } = await playVirtually({ scenario: quirkScenario(scenario, release), release });
      expect([scenario, analysis.verdicts.filter(isDifference)]).toEqual([scenario, []]);
    }
  });
});
