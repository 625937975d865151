/**
 * Pictures of every page of the window, light and dark, in two sizes, from the lab of `npm run demo -- --window`:
 *
 *     node e2e/window/screenshots.mjs FOLDER
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import { fillLab, startDemoLab } from '../../scripts/demo-window.mjs';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const themes = ['light', 'dark'];
const DEADLINE_MS = 60_000;
const planned = ['example:e3-two-services-one-clock.yaml', 'example:c01-timeout.yaml', 'example:c06-stop-service.yaml'];

/** Name of the picture, address, and what stands there when the page is whole. */
const pages = ({ analyses, over, inProgress, devices, spared }) => {
  const night = analyses['data-sync-six-hours.log'];
  return [
    ['fleet', 'fleet', 'table'],
    ['fleet-device', `fleet/${encodeURIComponent(devices[0])}`, 'aside, table'],
    ['traces', 'traces', 'table'],
    ['timeline', `traces/${night}`, '[aria-current="true"]'],
    ['what-if', `traces/${night}/what-if`, 'canvas', turnLimit],
    ['scenarios', 'scenarios/example%3Ae3-two-services-one-clock.yaml', 'textarea'],
    [
      'plan',
      `runs/new?devices=${spared.map(encodeURIComponent).join(',')}&scenarios=${planned.map(encodeURIComponent).join(',')}`,
      'table',
    ],
    ['run', `runs/${over}`, 'table'],
    ['runs', 'runs', 'table'],
    ['reports', `reports/run/${over}`, 'iframe'],
    ['settings', 'settings', 'section'],
    ['ledger', 'settings/ledger', 'section table'],
    ['welcome', 'welcome', 'h1'],
    ['runs-live', `runs/${inProgress}`, 'table'],
  ];
};

/** The limit of dataSync, a few stops shorter: the marks have moved. */
async function turnLimit(page) {
  const slider = page.getByRole('slider').first();
  for (let step = 0; step < 4; step += 1) await slider.press('ArrowLeft');
  await page.getByText(/\d moved/).waitFor();
}

async function takePictures(address, known, folder) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  for (const theme of themes) {
    for (const size of sizes) {
      const page = await browser.newPage({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' });
      page.setDefaultTimeout(DEADLINE_MS);
      page.on('pageerror', (error) => console.error(`page: ${error.message}`));
      await page.goto(address);
      for (const [name, place, sign, then] of pages(known)) {
        await page.evaluate((hash) => {
          globalThis.location.hash = hash;
        }, `#/${place}`);
        await page.locator(`main :is(${sign})`).first().waitFor();
        await page.waitForFunction(() => globalThis.document.querySelector('main [aria-busy="true"]') === null);
        await then?.(page);
        // Two frames: what was read last is drawn.
        await page.evaluate(
          () =>
            new Promise((resolve) =>
              globalThis.requestAnimationFrame(() => globalThis.requestAnimationFrame(() => setTimeout(resolve, 300))),
            ),
        );
        await page.screenshot({ path: path.join(folder, `${name}-${theme}-${size.width}.png`) });
      }
      await page.close();
    }
  }
  await browser.close();
}

const folder = process.argv[2] ?? 'reports/window';
mkdirSync(folder, { recursive: true });
const lab = await startDemoLab({ isOpened: false });
try {
  await takePictures(lab.address, await fillLab(lab.address), folder);
} finally {
  await lab.end();
}
