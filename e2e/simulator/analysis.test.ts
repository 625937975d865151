/** What a simulated device writes, read by the engine: predicted against observed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyzeCommand } from '../../app/cli/commands/analyze.js';
import { ExitCode } from '../../app/cli/exit-codes.js';
import type { Analysis } from '../../engine/compare/analysis.js';
import { newDevice, runLine } from '../../simulator/device/device-fixture.js';
import type { ReleaseNumber } from '../../simulator/device/releases.js';
import { quirkProfiles, type QuirkProfile } from '../../simulator/device/vendor-quirks.js';

const probe = 'dev.curfew.probe.t35';
const apk = readFileSync(new URL(`../../native-probe-apk/prebuilt/curfew-probe-t35.apk`, import.meta.url));
const hour = 3_600_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Fourteen hours on a device with limits as shipped; then its log goes through `curfew analyze`. */
async function analyzed(
  release: ReleaseNumber,
  profile: QuirkProfile,
  format: 'threadtime' | 'binary' = 'threadtime',
): Promise<{ readonly exitCode: ExitCode; readonly analysis: Analysis }> {
  const device = newDevice({ release, quirks: quirkProfiles[profile] });
  device.install(apk, { mayBeTestOnly: true, mayDowngrade: false, grantsAll: false });
  const start = (service: string, extras: string): string =>
    `am start-foreground-service -n ${probe}/dev.curfew.probe.${service} ${extras}`;
  await runLine(device, start('DataSync', '--es onTimeout ignore'));
  device.time.fastForward(6 * hour + 60_000);
  await runLine(device, start('ShortService', '--es onTimeout 20000:stopSelf'));
  device.time.fastForward(400_000);
  await runLine(device, start('MediaProcessing', '--es onTimeout 3000:stopSelf'));
  device.time.fastForward(7 * hour);

  const [log, out] = [path.join(folder, 'log'), path.join(folder, 'analysis.json')];
  const options = format === 'binary' ? '-B' : '-v threadtime';
  writeFileSync(log, Buffer.from((await runLine(device, `logcat -b all -d ${options}`)).stdout, 'latin1'));
  const exitCode = analyzeCommand([log, '--policy', `android-${release}`, '--format', 'json', '--out', out]);
  return { exitCode, analysis: JSON.parse(readFileSync(out, 'utf8')) as Analysis };
}

const verdictsOf = ({ verdicts }: Analysis): readonly string[] => verdicts.map(({ verdict }) => verdict);

describe('a faithful device', () => {
  it.each([
    [14, 'threadtime'],
    [15, 'threadtime'],
    [16, 'binary'],
    [17, 'threadtime'],
  ] as const)('does what the engine predicts on Android %i, read as %s', async (release, format) => {
    const { exitCode, analysis } = await analyzed(release, 'faithful', format);
    expect(exitCode).toBe(ExitCode.asPredicted);
    // Silent predictions (a fresh budget) are not to be seen in a log.
    expect(
      verdictsOf(analysis)
        .filter((verdict) => verdict !== 'not-observable')
        .every((verdict) => verdict === 'as-predicted'),
    ).toBe(true);
    const observed = analysis.observed.map(({ outcome }) => outcome);
    const short = ['timeout-callback', 'short-service-demoted', 'anr-short-service'];
    const limited = release === 14 ? [] : ['timeout-callback', 'crash-did-not-stop', 'timeout-callback'];
    expect(observed).toEqual(expect.arrayContaining([...short, ...limited]));
    expect(observed.filter((outcome) => outcome === 'timeout-callback')).toHaveLength(release === 14 ? 1 : 3);
  });
});

describe('a device with a quirk', () => {
  it.each([
    ['late-timeout', 'late', /./],
    ['no-crash', 'missing', /./],
    ['slow-handler', 'late', /^handler-latency$/],
    ['kills-early', 'interrupted', /^vendor-kill$/],
    ['low-memory', 'interrupted', /^low-memory$/],
  ] as const)('that is %s gives the verdict %s with its cause', async (profile, verdict, cause) => {
    const { analysis } = await analyzed(16, profile);
    const found = analysis.verdicts.find((each) => each.verdict === verdict);
    expect(found?.cause?.cause ?? 'no such verdict').toMatch(cause);
    expect(found).toBeDefined();
  });

  it.each(['late-timeout', 'no-crash', 'slow-handler'] as const)(
    'ends the analysis as a divergence: %s',
    async (profile) => {
      expect((await analyzed(16, profile)).exitCode).toBe(ExitCode.divergence);
    },
  );

  it('that sleeps deeply on its way is predicted all the same', async () => {
    const { exitCode, analysis } = await analyzed(16, 'sleeps-deeply');
    expect(exitCode).toBe(ExitCode.asPredicted);
    const told = analysis.observed.filter(({ outcome }) => outcome === 'timeout-callback');
    // Six hours of uptime, and the ten minutes that it slept.
    expect(told.map(({ at }) => at.wall).join(' ')).toContain('14:10:00.000');
  });
});
