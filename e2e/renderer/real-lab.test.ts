import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium, launchChromium } from '../reports/tools.js';
import { buildPrograms, root, startServerProgram, type RunningServer } from '../server/tools.js';
import { describeWithAdb } from '../simulator/tools.js';
import { seriousFindings } from './axe.js';
import { builtRenderer } from './tools.js';

const LONG_MS = 60_000;

describeWithChromium('the window and the real lab', () => {
  describeWithAdb('with two simulated devices', () => {
    let server: RunningServer;
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];

    beforeAll(async () => {
      buildPrograms();
      builtRenderer('real');
      server = await startServerProgram('--simulate', '2');
      browser = await launchChromium();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) complaints.push(message.text());
      });
      await page.goto(server.address);
    }, 180_000);

    afterAll(async () => {
      await browser.close();
      await server.close();
    }, LONG_MS);

    const goTo = async (address: string) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#/${address}`);
    };

    it(
      'shows the fleet live, with what each device says of itself',
      async () => {
        await page.getByText('2 devices, 2 free').waitFor();
        expect(await page.getByRole('heading', { level: 2 }).count()).toBe(2);
        expect(await page.getByText('adb 1.0.').count()).toBe(1);
        expect(page.url(), 'the token has left the address').not.toContain('token');
      },
      LONG_MS,
    );

    it(
      'predicts while a scenario is typed, and shows a mistake at its line',
      async () => {
        await goTo('scenarios/example%3Ae3-two-services-one-clock.yaml');
        await page.getByText('Lasts').waitFor();
        expect(await page.getByRole('rowheader', { name: 'crash (did not stop in time)' }).count()).toBe(1);
        const editor = page.getByRole('textbox', { name: 'Text of the scenario' });
        await editor.fill((await editor.inputValue()).replace('at: 4h', 'at: soon'));
        await page.getByRole('button', { name: /^line \d+/ }).waitFor();
        expect(await page.getByText('1 mistake', { exact: true }).count()).toBe(1);
      },
      LONG_MS,
    );

    it(
      'takes a log in and opens what was found in it',
      async () => {
        await goTo('welcome');
        await page
          .locator('main input[type="file"]')
          .setInputFiles(path.join(root, 'examples/logs/data-sync-six-hours.log'));
        await page.waitForURL(/#\/traces/);
        await page.locator('main a[href^="#/traces/"]').first().waitFor();
        await goTo('reports');
        await page.getByRole('link', { name: /data-sync-six-hours/ }).click();
        await page.frameLocator('iframe').locator('h1').waitFor();
        expect(await page.frameLocator('iframe').locator('svg.picture').count()).toBeGreaterThan(0);
        await page.getByRole('button', { name: 'Write 1 file' }).click();
        await page.getByRole('rowheader', { name: /report\.html$/ }).waitFor();
        await goTo('fleet');
        await page.getByText('2 devices, 2 free').waitFor();
        await goTo('reports');
        await page.getByRole('link', { name: /data-sync-six-hours/ }).click();
        await page.getByText('1 file written').waitFor();
      },
      LONG_MS,
    );

    it(
      'asks what would have been, on the log that was taken in: a longer limit, and nothing happens',
      async () => {
        await goTo('traces');
        await page.getByRole('link', { name: /data-sync-six-hours/ }).click();
        await page.getByRole('link', { name: 'What if' }).click();
        const changes = page.locator('main [role="status"]').filter({ hasText: 'replayed in' });
        await changes.waitFor();
        const reset = page.getByRole('button', { name: 'Back to the log' });
        expect(await reset.getAttribute('aria-disabled')).toBe('true');
        await page.getByRole('slider', { name: 'dataSync limit' }).focus();
        await page.keyboard.press('End');
        await changes.filter({ hasText: /[1-9]\d* (moved|new|gone)/ }).waitFor();
        await page.locator('button[aria-disabled="false"]', { hasText: 'Back to the log' }).click();
        await page.locator('button[aria-disabled="true"]', { hasText: 'Back to the log' }).waitFor();
      },
      LONG_MS,
    );

    it(
      'takes a log out of the library when that is confirmed, and not when it is pinned',
      async () => {
        await goTo('traces');
        await page.getByRole('button', { name: /^Pin data-sync-six-hours/ }).click();
        const remove = page.getByRole('button', { name: /^Remove data-sync-six-hours/ });
        await page.getByRole('button', { name: /^Unpin data-sync-six-hours/ }).waitFor();
        expect(await remove.getAttribute('aria-disabled')).toBe('true');
        await page.getByRole('button', { name: /^Unpin data-sync-six-hours/ }).click();
        await page.getByRole('button', { name: /^Pin data-sync-six-hours/ }).waitFor();
        await remove.click();
        await page.getByRole('button', { name: 'Remove it' }).click();
        await page.getByText('The library is empty').waitFor();
        expect(await page.getByRole('link', { name: /data-sync-six-hours/ }).count()).toBe(0);
      },
      LONG_MS,
    );

    it(
      'leaves lines of a log, the name of its file and the name of a device what they are: texts',
      async () => {
        const markup = '<img src=x onerror="globalThis.came=1">';
        const log = readFileSync(path.join(root, 'examples/logs/data-sync-six-hours.log'), 'utf8');
        const buffer = Buffer.from(
          log.replaceAll('SyncEngine: ', `SyncEngine: ${markup}<script>globalThis.came=1</script> `),
        );
        await goTo('welcome');
        await page
          .locator('main input[type="file"]')
          .setInputFiles({ name: `${markup}.log`, mimeType: 'text/plain', buffer });
        await page.waitForURL(/#\/traces/);
        await page.getByRole('link', { name: markup }).click();
        await page.getByText('<script>globalThis.came=1</script>').first().waitFor();
        await goTo('reports');
        await page.getByRole('link', { name: markup }).click();
        await page.frameLocator('iframe').locator('h1').waitFor();
        await goTo('fleet');
        await page
          .getByRole('link', { name: /Pixel|SM-|CPH|2407/ })
          .first()
          .click();
        const name = page.getByLabel('Name', { exact: true });
        const named = `${await name.inputValue()} ${markup}`;
        await name.fill(named);
        await page.getByRole('button', { name: 'Save' }).click();
        for (const place of ['fleet', 'runs/new', 'traces']) {
          await goTo(place);
          await page.locator('main').getByText(markup).first().waitFor();
        }
        const made = 'document.querySelectorAll(\'img[src="x"], script:not([src])\').length';
        expect(await page.evaluate(`['came' in globalThis, ${made}]`)).toEqual([false, 0]);
        expect(complaints).toEqual([]);
        await page.getByRole('button', { name: `Remove ${markup}` }).click();
        await page.getByRole('button', { name: 'Remove it' }).click();
        await page.getByText('The library is empty').waitFor();
      },
      LONG_MS,
    );

    it(
      'observes an app, names the run, and shows in the ledger what was changed',
      async () => {
        await goTo('fleet');
        await page
          .getByRole('link', { name: /Pixel|SM-|CPH|2407/ })
          .first()
          .click();
        await page.getByRole('button', { name: 'Observe an app …' }).click();
        await page.getByLabel('Package').fill('com.android.settings');
        await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
        await page.waitForURL(/#\/runs\//);
        await page.getByRole('button', { name: 'Cancel …' }).waitFor();
        await page.getByRole('button', { name: 'Edit …' }).click();
        await page.getByLabel('Name', { exact: true }).fill('Notes, watched');
        await page.getByLabel('Note', { exact: true }).fill('before the update');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('heading', { name: 'Notes, watched' }).waitFor();
        await page.getByRole('button', { name: 'Cancel …' }).click();
        await page.getByRole('button', { name: 'Cancel the run' }).click();
        await page.getByText('before the update').waitFor();
        await goTo('settings/ledger');
        await page.getByRole('heading', { name: 'Ledger' }).waitFor();
        await page.waitForFunction(() => {
          const heading = document.getElementById('ledger')?.getBoundingClientRect();
          return heading !== undefined && heading.top >= 0 && heading.top < innerHeight / 2;
        });
        expect(await page.evaluate(() => document.scrollingElement?.scrollTop), 'the window itself stays').toBe(0);
      },
      LONG_MS,
    );

    it(
      'plans a run, starts it, cancels it, and has the device back as it was',
      async () => {
        await goTo('runs/new');
        await page.getByRole('checkbox', { name: /^C-01/ }).check();
        await page
          .getByRole('group', { name: /^Devices/ })
          .getByRole('checkbox')
          .first()
          .check();
        await page.getByLabel('Compression').selectOption('1');
        await page
          .getByText('1 case, 30 s in all')
          .or(page.getByText(/1 case, \d+ s in all/))
          .first()
          .waitFor();
        await page.getByRole('button', { name: 'Start', exact: true }).click();
        await page.getByText('playing').first().waitFor();
        await page.getByRole('button', { name: 'Cancel …' }).click();
        await page.getByRole('button', { name: 'Cancel the run' }).click();
        await page.getByText('interrupted').first().waitFor();
        await goTo('fleet');
        await page.getByText('2 devices, 2 free').waitFor();
        expect(await page.getByText('Restore now').count()).toBe(0);
      },
      LONG_MS,
    );

    it(
      'says that the lab is gone when it is killed, and goes on when it is back',
      async () => {
        process.kill(server.serverPid(), 'SIGKILL');
        await page.getByText('The lab does not answer').waitFor();
        expect(await page.getByRole('heading', { level: 2 }).count()).toBe(2);
        await page.getByText('The lab does not answer').waitFor({ state: 'detached' });
      },
      LONG_MS,
    );

    it(
      'has nothing serious to say about accessibility on the pages of the real lab',
      async () => {
        for (const [address, sign] of [
          ['fleet', 'h2'],
          ['traces', 'h1'],
          ['scenarios/example%3Ae3-two-services-one-clock.yaml', 'textarea'],
          ['runs', 'table'],
          ['runs/new', 'fieldset'],
          ['reports', 'h1'],
          ['settings', 'section'],
        ] as const) {
          await goTo(address);
          await page.locator(`main ${sign}`).first().waitFor();
          expect(await seriousFindings(page), address).toEqual([]);
        }
      },
      LONG_MS,
    );

    it('did all this without a mistake or a word against the content policy', () => {
      expect(complaints).toEqual([]);
    });
  });
});
