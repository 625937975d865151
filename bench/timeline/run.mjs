/**
 * `node bench/timeline/run.mjs [--intervals 10000000] [--steps 360] [--screenshot FILE]`: the window's timeline in Chromium with
 * synthetic traces, at 1920 x 1080. Prints a table and the goals; exit code 1 when a goal is missed.
 */
import { createServer } from 'node:http';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const goals = { firstPaintMs: 300, p95Ms: 16.7 };
/** Each view is drawn so often, and once more by the page itself, for the screen. */
const REPEATS = 5;
const sizes = [100_000, 1_000_000, 10_000_000];
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

async function serve(folder) {
  const server = createServer((request, response) => {
    const file = path.join(folder, path.normalize((request.url ?? '/').split('?')[0]));
    if (!file.startsWith(folder) || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}/index.html` };
}

/**
 * Milliseconds of processor time that the page's main thread has had so far (Linux), or `null`. Other programs of the machine make
 * a picture wait, and this figure does not grow while it waits.
 */
async function processorTimeOf(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => `/proc/${id}/schedstat`);
  if (!renderers.every((file) => existsSync(file))) return null;
  return () => renderers.reduce((sum, file) => sum + Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6, 0);
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: at(0.5), p95: at(0.95), worst: sorted.at(-1) };
}

async function measure(page, browser, intervals, steps) {
  const readTime = await processorTimeOf(browser);
  await page.evaluate((count) => globalThis.timelineBench.prepare(count), intervals);
  const beforeFirst = readTime?.();
  const first = await page.evaluate(() => globalThis.timelineBench.open());
  const firstProcessorMs = readTime === null ? null : readTime() - beforeFirst;
  const wall = [];
  const processor = [];
  for (let step = 0; step < steps; step += 1) {
    const before = readTime?.();
    const times = await page.evaluate((repeats) => globalThis.timelineBench.step(repeats), REPEATS);
    if (readTime !== null) processor.push((readTime() - before) / (REPEATS + 1));
    wall.push(Math.min(...times));
  }
  const inkShare = await page.evaluate(() => globalThis.timelineBench.inkShare());
  return {
    intervals,
    ...first,
    firstProcessorMs,
    wall: summary(wall),
    processor: readTime === null ? null : summary(processor),
    inkShare,
  };
}

const ms = (value) => value.toFixed(1).padStart(8);
const three = ({ median, p95, worst }) => `${ms(median)} ${ms(p95)} ${ms(worst)}`;

function print({ intervals, buildMs, firstPaintMs, firstProcessorMs, wall, processor }) {
  const last = processor === null ? '' : `   ${three(processor)}`;
  process.stdout.write(
    `${String(intervals).padStart(10)} ${ms(buildMs)} ${ms(firstPaintMs)} ${ms(firstProcessorMs ?? Number.NaN)}   ${three(wall)}${last}\n`,
  );
}

/** Judged by processor time where that is known. */
function missed({ firstPaintMs, firstProcessorMs, wall, processor, inkShare }) {
  const first = firstProcessorMs ?? firstPaintMs;
  const { p95 } = processor ?? wall;
  return [
    ...(first > goals.firstPaintMs ? [`first picture ${ms(first).trim()} ms`] : []),
    ...(p95 > goals.p95Ms ? [`p95 of a picture ${ms(p95).trim()} ms`] : []),
    ...(inkShare < 0.01 ? ['the picture is empty'] : []),
  ];
}

async function run({ intervals, steps, screenshot }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'curfew-timeline-'));
  const closers = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    await build({ root: here, logLevel: 'error', configFile: false, build: { outDir: folder, emptyOutDir: true } });
    const { server, address } = await serve(folder);
    closers.push(() => server.close());
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--headless', '--disable-gpu', '--no-first-run', ...sandbox],
    });
    closers.push(() => browser.close());
    process.stdout.write(
      '           |        first picture       |  pan and zoom, best of 5   |  the same, processor time\n',
    );
    process.stdout.write(
      ' intervals    build     all processor     median      p95    worst     median      p95    worst   (ms)\n',
    );
    const faults = [];
    for (const size of intervals === undefined ? sizes : [Number(intervals)]) {
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.goto(address);
      const result = await measure(page, browser, size, steps);
      print(result);
      faults.push(...missed(result).map((fault) => `${size} intervals: ${fault}`));
      if (screenshot !== undefined) await page.screenshot({ path: screenshot });
      await page.close();
    }
    return faults;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

const { values } = parseArgs({
  options: { intervals: { type: 'string' }, steps: { type: 'string' }, screenshot: { type: 'string' } },
});
const faults = await run({ ...values, steps: Number(values.steps ?? 120) });
process.stdout.write(`goals: first picture ${goals.firstPaintMs} ms, p95 of a picture ${goals.p95Ms} ms\n`);
for (const fault of faults) process.stdout.write(`missed: ${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
