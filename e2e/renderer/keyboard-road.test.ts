import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithChromium, launchChromium } from '../reports/tools.js';
import { buildPrograms, startServerProgram, type RunningServer } from '../server/tools.js';
import { describeWithAdb } from '../simulator/tools.js';
import { seriousFindings } from './axe.js';
import { builtRenderer } from './tools.js';

const LONG_MS = 180_000;
/** More steps than any page has. */
const MOST_STEPS = 150;

describeWithChromium('the real lab by the keyboard alone', () => {
  describeWithAdb('with two simulated devices', () => {
    let server: RunningServer;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      buildPrograms();
      builtRenderer('real');
      server = await startServerProgram('--simulate', '2');
      browser = await launchChromium();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(90_000);
      await page.goto(server.address);
    }, LONG_MS);

    afterAll(async () => {
      await browser.close();
      await server.close();
    }, 60_000);

    /** Steps with Tab until the focus is on what has this name; the name that a screen reader would say, roughly. */
    const tabTo = async (name: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
      const passed: string[] = [];
      for (let step = 0; step < MOST_STEPS; step += 1) {
        await page.keyboard.press(key);
        const focused = await page.evaluate(() => {
          const element = document.activeElement;
          if (!(element instanceof HTMLElement)) return '';
          const labels =
            element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
          const label = [...(labels ?? [])].map(({ innerText }) => innerText).join(' ');
          return (element.getAttribute('aria-label') ?? (label === '' ? element.innerText : label)).trim();
        });
        if (name.test(focused)) return;
        passed.push(focused);
      }
      throw new Error(`no way by ${key} to ${String(name)}; on the way: ${passed.slice(0, 40).join(' | ')}`);
    };
    const press = async (...keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };

    it(
      'goes from the fleet to a scenario, runs it, looks at its timeline and writes the report',
      async () => {
        await page.getByText('2 devices, 2 free').waitFor();
        await press('g', 's');
        await page.getByText('Choose a scenario').waitFor();

        await press('Control+k');
        await page.getByRole('combobox').fill('C-06');
        await page.getByRole('option', { name: /C-06/ }).waitFor();
        await press('Enter');
        await page.getByText('Lasts').waitFor();
        await tabTo(/^Plan a run$/);
        await press('Enter');

        await page.getByRole('group', { name: /^Devices/ }).waitFor();
        await tabTo(/(Pixel|SM-|CPH|2407)/);
        await press('Space');
        await tabTo(/^Compression$/);
        await press('Home');
        await page
          .getByText(/1 case, \d+ s in all/)
          .first()
          .waitFor();
        await tabTo(/^Start$/, 'Shift+Tab');
        await press('Enter');

        await page.waitForURL(/#\/runs\/\d/);
        await page.locator('header, main').getByText('done', { exact: true }).first().waitFor();
        expect(await seriousFindings(page), 'the run').toEqual([]);
        await tabTo(/C-06.* on /);
        await press('Enter');
        await tabTo(/^Timeline$/);
        await press('Enter');

        await page.locator('main canvas').first().waitFor();
        await page.waitForURL(/#\/traces\/.*%2F/);
        expect(await seriousFindings(page), 'the timeline').toEqual([]);
        await tabTo(/^Table$/);
        await press('Enter');
        await page.getByRole('grid').waitFor();
        await press('Shift+Tab');
        await tabTo(/^Report$/, 'Shift+Tab');
        await press('Enter');

        await page.frameLocator('iframe').locator('h1').waitFor();
        await tabTo(/^Write 1 file$/);
        await press('Enter');
        await page.getByText(/^1 file written/).waitFor();
        expect(await seriousFindings(page), 'the report').toEqual([]);
      },
      LONG_MS,
    );
  });
});
