/** `npm run conformance:aosp`: what scripts/conformance-aosp.mjs runs when the Java module is built. */
import { parseArgs } from 'node:util';
import { isJudge, judges, type Judge } from './judge.js';
import { AospPlatform } from './platform.js';
import { aospRelease, javaArguments, type AospRelease } from './releases.js';
import { conformance } from './run.js';

interface Wanted {
  readonly release: AospRelease;
  readonly count: number;
  readonly seed: number;
  readonly mostReports: number;
  readonly against: readonly Judge[];
}

/**
 * @param args    what the user typed
 * @param target  the folder in which Maven built the Java module
 * @returns the exit code: 0 without differences, 1 with some, 2 for a wrong argument, 3 when the Java side is gone
 */
export async function command(args: readonly string[], target: string): Promise<number> {
  const wanted = wantedOf(args);
  if (typeof wanted === 'string') {
    process.stderr.write(`${wanted}\n`);
    return 2;
  }
  const platform = new AospPlatform('java', javaArguments(target, wanted.release));
  try {
    return await compare(platform, wanted);
  } catch (error) {
    // The Java side is gone: no java, no jar, or out of memory. It says so itself.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 3;
  } finally {
    platform.close();
  }
}

async function compare(platform: AospPlatform, wanted: Wanted): Promise<number> {
  const begun = performance.now();
  const result = await conformance(platform, {
    ...wanted,
    onProgress: (compared) => {
      progress(compared, wanted.count);
    },
  });
  for (const report of result.reports) process.stdout.write(`${report}\n\n`);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  process.stdout.write(
    `${result.compared} random scenarios from seed ${wanted.seed}: ${wanted.against.join(' and ')} against the classes of ` +
      `Android ${wanted.release}: ${result.differences} differences, ${seconds} s\n`,
  );
  return result.differences === 0 ? 0 : 1;
}

function progress(compared: number, count: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${compared} of ${count}`);
}

function wantedOf(args: readonly string[]): Wanted | string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      release: { type: 'string', default: '15' },
      reports: { type: 'string', default: '5' },
      with: { type: 'string' },
    },
  });
  const release = aospRelease(values.release);
  if (release === undefined) return `--release ${values.release}: the classes of 14, 15 and 16 can be driven.`;
  if (values.with !== undefined && !isJudge(values.with)) return `--with ${values.with}: write ${judges.join(' or ')}.`;
  const [count, seed, mostReports] = [values.count, values.seed, values.reports].map(Number);
  if (!isWhole(count) || !isWhole(seed) || !isWhole(mostReports))
    return '--count, --seed and --reports are whole numbers.';
  return { release, count, seed, mostReports, against: values.with === undefined ? judges : [values.with] };
}

function isWhole(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && value !== undefined && value >= 0;
}
